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


def add_nested(whole: dict[str, Any], name: str, value: object) -> None:
    """Put *value* where ``nested`` has it; a name that is a folder and a value at once keeps the first.

    >>> device = nested("Room 1/Temperature", 4.5)
    >>> add_nested(device, "Room 1/Humidity", 90)
    >>> add_nested(device, "Room 1", 7)
    >>> device
    {'Room 1': {'Temperature': 4.5, 'Humidity': 90}}
    """
    *folders, leaf = name.split("/")
    for folder in folders:
        found = whole.setdefault(folder, {})
        if type(found) is not dict:
            return
        whole = found
    whole.setdefault(leaf, value)


def dotted(name: str) -> str:
    """Return the path that a value has in ``nested``.

    >>> dotted("Room 1/Temperature")
    'Room 1.Temperature'
    """
    return name.replace("/", ".")
