"""Pain 12, slow dashboards: a month comes in one answer that fits the screen, and no peak is lost for it."""

from __future__ import annotations

from api.schemas.values import rfc3339
from ingest.reading import Reading
from tests.api.house import MINUTE_MS, House

_DAY = 24 * 60
_MONTH = 30 * _DAY


def test_a_month_of_minutes_is_one_small_answer_with_every_days_peak(house: House) -> None:
    """Of 43,200 readings a thousand points are left at most; the one hot minute of each day is among them."""
    first_ms = house.clock.now_ms() - (_MONTH - 1) * MINUTE_MS
    values = [20.0 + number // _DAY if number % _DAY == _DAY // 2 else 2.0 for number in range(_MONTH)]
    house.deps.ingest.store.write(
        [
            Reading("probe", "air_temperature_c", at_ms, value, at_ms)
            for at_ms, value in (
                (first_ms + number * MINUTE_MS, value) for number, value in enumerate(values)
            )
        ]
    )
    asked = {"device": "probe", "quantity": "air_temperature_c", "max_points": 1_000}
    period = {"start": rfc3339(first_ms), "end": rfc3339(house.clock.now_ms() + 1)}
    answer = house.get("/api/v1/readings", params={**asked, **period})
    assert answer.status_code == 200, answer.text
    points = answer.json()["points"]
    assert len(points) <= 1_000
    assert [value for _, value in points if value > 10.0] == [20.0 + day for day in range(30)]
    assert len(answer.content) < 64_000
