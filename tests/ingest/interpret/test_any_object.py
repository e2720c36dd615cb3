"""Whatever an object is: no exception, no number out of a fault, no order that matters, no endless work."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.interpret import Hint, Interpretation, interpret
from ingest.interpret.leaves import MOST
from ingest.interpret.vocabulary import WORDS
from ingest.interpret.words import words_of
from ingest.known import Meaning
from tests.ingest.interpret.test_names import PLACED
from tests.ingest.interpret.test_values import FAULTS

_NAMES = st.one_of(
    st.sampled_from([name for name, *_ in PLACED]),
    st.sampled_from(
        ["history", "samples", "values", "value", "unit", "time", "messages", "measurementId", "name"]
    ),
    st.sampled_from(["date_1", "date1", "temperature_1", "tempHistory1", "tempHistory2"]),
    st.lists(st.sampled_from(sorted(WORDS)), min_size=1, max_size=3).map("_".join),
    st.text(max_size=12),
)
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["25 ℃", "°C", "err", "[1,2,3,2026-01-01 00:00:00]", 1781410200, "temperature", 4097]),
)
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(_NAMES, inner, max_size=5),
    max_leaves=30,
)
_OBJECTS = st.dictionaries(_NAMES, _JSON, max_size=8)


@given(_OBJECTS)
def test_any_json_object_is_answered(fields: dict[str, Any]) -> None:
    """Nothing that JSON can hold raises; without a fault a value is finite, with one there is none."""
    said = interpret(fields)
    for one in said.placed:
        assert math.isfinite(one.value) == (not one.fault), one
    said.samples("d", None)
    said.leftovers("d", "m")


def _essence(said: Interpretation) -> tuple[object, ...]:
    placed = sorted((one.field, one.quantity, repr(one.value), one.channel, one.fault) for one in said.placed)
    return placed, sorted(said.unplaced), sorted(said.left_out)


@given(st.dictionaries(_NAMES, _SCALARS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_fields_does_not_matter(fields: dict[str, Any], random: Any) -> None:  # noqa: ANN401 - hypothesis hands out a random.Random of its own
    """The same fields in another order say the same."""
    shuffled = list(fields.items())
    random.shuffle(shuffled)
    assert _essence(interpret(dict(shuffled))) == _essence(interpret(fields))


@pytest.mark.parametrize("name", [name for name, *_ in PLACED if "pressure" not in name])
def test_zero_is_a_value_under_every_known_name(name: str) -> None:
    """Exactly zero is kept as zero, or is 32 °F, and is never taken for nothing."""
    (placed,) = interpret({name: 0}).placed
    assert placed.fault == ""
    assert placed.value == pytest.approx(-160 / 9 if name == "tempf" else 0.0)


@pytest.mark.parametrize("content", FAULTS)
def test_a_fault_yields_no_number_under_any_known_name(content: object) -> None:
    """A fault is a fault in every field, or is left out; it is a value nowhere."""
    for name, *_ in PLACED:
        assert all(math.isnan(one.value) for one in interpret({name: content}).placed)


def test_more_values_than_anybody_sends_are_cut_and_it_is_said() -> None:
    """Of an object with a hundred thousand fields a part is read, and the rest is mentioned."""
    said = interpret({f"temperature_{index}": 1.0 for index in range(100_000)})
    assert len(said.placed) + len(said.unplaced) <= MOST
    assert "2,000" in said.cut


def test_deep_objects_and_lists_are_cut_and_it_is_said() -> None:
    """Nesting beyond any codec's is not followed."""
    deep: dict[str, Any] = {"temperature": 1.0}
    listed: list[Any] = [1.0]
    for _ in range(500):
        deep = {"a": deep}
        listed = [listed]
    assert interpret(deep).cut
    assert interpret({"temperature": listed}).cut
    assert interpret(deep).placed == ()


def test_long_names_and_texts_cost_nothing_much() -> None:
    """A name made of glued words, a huge text and a number of many digits are handled like any other."""
    name = "temp" * 20_000
    said = interpret({name: 1.5, "temperature": "9" * 100_000, "n": 10**5000, "DATALOG": "[" * 50_000})
    assert [one.field for one in said.placed] == ["temperature"]
    assert all(len(field) <= 300 and len(value) <= 80 for field, value in said.unplaced)
    assert interpret({"history": {"_" * 100_000 + "x1": 1.5, "a2": 2.5}}).placed == ()
    assert interpret({"data": [{"name": 10**5000, "value": 1.5}, {"n": 10**5000, "v": 2.5}]}).placed == ()
    assert words_of("x" * 1000) == ("x" * 120,)


@given(
    st.dictionaries(
        _NAMES, st.sampled_from(["", "air_temperature_c", "door_open", "no_such_quantity"]), max_size=5
    )
)
def test_whatever_the_operator_said_is_answered(said: dict[str, str]) -> None:
    """Meanings with unknown quantities and units do not raise either."""
    meanings = {name: Meaning(quantity, "°C") for name, quantity in said.items()}
    interpret(dict.fromkeys(said, 20.5), Hint(meanings=meanings))
