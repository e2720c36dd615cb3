"""How codecs and edge nodes say that a door is open."""

from __future__ import annotations

import pytest

from ingest.interpret import interpret


@pytest.mark.parametrize(
    ("name", "said", "expected"),
    [
        ("door_open", True, 1.0),
        ("Door Open", False, 0.0),
        ("doorOpen", 0, 0.0),
        ("door", "open", 1.0),
        ("door", "closed", 0.0),
    ],
)
def test_a_door_is_open_or_shut(name: str, said: object, expected: float) -> None:
    """The name with "open" in it takes true, false, 1 and 0; without it, only words say which is which."""
    (placed,) = interpret({name: said}).placed
    assert (placed.quantity, placed.value) == ("door_open", expected)


def test_a_door_that_is_true_may_be_either() -> None:
    """Nobody knows what true says of a door; the operator is asked."""
    found = interpret({"door": True})
    assert found.placed == ()
    assert [field for field, _ in found.unplaced] == ["door"]
