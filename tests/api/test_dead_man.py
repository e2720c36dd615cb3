"""The dead man's switch is held while all is well, and only then."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from api.dead_man import DeadMan
from api.settings import DeadManSettings
from ingest.configuration import settings_error

URL = "https://hc-ping.com/s3cret"


def all_judged() -> tuple[int, int]:
    """Say that every reading is judged."""
    return 7, 7


class Outside:
    """Somebody who listens elsewhere, or does not answer."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.is_there = True

    def ping(self, url: str) -> None:
        """Hear it, or be away."""
        if not self.is_there:
            raise ConnectionError("refused")
        self.heard.append(url)


def test_it_is_held_while_all_is_well_and_let_go_when_something_is_not() -> None:
    """Whoever listens hears nothing while readings are not judged or nobody can be told."""
    outside, ailments = Outside(), [""]
    dead_man = DeadMan(
        DeadManSettings.model_validate({"url": URL}),
        lambda: tuple(filter(None, ailments)),
        all_judged,
        outside.ping,
    )
    dead_man.beat_once()
    ailments[0] = "readings are not evaluated"
    dead_man.beat_once()
    assert outside.heard == [URL]
    ailments[0] = ""
    dead_man.beat_once()
    assert outside.heard == [URL, URL]


def test_that_nobody_answers_is_told_without_the_address() -> None:
    """The next beat that gets through ends the trouble."""
    outside = Outside()
    dead_man = DeadMan(DeadManSettings.model_validate({"url": URL}), tuple, all_judged, outside.ping)
    outside.is_there = False
    dead_man.beat_once()
    assert "ConnectionError" in dead_man.trouble
    assert "s3cret" not in dead_man.trouble
    outside.is_there = True
    dead_man.beat_once()
    assert dead_man.trouble == ""


def test_an_evaluator_that_hangs_lets_it_go_although_it_tells_no_error() -> None:
    """Readings that wait are no trouble while some are judged between two beats."""
    outside = Outside()
    positions = iter([(5, 9), (8, 12), (8, 12), (12, 12), (12, 12)])
    dead_man = DeadMan(
        DeadManSettings.model_validate({"url": URL}), tuple, lambda: next(positions), outside.ping
    )
    heard = []
    for _ in range(5):
        dead_man.beat_once()
        heard.append(len(outside.heard))
    assert heard == [1, 2, 2, 3, 4]


def test_without_an_address_nobody_is_asked() -> None:
    """The switch is there for those who want it."""
    outside = Outside()
    DeadMan(DeadManSettings(), tuple, all_judged, outside.ping).beat_once()
    assert outside.heard == []


@pytest.mark.parametrize(
    "raw",
    [{"url": "ftp://s3cret"}, {"url": URL, "url_file": "/nowhere"}, {"every_s": 1}, {"url_file": "/nowhere"}],
)
def test_mistakes_are_told_without_the_address(raw: dict[str, Any]) -> None:
    """What was expected is said; the address is not shown."""
    with pytest.raises(ValidationError) as caught:
        DeadManSettings.model_validate(raw)
    told = str(settings_error("[dead_man]", caught.value))
    assert "expected" in told
    assert "s3cret" not in told
