"""Ctrl-C while a command still loads or builds."""

from __future__ import annotations

import pytest

from api.__main__ import main


def test_ctrl_c_before_anything_runs_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever changes their mind before a command is ready sees no traceback."""

    def interrupted(_arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("api.__main__._run", interrupted)
    assert main(["check"]) == 130
    assert capsys.readouterr().err == "coldframe: stopped before it was ready\n"
