"""Passwords of gateways: nobody can guess one, and no two hashes are alike."""

from __future__ import annotations

import math

import pytest

from ingest.access.password import hashed, is_right, new_password

GOOD = hashed("waxberry")


def test_a_password_is_drawn_from_more_than_128_bits() -> None:
    """Passwords differ, fit into every gateway's field, and need no quotes anywhere."""
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    letters = set("".join(made))
    assert all(len(one) * math.log2(len(letters)) > 128 and len(one) <= 32 for one in made)
    assert all(one.isascii() and one.isalnum() for one in made)


def test_a_hash_is_salted_and_tells_right_from_wrong() -> None:
    """The same password has another hash every time; both know it and nothing else."""
    other = hashed("waxberry", is_chosen=True)
    assert GOOD.startswith("$7$101$")
    assert hashed("waxberry") != GOOD
    for known in (GOOD, other):
        assert is_right("waxberry", known)
        assert not is_right("Waxberry", known)
        assert not is_right("", known)


@pytest.mark.parametrize(
    "known",
    [
        "",
        "waxberry",
        "$7$101$$",
        "$6$x$y",
        GOOD.replace("$101$", "$0$"),
        GOOD.replace("$101$", "$99999999$"),
        GOOD.replace("$101$", "$²$"),
        GOOD[:-8],
        GOOD + "$",
    ],
)
def test_what_is_no_hash_lets_nobody_in(known: str) -> None:
    """A damaged entry refuses everybody, quickly."""
    assert not is_right("waxberry", known)
    assert not is_right("", known)
