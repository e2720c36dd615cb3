"""Fitting: whole parts of a message go until it is short enough, least worth first; no number is cut."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple


class Worth(IntEnum):
    """How long a part is kept while a message is made to fit; the greatest number goes first."""

    ALWAYS = 0
    CORE = 1
    COST = 2
    ACTION = 3
    SPAN = 4
    PRODUCT = 5
    TREND = 6
    EXTRA = 7


class Part(NamedTuple):
    """A few words that stay or go together."""

    text: str
    worth: Worth


Sentence = tuple[Part, ...]
"""Parts that stand between two full stops."""


def fitted(sentences: Sequence[Sentence], limit: int) -> str:
    """Return *sentences*, the head first, as a text of at most *limit* characters."""
    kept = [list(sentence) for sentence in sentences]
    while len(text := _joined(kept)) > limit:
        worst = max((part.worth for sentence in kept for part in sentence), default=Worth.ALWAYS)
        last = next(sentence for sentence in reversed(kept) if any(part.worth == worst for part in sentence))
        last.remove(next(part for part in reversed(last) if part.worth == worst))
    return text


def _joined(sentences: list[list[Part]]) -> str:
    head, *rest = sentences
    first, *others = [", ".join(part.text for part in sentence) for sentence in rest if sentence] or [""]
    body = ". ".join((first, *(other[:1].upper() + other[1:] for other in others)))
    return " ".join(part.text for part in head) + (f": {body}." if body else "")
