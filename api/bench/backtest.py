"""How fast stored readings are replayed through the rules of a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from alerts.backtest import Backtest, Grounds
from alerts.goods_terms import GOODS
from alerts.lot import Lot, Stay
from alerts.plan import PlacePlan, Plan, Way
from alerts.product import load_products
from alerts.recipe import load_recipes
from alerts.replay import Column
from alerts.watch import Goods
from api.bench.figure import Figure, measured
from api.bench.messages import device_id
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE
from ingest.place import Installation, Place, PlaceKind
from ingest.quantity import AIR

SENSORS = 10
WANTED_PER_S = 1_000_000.0
START_MS = 1_767_225_600_000
PLACE = Place("room", "bench", "Room", PlaceKind.COLD_ROOM, "cold_room")
LOTS = 8
PACKAGINGS = ("open_tray", "pallet")
_MONTH = 60_000
"""The count at which a whole month is replayed."""
_DEFROST_MIN, _EVERY_MIN = 40, 360


def run(count: int) -> Sequence[Figure]:
    """Replay a month (less where *count* is small) of ten sensors at one reading a minute."""
    minutes = max(30 * MS_PER_DAY // MS_PER_MINUTE * min(count, _MONTH) // _MONTH, 10)
    told = {device_id(number): _air(number, minutes) for number in range(SENSORS)}
    return [
        _figure("the rules of a cold room", _grounds(told, ()), told),
        _figure(f"them and those of {LOTS} lots in it", _grounds(told, _lots()), told),
    ]


def _figure(what: str, grounds: Grounds, told: Mapping[str, Column]) -> Figure:
    with measured() as watch:
        tried = Backtest(grounds, PLACE.id).tried()
    with measured() as limit:
        for _, values in told.values():
            values.sum()
    count = sum(values.size for _, values in told.values())
    return Figure(
        bench="backtest",
        what=f"{tried.readings:,} readings through {what}",
        rate_per_s=tried.readings / watch.wall_s,
        cpu_us=watch.cpu_s / tried.readings * 1e6,
        limit=f"wanted; a NumPy sum of the same values takes {limit.wall_s / count * 1e9:.2g} ns each",
        limit_per_s=WANTED_PER_S,
        wanted_ratio=1.0,
    )


def _grounds(told: Mapping[str, Column], ways: Sequence[Way]) -> Grounds:
    hanging = tuple(Installation(device, PLACE.id, "", START_MS) for device in told)
    here = PlacePlan(PLACE, load_recipes()[PLACE.recipe], hanging, "Asia/Shanghai")
    heard = dict.fromkeys(told, (AIR,))
    minutes = max(at_ms.size for at_ms, _ in told.values())
    return Grounds(
        plan=Plan({PLACE.id: here}, ways, heard),
        behind={"gateway": hanging},
        heard=heard,
        known=(),
        start_ms=START_MS,
        end_ms=START_MS + minutes * MS_PER_MINUTE,
        read=lambda device, _quantity, _start_ms, _end_ms: told[device],
    )


def _lots() -> Sequence[Way]:
    """Return lots in open trays and on pallets, which came an hour after each other."""
    product = load_products()["waxberry"]
    terms = GOODS.of(product).terms()
    ways = []
    for number in range(LOTS):
        came_ms = START_MS + number * MS_PER_HOUR
        lot = Lot(f"lot-{number}", "", product.id, PACKAGINGS[number % 2], came_ms, 1.0, 1.0)
        ways.append((Goods(lot, product, None, terms), (Stay(lot.id, PLACE.id, came_ms),), ()))
    return ways


def _air(number: int, minutes: int) -> Column:
    """Return a month of a cold room with a strong defrost every six hours, as one sensor tells it."""
    minute = np.arange(minutes, dtype=np.int64)
    since = (minute + 17 * number) % _EVERY_MIN
    defrost_k = np.where(since < _DEFROST_MIN, 6.0 * np.sin(np.pi * since / _DEFROST_MIN), 0.0)
    noise_k = np.random.default_rng(number).normal(0.0, 0.1, minutes)
    return START_MS + minute * MS_PER_MINUTE, 1.0 + defrost_k + noise_k
