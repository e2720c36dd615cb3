"""Names with folders in them, such as ``Sensors/Room 1/Temperature``, as objects in objects."""

from __future__ import annotations

from typing import Any


def nested(name: str, value: object) -> dict[str, Any]:
    """Return *value* as an object in which the folders of *name* are objects too.

    >>> nested("Room 1/Temperature", 4.5)
    {'Room 1': {'Temperature': 4.5}}
    """
    found: Any = value
    for level in reversed(name.split("/")):
        found = {level: found}
    whole: dict[str, Any] = found
    return whole


def dotted(name: str) -> str:
    """Return the path that a value has in ``nested``.

    >>> dotted("Room 1/Temperature")
    'Room 1.Temperature'
    """
    return name.replace("/", ".")
