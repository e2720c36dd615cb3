"""Local times without an offset, as gateways write them whose zone stands nowhere in the message."""

from __future__ import annotations

from datetime import datetime, tzinfo

from ingest.clock import MS_PER_MINUTE, from_datetime
from ingest.errors import DecodeError

_AHEAD_MS = 5 * MS_PER_MINUTE
_UNSET_YEAR = 2000


def local_ms(field: str, text: object, zone: tzinfo, received_at_ms: int) -> int:
    """Return an ISO 8601 time in epoch milliseconds; one without an offset is in *zone*.

    A time that exists twice, at the end of summer time, is the later one unless that has not come yet when
    the message was received. A clock that was never set shows a year before 2000 and becomes 0.

    >>> from zoneinfo import ZoneInfo
    >>> local_ms("Time", "2026-06-14T12:10:00", ZoneInfo("Asia/Shanghai"), 1781410205000)
    1781410200000
    """
    try:
        moment = datetime.fromisoformat(text)  # type: ignore[arg-type]  # anything but a text is refused here
        if moment.year < _UNSET_YEAR:
            return 0
        if moment.tzinfo is not None:
            return from_datetime(moment)
        return settled_ms(moment, zone, received_at_ms)
    except (TypeError, ValueError, OverflowError) as error:
        raise DecodeError(field, text, "a time such as 2026-06-14T12:10:00") from error


def settled_ms(moment: datetime, zone: tzinfo, received_at_ms: int) -> int:
    """Return the instant of a local time in *zone*; raises ValueError or OverflowError where it has none."""
    first_ms = from_datetime(moment.replace(tzinfo=zone, fold=0))
    second_ms = from_datetime(moment.replace(tzinfo=zone, fold=1))
    return first_ms if second_ms > received_at_ms + _AHEAD_MS else max(first_ms, second_ms)
