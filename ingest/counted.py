"""How many there are of something, in plain English."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return *number* and what there are so many of.

    >>> counted(1, "mistake"), counted(0, "mistake"), counted(2_000, "mistake")
    ('1 mistake', '0 mistakes', '2,000 mistakes')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
