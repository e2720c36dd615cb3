"""The numbers painted on freight containers (ISO 6346): owner, category, serial number, check digit."""

from __future__ import annotations

import re
import string

from ingest.errors import DecodeError

_NUMBER = re.compile(r"[A-Z]{3}[UJZR]\d{7}", re.ASCII)
_ELEVEN = 11
_VALUES = dict(
    zip(
        string.digits + string.ascii_uppercase,
        [*range(10), *(value for value in range(10, 40) if value % _ELEVEN)],
        strict=False,
    )
)
"""What digits and letters count; multiples of eleven are left out, which the check could not see."""


def container_number(field: str, content: object) -> str:
    """Return *content* as a container's number; raises DecodeError where it cannot be one.

    >>> container_number("equipmentReference", "MSKU 907032-3")
    'MSKU9070323'
    """
    number = re.sub(r"[\s-]", "", content[:32]).upper() if isinstance(content, str) else ""
    if _NUMBER.fullmatch(number) is None:
        raise DecodeError(field, content, "a container number: four letters and seven digits, as in ISO 6346")
    digit = check_digit(number)
    if digit != int(number[-1]):
        raise DecodeError(field, content, f"a container number whose last digit checks: {digit}")
    return number


def check_digit(number: str) -> int:
    """Return the check digit that belongs to the first ten characters of *number*.

    >>> check_digit("CSQU305438")
    3
    """
    total: int = sum(_VALUES[character] << place for place, character in enumerate(number[:10]))
    return total % _ELEVEN % 10
