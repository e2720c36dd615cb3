"""CayenneLPP bytes: whatever a device can say in them is read as it was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DecodeError
from ingest.formats.cayenne_types import TYPES, fields_in, units_of
from ingest.units import unit_of

_simple = [(kind, found) for kind, found in TYPES.items() if not found.parts]


@given(data=st.data())
def test_every_value_comes_back_as_it_was_written(data: st.DataObject) -> None:
    """Any number that a type can carry, on any channel, is read as that number."""
    written: dict[str, float] = {}
    payload = b""
    for kind, found in data.draw(st.lists(st.sampled_from(_simple), max_size=8)):
        bits = 8 * found.width - found.signed
        raw = data.draw(st.integers(-(1 << bits) if found.signed else 0, (1 << bits) - 1))
        channel = data.draw(st.integers(0, 255))
        if f"{found.name}_{channel}" not in written:
            written[f"{found.name}_{channel}"] = raw / found.by
            payload += bytes([channel, kind]) + raw.to_bytes(found.width, "big", signed=found.signed)
    assert fields_in(payload) == written


def test_a_position_has_three_numbers() -> None:
    """The position in the first description of CayenneLPP: 42.3519°, −87.9094°, 10 m."""
    assert fields_in(bytes.fromhex("018806765ff2960a0003e8")) == {
        "gps_1": {"latitude": 42.3519, "longitude": -87.9094, "altitude": 10.0}
    }


def test_an_acceleration_has_three_numbers() -> None:
    """The acceleration in the first description of CayenneLPP: 1.234 g, −1.234 g, 0."""
    assert fields_in(bytes.fromhex("067104d2fb2e0000")) == {
        "accelerometer_6": {"x": 1.234, "y": -1.234, "z": 0.0}
    }


def test_names_of_types_differ() -> None:
    """No two types share a name: a field says which of them it is."""
    assert len({found.name for found in TYPES.values()}) == len(TYPES)


def test_units_are_known_units() -> None:
    """Every unit of a type can be converted from."""
    units = units_of({f"{found.name}_1": 0 for found in TYPES.values()})
    assert units
    assert all(unit_of(unit) for unit in units.values())


@given(payload=st.binary(max_size=40))
def test_rubbish_is_read_to_its_end_or_not_at_all(payload: bytes) -> None:
    """Nothing but DecodeError comes of bytes that are no CayenneLPP."""
    try:
        fields = fields_in(payload)
    except DecodeError:
        return
    assert bool(fields) == bool(payload)


def test_zero_bytes_of_padding_are_told() -> None:
    """A payload that was filled up with zeros to a length of its own is refused, not read as inputs."""
    with pytest.raises(DecodeError):
        fields_in(bytes.fromhex("0167002a00000000"))
