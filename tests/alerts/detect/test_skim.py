"""Skimming: leaving readings out that change nothing ends in what taking every one of them ends in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from unittest.mock import patch

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.detect.gateway import RESOLUTION_MS, GatewayRule
from alerts.detect.goods_rule import GoodsRule
from alerts.detect.skim import HEARINGS, SKIMS
from alerts.doubt import Doubt
from alerts.lot import Leg, Shipment
from alerts.replay import Replayed, replayed
from alerts.watch import Watch
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.goods_examples import START_MS, rule_for

PULP = "product_temperature_c"
DUE_MS = START_MS + 3 * MS_PER_DAY
SHIPMENT = Shipment("S1", "S1", ("L1",), "", DUE_MS, 9.0, (Leg("flight", DUE_MS - MS_PER_DAY, DUE_MS, 2.0),))
RULES: Mapping[str, GoodsRule] = {
    "tray in air": rule_for(),
    "pallet in air": rule_for(packaging="pallet"),
    "warm pallet": rule_for(packaging="pallet", arrives_c=15.0),
    "probe": rule_for(quantity=PULP),
    "warm probe": rule_for(quantity=PULP, arrives_c=15.0),
    "shipped": rule_for(shipment=SHIPMENT),
    "must keep long": msgspec.structs.replace(rule_for(), required_life_h=200.0),
    "left": rule_for(end_min=900),
    "stands little cold": rule_for(product="cucumber", arrives_c=11.0),
    "within the law": msgspec.structs.replace(rule_for(packaging="pallet"), legal_c=2.0),
    "in doubt": msgspec.structs.replace(rule_for(), doubts=(Doubt(START_MS + MS_PER_HOUR, None),)),
}

PIECES = st.lists(
    st.tuples(
        st.sampled_from((1, 1, 5, 15, 45)),
        st.integers(1, 30),
        st.sampled_from((1.0, 1.0, 1.2, 2.9, 4.0, 9.0, 20.0, -0.9, -4.0, 11.0)),
    ),
    min_size=1,
    max_size=8,
)
"""How often a source speaks [min], how many times, and around which value [°C]."""


def _column(pieces: list[tuple[int, int, float]]) -> tuple[np.ndarray, np.ndarray]:
    pauses = np.concatenate([np.full(times, pause) for pause, times, _ in pieces])
    base = np.concatenate([np.full(times, level) for _, times, level in pieces])
    at_ms = START_MS + (np.cumsum(pauses) - pauses[0]).astype(np.int64) * MS_PER_MINUTE
    return at_ms, base + 0.1 * np.sin(np.arange(base.size))


def _watch(rule: GoodsRule) -> Watch:
    return Watch(
        key="goods",
        place_id="place",
        device="probe",
        quantity=rule.quantity,
        detector="goods",
        rule=rule,
        start_ms=rule.start_ms,
        end_ms=rule.end_ms,
    )


def _same(one: object, other: object) -> bool:
    """Tell whether two results are the same but for rounding: 1e-7, or a millisecond."""
    if isinstance(one, float) or isinstance(other, float):
        return isinstance(one, int | float) and one == pytest.approx(other, abs=1e-7)
    if isinstance(one, int) and isinstance(other, int):
        return abs(one - other) <= 1
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other


def _in_full(found: Replayed) -> object:
    spells = sorted(found.spells, key=lambda one: (one.started_at_ms, one.cause))
    return msgspec.to_builtins((spells, found.state, found.readings))


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=8, deadline=None)
@given(pieces=PIECES)
def test_goods_are_found_alike_whether_skimmed_or_not(
    name: str, pieces: list[tuple[int, int, float]]
) -> None:
    """Whatever air or goods did: the same spells, raised at the same instants, and the same life left."""
    watch, column = _watch(RULES[name]), _column(pieces)
    until_ms = int(column[0][-1]) + 20 * MS_PER_HOUR
    skimmed = replayed(watch, [column], until_ms)
    with patch("alerts.replay.SKIMS", {}):
        whole = replayed(watch, [column], until_ms)
    assert _same(_in_full(skimmed), _in_full(whole))


def test_of_goods_with_which_all_is_well_hardly_a_reading_is_taken() -> None:
    """A month in a good room is looked at once, and not reading by reading."""
    at_ms = START_MS + np.arange(30 * 24 * 60, dtype=np.int64) * MS_PER_MINUTE
    values = 1.0 + 0.2 * np.sin(np.arange(at_ms.size))
    skimmed = SKIMS["goods"].over(RULES["pallet in air"], at_ms, values)
    assert np.flatnonzero(skimmed.loud).tolist() == [0]


HEARD = st.lists(
    st.tuples(st.sampled_from((1, 2, 2, 5, 20, 90)), st.sets(st.integers(0, 3))), min_size=5, max_size=60
)
"""Minutes that pass, and which of four devices are heard then."""


@settings(max_examples=40, deadline=None)
@given(heard=HEARD, end_min=st.sampled_from((None, 300)))
def test_gateways_are_found_alike_whether_skimmed_or_not(
    heard: list[tuple[int, set[int]]], end_min: int | None
) -> None:
    """Whoever is heard when: the same darkness, known at the same instants, and the same rhythms."""
    devices = tuple("abcd")
    instants = np.cumsum([minutes for minutes, _ in heard]) * MS_PER_MINUTE
    told = []
    for one in range(len(devices)):
        at_ms = np.array([at for at, (_, who) in zip(instants, heard, strict=True) if one in who], np.int64)
        told.append((at_ms, np.zeros(at_ms.size)))
    watch = Watch(
        key="gateway",
        place_id="place",
        device="",
        quantity="",
        detector="gateway",
        rule=GatewayRule("place", "gateway", devices, 720.0),
        start_ms=0,
        end_ms=None if end_min is None else end_min * MS_PER_MINUTE,
        voices=tuple((device, "") for device in devices),
        resolution_ms=RESOLUTION_MS,
    )
    until_ms = int(instants[-1]) + MS_PER_HOUR
    skimmed = replayed(watch, told, until_ms)
    never_quiet = replace(HEARINGS["gateway"], is_quiet=lambda _state: False)
    with patch("alerts.replay.HEARINGS", {"gateway": never_quiet}):
        whole = replayed(watch, told, until_ms)
    assert _in_full(skimmed) == _in_full(whole)
