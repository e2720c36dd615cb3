"""Turning: when a value that is out is on its way back, and when it is not any more."""

from __future__ import annotations

import pytest

from alerts.detect.turning import Turn, turned
from ingest.clock import MS_PER_MINUTE


@pytest.mark.parametrize(
    ("values", "returning"),
    [
        ([5.0, 6.0, 7.0], False),
        ([5.0, 7.0, 6.2], False),
        ([5.0, 7.0, 6.0], True),
        ([5.0, 7.0, 6.0, 5.0, 4.5], True),
        ([5.0, 7.0, 6.0, 5.0, 5.9], True),
        ([5.0, 7.0, 6.0, 5.0, 6.0], False),
        ([5.0, 7.0, 6.0, 5.0, 4.9, 5.0], True),
        ([5.0, 7.0, 6.0, 5.0, 4.9, 5.0, 4.9], False),
    ],
)
def test_air_is_on_its_way_back_while_it_falls(values: list[float], *, returning: bool) -> None:
    """It has come back by a kelvin, has not gone away again by one, nor stood still for 20 minutes."""
    turn = Turn(values[0], 0, 0)
    for number, value in enumerate(values):
        turn = turned(turn, number * 7 * MS_PER_MINUTE, value)
    assert turn.returning is returning
