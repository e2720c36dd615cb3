"""Write an instant of the story as gateways write instants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def epoch_ms(start_ms: int, at_s: float) -> int:
    """Return a moment of the story in milliseconds since 1970.

    >>> epoch_ms(1_781_410_200_000, -1.5)
    1781410198500
    """
    return start_ms + round(at_s * 1_000)


def rfc3339(start_ms: int, at_s: float) -> str:
    """Return a moment of the story as RFC 3339 in UTC, to the millisecond.

    >>> rfc3339(1_781_410_200_000, 0.25)
    '2026-06-14T04:10:00.250Z'
    """
    moment = _EPOCH + timedelta(milliseconds=epoch_ms(start_ms, at_s))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def nanosecond_offset(start_ms: int, at_s: float) -> str:
    """Return a moment of the story with nine digits and a numeric offset, as ChirpStack writes it.

    >>> nanosecond_offset(1_781_410_200_000, 0.25)
    '2026-06-14T04:10:00.250000000+00:00'
    """
    return rfc3339(start_ms, at_s).replace("Z", "000000+00:00")


def nanosecond_zulu(start_ms: int, at_s: float) -> str:
    """Return a moment of the story with nine digits and a Z, as The Things Stack writes it.

    >>> nanosecond_zulu(1_781_410_200_000, 0.25)
    '2026-06-14T04:10:00.250000000Z'
    """
    return rfc3339(start_ms, at_s).replace("Z", "000000Z")


def whole_seconds(start_ms: int, at_s: float) -> int:
    """Return a moment of the story in whole seconds since 1970.

    >>> whole_seconds(1_781_410_200_000, 0.75)
    1781410200
    """
    return epoch_ms(start_ms, at_s) // 1_000


def local_text(start_ms: int, at_s: float, zone: tzinfo) -> str:
    """Return a moment of the story as a clock on the wall shows it, without saying which wall.

    >>> local_text(1_781_410_200_000, 0.25, UTC)
    '2026-06-14T04:10:00'
    """
    moment = _EPOCH + timedelta(seconds=whole_seconds(start_ms, at_s))
    return moment.astimezone(zone).replace(tzinfo=None).isoformat()
