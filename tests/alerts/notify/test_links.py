"""Links of one use: signed, for one purpose, and not for long."""

from __future__ import annotations

import pytest

from alerts.errors import LinkRefused
from alerts.notify.links import Grant, Links

LINKS = Links(b"k" * 32, "https://farm.example")
GRANT = Grant("a77", "ana", "call/1.1/ana", expires_ms=1_000)


def token(links: Links = LINKS, grant: Grant = GRANT) -> str:
    """Return what stands at the end of a link."""
    return links.take(grant).removeprefix("https://farm.example/a/")


def test_a_link_says_what_it_is_good_for() -> None:
    """It reads as what it was made for, until it expires."""
    assert LINKS.read(token(), 999) == GRANT
    with pytest.raises(LinkRefused, match="expired"):
        LINKS.read(token(), 1_000)


def test_a_link_that_was_changed_or_made_elsewhere_is_refused() -> None:
    """Nobody makes a link without the key, or one for another alert or person out of his own."""
    foreign = token(Links(b"x" * 32, "https://farm.example"))
    other_payload = token(grant=Grant("a78", "ana", "call/1.1/ana", 1_000)).partition(".")[0]
    signature = token().rpartition(".")[2]
    for wrong in (foreign, f"{other_payload}.{signature}", token()[:-1], "", "x", "ä" * 20):
        with pytest.raises(LinkRefused, match="not made here"):
            LINKS.read(wrong, 0)
