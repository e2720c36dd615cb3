"""Tables that strangers fill: whoever was heard longest ago makes room.

Names of devices and gateways come out of messages, and whoever may publish can make up as many as he likes.
What is only remembered about them has to end somewhere; readings, and what people have said, do not stand
in such tables.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

MOST_DEVICES = 100_000
"""Ten times the largest farm that one machine is meant for, and as many as its speed is measured with."""

MOST_GATEWAYS = 10_000
"""Nobody has as many gateways as devices on the largest farm."""

MOST_UNASSIGNED = 2_000
"""Of one gateway: more devices than any serves that nobody has given a place; whoever has more can say so."""


def put_newest(
    table: OrderedDict[_Key, _Value], key: _Key, value: _Value, most: int
) -> tuple[_Key, _Value] | None:
    """Put *value* under *key*, which becomes the newest; return what made room for it, if anything did.

    >>> heard = OrderedDict()
    >>> [put_newest(heard, name, 0, most=2) for name in "abac"]
    [None, None, None, ('b', 0)]
    """
    table[key] = value
    table.move_to_end(key)
    return table.popitem(last=False) if len(table) > most else None
