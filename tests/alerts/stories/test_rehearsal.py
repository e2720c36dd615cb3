"""A rehearsal: a real alarm end to end, marked as a test, that counts nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts import rehearsal
from alerts.alert import Alert, AlertState, EventKind
from alerts.answering import Reply
from alerts.errors import NotAllowedNow
from ingest.clock import MS_PER_MINUTE
from tests.alerts.stories.test_pain_10_nobody_answers import DUTY
from tests.alerts.stories.timeline import Timeline, steady


@pytest.fixture(name="farm")
def _farm(tmp_path: Path) -> Iterator[Timeline]:
    """Return a farm with people on duty at which nothing is wrong."""
    farm = Timeline(tmp_path, DUTY)
    farm.plays("cold-air", "air_temperature_c", steady(1.0))
    farm.until(farm.clock.now_ms() + 10 * MS_PER_MINUTE)
    yield farm
    farm.parts.close()


def begin(farm: Timeline) -> Alert:
    """Begin a rehearsal at cold room 2."""
    with farm.parts.alerts.ledger.transaction() as book:
        return rehearsal.begin(book, "r1", "cold-2", "Luis", farm.clock.now_ms())


def test_a_rehearsal_reaches_who_is_on_duty_and_ends_when_somebody_answers(farm: Timeline) -> None:
    """The same ladder, the same channels, the same reply; every message says that it is a test."""
    begin(farm)
    farm.until(farm.clock.now_ms() + 8 * MS_PER_MINUTE)
    assert [call.split(" ", 1)[1] for call in farm.calls("ana/phone")] == ["TEST"]
    (luis,) = farm.phones["luis/phone"].notices
    assert luis.short.startswith("2nd CALL Cold room 2: rehearsal, nothing is wrong")
    farm.parts.alerts.answers.reply(Reply("+86-Luis", "1"), farm.clock.now_ms())
    farm.until(farm.clock.now_ms() + 20 * MS_PER_MINUTE)
    (alert,) = farm.alerts()
    assert (alert.state, alert.acknowledged_by) == (AlertState.RESOLVED, "Luis")
    assert farm.calls("wei/phone") == []
    assert farm.parts.alerts.ledger.events_of("r1")[-1].note == "answered by Luis"


def test_a_rehearsal_that_nobody_answers_ends_by_itself_and_says_so(farm: Timeline) -> None:
    """After an hour, and those who were called hear that it is over; there is one at a time."""
    begin(farm)
    with pytest.raises(NotAllowedNow, match="a rehearsal goes on at cold-2"):
        begin(farm)
    farm.until(farm.clock.now_ms() + 70 * MS_PER_MINUTE)
    (alert,) = farm.alerts()
    assert alert.state is AlertState.RESOLVED
    assert [one.note for one in farm.parts.alerts.ledger.events_of("r1")][-1] == "nobody answered"
    assert farm.phones["ana/phone"].notices[-1].kind is EventKind.RESOLVED
