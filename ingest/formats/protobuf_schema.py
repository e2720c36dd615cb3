"""Protobuf messages from a short description of their fields, without generated code.

What is described is what is read: every other field of a message is passed over, as Protobuf wants it.
Texts are described as ``bytes`` and read with ``text``, because gateways send some that are not UTF-8.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ingest.errors import DecodeError

_SHOWN_BYTES = 40
_SINGLE = struct.Struct("<f")
_LARGEST_SINGLE = 3.4028234e38


class Schema:
    """The messages of one package; the Protobuf library is loaded when the first of them arrives.

    Args:
        package: their name in Protobuf.
        messages: name → field → (number, type). A type is a scalar (``uint64``), the name of another
            message, or either after ``repeated``.
    """

    def __init__(self, package: str, messages: Mapping[str, Mapping[str, tuple[int, str]]]) -> None:
        self._package = package
        self._messages = messages

    @cached_property
    def _classes(self) -> dict[str, Any]:
        from ingest.formats.protobuf_classes import message_classes  # noqa: PLC0415 - 2 MB that JSON can spare

        return message_classes(self._package, self._messages)

    def new(self, name: str, **fields: object) -> Any:  # noqa: ANN401 - the library's classes have no types
        """Return a message of the kind *name*."""
        return self._classes[name](**fields)

    def read(self, name: str, payload: bytes, expected: str) -> Any:  # noqa: ANN401 - likewise
        """Return *payload* as a message of the kind *name*; *expected* says in words what it should be."""
        from ingest.formats.protobuf_classes import parse  # noqa: PLC0415 - 2 MB that JSON can spare

        return parse(self._classes[name], payload, expected)


def text(field: str, content: bytes) -> str:
    """Return the text in a field of a message."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DecodeError(field, content[:_SHOWN_BYTES], "text in UTF-8") from error


def shortest(value: float) -> float:
    """Return a number of single precision as its sender meant it: with the fewest digits that tell it.

    >>> shortest(24.600000381469727), shortest(16_777_216.0)
    (24.6, 16777216.0)
    """
    packed = _SINGLE.pack(value)
    for digits in range(6, 9):
        short = float(f"{value:.{digits}g}")
        if abs(short) <= _LARGEST_SINGLE and _SINGLE.pack(short) == packed:
            return short
    return value
