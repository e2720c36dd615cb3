"""Local times whose zone stands nowhere in the message."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ingest.clock import from_datetime
from ingest.errors import DecodeError
from ingest.local_time import local_ms

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "received", "meant"),
    {
        "in summer": ("2026-06-14T12:10:00", "2026-06-14T10:10:05", "2026-06-14T10:10:00"),
        "in winter": ("2026-01-14T12:10:00", "2026-01-14T11:10:05", "2026-01-14T11:10:00"),
        "twice, and it is the first": ("2026-10-25T02:30:00", "2026-10-25T00:30:05", "2026-10-25T00:30:00"),
        "twice, and it is the second": ("2026-10-25T02:30:00", "2026-10-25T01:30:05", "2026-10-25T01:30:00"),
        "that never was": ("2026-03-29T02:30:00", "2026-03-29T01:30:05", "2026-03-29T01:30:00"),
        "with an offset of its own": (
            "2026-06-14T12:10:00+08:00",
            "2026-06-14T04:10:05",
            "2026-06-14T04:10:00",
        ),
    }.values(),
)
def test_local_time_is_placed(text: str, received: str, meant: str) -> None:
    """A local time becomes the instant that was meant, also where it exists twice."""
    received_ms = from_datetime(datetime.fromisoformat(received).replace(tzinfo=UTC))
    expected_ms = from_datetime(datetime.fromisoformat(meant).replace(tzinfo=UTC))
    assert local_ms("Time", text, BERLIN, received_ms) == expected_ms


@pytest.mark.parametrize("rubbish", ["noon", "", None, 7, "2026-13-01T00:00:00", "9999-12-31T23:59:59"])
def test_what_is_no_time_is_told(rubbish: object) -> None:
    """Whatever is no time is refused with the name of its field, or is far in the future."""
    try:
        assert local_ms("Time", rubbish, BERLIN, 0) > 1 << 47
    except DecodeError as error:
        assert error.field == "Time"  # noqa: PT017 - either is right


def test_clock_that_was_never_set_is_zero() -> None:
    """The start of 1970 is no time, in any zone."""
    assert local_ms("Time", "1970-01-01T00:00:03", BERLIN, 0) == 0
