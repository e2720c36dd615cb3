"""Trends and usual intervals: asked for together, and not again before they can have changed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from api.recents import MOST_AT_ONCE, Recents
from ingest.errors import StoreUnavailable
from ingest.store import Curve, Series
from ingest.store.memory import MemoryStore
from tests.ingest.readings import reading, readings


class _Asked(MemoryStore):
    """Notes what charts it is asked for; may be away."""

    def __init__(self) -> None:
        super().__init__()
        self.charts: list[int] = []
        self.is_away = False

    def chart(self, curves: Sequence[Curve], max_points: int) -> tuple[Series, ...]:
        self.charts.append(len(curves))
        if self.is_away:
            raise StoreUnavailable("it is away")
        return super().chart(curves, max_points)


@pytest.fixture
def store() -> _Asked:
    """Return a store in which three devices have spoken, one of them once."""
    store = _Asked()
    store.write([*readings(120), *readings(90, "bay-2"), reading(3, 1.0, "bay-3")])
    return store


def test_all_series_are_asked_for_at_once_and_not_soon_again(store: _Asked) -> None:
    """One chart has what every place needs; what is minutes old is not asked for again."""
    recents = Recents(store)
    for _ in range(2):
        found = recents.of(store.latest())
        assert [one.interval_s for one in found.values()] == [60.0, 60.0, None]
    assert store.charts == [3]
    store.write([reading(125)])
    recents.of(store.latest())
    assert store.charts == [3, 1]


def test_a_store_that_is_away_is_asked_once(store: _Asked) -> None:
    """No page waits for it a second time: until there is something newer, nothing is said of trends."""
    recents, store.is_away = Recents(store), True
    for _ in range(2):
        assert {one.interval_s for one in recents.of(store.latest()).values()} == {None}
    assert store.charts == [3]


def test_of_more_series_than_are_asked_for_at_once_none_is_left_out(store: _Asked) -> None:
    """While all of them speak on, the next calls work out those that had to wait, not the first ones."""
    recents = Recents(store)
    devices = [f"sensor-{number}" for number in range(MOST_AT_ONCE + 1)]
    for minute in (0, 10):
        store.write([reading(minute, 1.0, device) for device in devices])
        found = recents.of(store.latest(devices))
    assert {device for device, _ in found} == {*devices}
    assert store.charts == [MOST_AT_ONCE, MOST_AT_ONCE]
