"""Decoded device objects: what the codecs of some hundred device types call a temperature.

``interpret`` maps such an object to canonical quantities: what the operator said comes first, then what is
known of the device's family, then explicit units, then names, then ranges. What it cannot place it leaves
visible and guesses nothing.

- An external probe of unknown placement (``TempC_DS``, ``external_temperature``) is an air temperature of
  the channel ``ext``, for it hangs somewhere. Only a name that says so makes it a product's: alerts take
  that quantity for the goods' own.
- A bare ``temperature`` of what measures energy, vibration, a drive's position or the pressure in a pipe may
  be the machine's own and is asked about; beside a humidity it is the air's.
- A ``core`` may be a fruit's or a processor's: alone it is asked about.
- Temperatures of water, pipes and motors have no quantity and stay visible. That of the device's own
  electronics, set points, limits, minima and maxima, dew points, counters and the like are understood and
  left out: they are not offered to the operator.
- Of earlier values in a list without times only the newest is taken for the message's; the others are
  placed as ``untimed`` and no sample is made of them. A list called ``values`` begins with the newest,
  a list of rows ends with it. A number that a date carries too (``date_1``) is a position in time.
- A text in a field that promises a number is a fault of the sensor in words; a number that stands for no
  value (327.67, -9999.9 …) is one where it cannot be a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.interpret.company import company_of
from ingest.interpret.datalog import rows_of
from ingest.interpret.family import Family, family_of
from ingest.interpret.hint import NO_HINT, Hint
from ingest.interpret.leaves import Leaf, Taking
from ingest.interpret.place import Found, place, without_positions
from ingest.interpret.placed import Interpretation, LeftOut, Placed
from ingest.interpret.repeats import without_repeats

__all__ = ["NO_HINT", "Hint", "Interpretation", "LeftOut", "Placed", "interpret"]


def interpret(fields: Mapping[str, Any], hint: Hint = NO_HINT) -> Interpretation:
    """Return what a decoded object says; it never raises, whatever the object is.

    >>> interpret({"temperature": 0.0, "humidity": 71}).placed[0].quantity
    'air_temperature_c'
    >>> [(one.quantity, one.channel) for one in interpret({"soil_temp": "18.2 °C", "TempC_DS": 4.5}).placed]
    [('soil_temperature_c', ''), ('air_temperature_c', 'ext')]
    """
    family = family_of(hint.model, fields)
    taking = Taking(hint.zone, hint.received_at_ms)
    taking.take(
        fields, taking.instant(fields.get(family.time)) if family is not None and family.time else None
    )
    leaves = taking.leaves if family is None or family.datalog is None else _with_rows(taking, family)
    company = company_of(leaves)
    beside = frozenset(leaf.path.rpartition(".")[2] for leaf in leaves) if family is not None else _NONE
    found = [(leaf, place(leaf, company, hint, family, beside)) for leaf in leaves]
    return _sorted_out(without_repeats(found), taking.cut)


_NONE: frozenset[str] = frozenset()


def _with_rows(taking: Taking, family: Family) -> list[Leaf]:
    """Return the leaves with the family's text of earlier rows taken apart."""
    layout = family.datalog
    leaves: list[Leaf] = []
    for leaf in taking.leaves:
        if (
            layout is not None
            and leaf.path.rpartition(".")[2] == layout.field
            and isinstance(leaf.value, str)
        ):
            leaves.extend(rows_of(leaf.path, leaf.value, layout, taking.instant))
        else:
            leaves.append(leaf)
    return leaves


def _sorted_out(found: list[Found], cut: str) -> Interpretation:
    placed: list[Placed] = []
    unplaced: dict[str, str] = {}
    left_out: list[LeftOut] = []
    for one in found:
        if isinstance(one, Placed):
            placed.append(one)
            if one.untimed:
                left_out.append(
                    LeftOut(one.field, str(one.value), "an earlier value whose time nobody tells")
                )
        elif isinstance(one, LeftOut):
            left_out.append(one)
        else:
            unplaced.setdefault(without_positions(one.field), one.value)
    return Interpretation(tuple(placed), tuple(unplaced.items()), tuple(left_out), cut)
