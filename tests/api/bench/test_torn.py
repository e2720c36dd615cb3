"""The bench of torn journals: its promises hold in a sample, and it sees where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.bench import torn
from ingest.journal.write_ahead import Resealed


def test_damaged_copies_of_a_journal_are_used_as_far_as_they_are_whole() -> None:
    """Of the copies with a byte turned over and those cut off, every one of a sample keeps the promise."""
    verdicts = torn.run(150)
    assert [verdict.held for verdict in verdicts] == [True, True], [verdict.line() for verdict in verdicts]
    assert all("copies" in verdict.detail for verdict in verdicts)


def test_what_sqlite_leaves_out_without_a_word_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody looks into the write-ahead log, the bench says that readings were lost in silence."""

    def nothing(_path: Path) -> Resealed | None:
        return None

    monkeypatch.setattr("ingest.journal.inspection.damaged_log", nothing)
    monkeypatch.setattr("ingest.journal.opening.damaged_log", nothing)
    flipped, cut = torn.run(60)
    assert (flipped.held, cut.held) == (False, True)
    assert "lost without a word" in flipped.line()
