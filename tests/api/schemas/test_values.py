"""Instants, names and numbers as callers give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.schemas.values import EARLIEST_MS, LATEST_MS, parse_instant, rfc3339


@given(st.integers(EARLIEST_MS, LATEST_MS - 1))
def test_an_instant_survives_the_wire(instant_ms: int) -> None:
    """What is written as RFC 3339 is read back as the same millisecond."""
    assert parse_instant(rfc3339(instant_ms)) == instant_ms
    assert parse_instant(str(instant_ms)) == instant_ms
    assert parse_instant(instant_ms) == instant_ms


@pytest.mark.parametrize(
    "seen",
    [
        "",
        "yesterday",
        "2026-06-14",
        "2026-06-14T04:10:00",
        "12",
        12,
        -1,
        True,
        None,
        1.5,
        [],
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        10**30,
        "9" * 400,
        "0001-01-01T00:00:00+14:00",
        "\x00",
    ],
)
def test_what_is_no_instant_is_refused(seen: object) -> None:
    """A time without its offset, out of any plausible range or of another type is refused with an example."""
    with pytest.raises(ValueError, match="expected a"):
        parse_instant(seen)
