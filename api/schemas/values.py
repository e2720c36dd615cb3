"""How single values look on the wire: instants, names, identities, numbers.

Inside Coldframe an instant is a whole number of milliseconds; on the wire it is RFC 3339 in UTC. Input may
also give epoch milliseconds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema

from ingest.clock import MS_PER_MINUTE, from_datetime, to_datetime

EARLIEST_MS = 946_684_800_000
"""2000-01-01: no instant that Coldframe is asked about lies before it."""
LATEST_MS = 4_102_444_800_000
"""2100-01-01: nor after it."""


def parse_instant(seen: object) -> int:
    """Return an RFC 3339 text with its offset, or epoch milliseconds, as milliseconds since the epoch.

    >>> parse_instant("2026-06-14T12:10:00+08:00")
    1781410200000
    >>> parse_instant("1781410200000")
    1781410200000
    """
    if isinstance(seen, bool) or not isinstance(seen, (str, int)):
        raise ValueError("expected an RFC 3339 time such as 2026-06-14T04:10:00Z, or epoch milliseconds")  # noqa: TRY004 - pydantic reports ValueErrors
    instant_ms = _from_text(seen) if isinstance(seen, str) else seen
    if not EARLIEST_MS <= instant_ms < LATEST_MS:
        raise ValueError("expected a time between 2000-01-01 and 2100-01-01 (numbers are milliseconds)")
    return instant_ms


def _from_text(text: str) -> int:
    plain = text.strip()
    if plain.isascii() and plain.isdigit() and len(plain) <= 16:  # noqa: PLR2004 - digits of any sane instant
        return int(plain)
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        raise ValueError("expected an RFC 3339 time such as 2026-06-14T04:10:00Z") from None
    if moment.tzinfo is None:
        raise ValueError("expected a time with its offset, such as 2026-06-14T04:10:00Z")
    return from_datetime(moment)


def rfc3339(instant_ms: int) -> str:
    """Return *instant_ms* as RFC 3339 in UTC, with milliseconds only where there are any.

    >>> rfc3339(1_781_410_200_000), rfc3339(1_781_410_200_250)
    ('2026-06-14T04:10:00Z', '2026-06-14T04:10:00.250Z')
    """
    precision = "milliseconds" if instant_ms % 1_000 else "seconds"
    return to_datetime(instant_ms).replace(tzinfo=None).isoformat(timespec=precision) + "Z"


Instant = Annotated[
    int,
    PlainSerializer(rfc3339, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-06-14T04:10:00Z"]}),
]
"""Milliseconds inside, RFC 3339 in UTC on the wire."""

GivenInstant = Annotated[
    int,
    BeforeValidator(parse_instant),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-06-14T04:10:00Z"]}),
]
"""An instant that a caller gives: RFC 3339 with its offset, or epoch milliseconds."""

GivenText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
"""A name or a word of a person: one line, not empty."""

GivenTitle = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
"""What people call a device or a gateway: no longer than in a farm file."""

GivenNote = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=1_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")
]
"""A remark of a person: may be empty, may have line breaks."""

GivenId = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
]
"""An identity that a caller chooses: letters, digits, dot, dash and underscore."""

KnownId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""An identity that a caller refers to; devices bring their own, so nearly any text may be one."""

Finite = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A number that is a number, and neither true nor a text that looks like one."""

GivenMinutes = Annotated[int, Field(strict=True, ge=1, le=7 * 24 * 60)]
"""How long something is to last from now on; a phone whose clock is wrong can say that."""


def moment_of(until_ms: int | None, minutes: int | None, now_ms: int) -> int | None:
    """Return the instant that was given, or the one in so many minutes; None where neither or both were.

    >>> moment_of(5, None, 1), moment_of(None, 2, 1), moment_of(None, None, 1), moment_of(5, 2, 1)
    (5, 120001, None, None)
    """
    if (until_ms is None) == (minutes is None):
        return None
    return until_ms if minutes is None else now_ms + minutes * MS_PER_MINUTE
