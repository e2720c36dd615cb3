"""Silences: what they cover, when they hold, and which cannot be meant."""

from __future__ import annotations

import msgspec
import pytest

from alerts.cause import Cause
from alerts.errors import InvalidCommand
from alerts.silence import LONGEST_DAYS, Silence, SilenceState, check, covering, ended
from ingest.clock import MS_PER_DAY, MS_PER_HOUR
from tests.alerts.notify.examples import ALERT, NOW_MS


def silence(**change: object) -> Silence:
    """Return an hour's silence of the room of the examples, changed where a test says so."""
    hour = Silence("s1", "Ana", "coil service", NOW_MS, NOW_MS + MS_PER_HOUR, place_id="cold-2")
    return msgspec.structs.replace(hour, **change)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({}, True),
        ({"cause": Cause.TOO_WARM}, True),
        ({"cause": Cause.SILENT}, False),
        ({"place_id": "truck"}, False),
        ({"place_id": "", "cause": Cause.TOO_WARM}, True),
        ({"place_id": "", "device": "probe-1"}, True),
        ({"device": "probe-2"}, False),
    ],
)
def test_a_silence_covers_what_fits_all_of_its_scope(scope: dict[str, object], *, expected: bool) -> None:
    """Place, cause and device narrow it down together."""
    assert silence(**scope).covers(ALERT) is expected


def test_a_silent_device_does_not_hide_what_another_one_says() -> None:
    """An alert that several devices speak for is not about the one that is quiet."""
    both = msgspec.structs.replace(ALERT, devices=("probe-1", "probe-2"))
    assert not silence(place_id="", device="probe-1").covers(both)


def test_it_holds_from_its_start_to_its_end_and_ends_by_itself() -> None:
    """The state is a function of start, end and now; the end itself does not belong to it."""
    later = silence(start_ms=NOW_MS + 1, end_ms=NOW_MS + 3)
    states = [later.state(NOW_MS + step) for step in (0, 1, 2, 3)]
    assert states == [SilenceState.COMING, SilenceState.ACTIVE, SilenceState.ACTIVE, SilenceState.OVER]
    assert covering([later], ALERT, NOW_MS) is None
    longer = silence(id="s2", end_ms=NOW_MS + 9)
    assert covering([later, longer], ALERT, NOW_MS + 1) == longer


def test_ended_early_it_is_over_at_once_and_says_who_ended_it() -> None:
    """Also before it began; what is over already stays as it was."""
    after = ended(silence(), "Luis", NOW_MS + 5)
    assert (after.state(NOW_MS + 5), after.ended_by) == (SilenceState.OVER, "Luis")
    coming = silence(start_ms=NOW_MS + MS_PER_HOUR, end_ms=NOW_MS + 2 * MS_PER_HOUR)
    assert ended(coming, "Luis", NOW_MS).state(NOW_MS) is SilenceState.OVER
    assert ended(after, "Ana", NOW_MS + 9) == after


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"place_id": ""}, "place"),
        ({"end_ms": NOW_MS}, "end"),
        ({"end_ms": NOW_MS + LONGEST_DAYS * MS_PER_DAY + 1}, "end"),
        ({"start_ms": NOW_MS - MS_PER_HOUR}, "start"),
    ],
)
def test_what_cannot_be_meant_is_refused(change: dict[str, object], field: str) -> None:
    """Not the whole farm, not for ever, not in the past: the error names the field."""
    with pytest.raises(InvalidCommand, match=f"^{field}: expected"):
        check(silence(**change), NOW_MS)
