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


class Punctuation(NamedTuple):
    """What stands between words, parts and sentences in a language."""

    space: str
    comma: str
    stop: str
    colon: str
    end: str


LATIN = Punctuation(" ", ", ", ". ", ": ", ".")
CHINESE = Punctuation("", "，", "。", "：", "。")


def fitted(sentences: Sequence[Sentence], limit: int, punctuation: Punctuation = LATIN) -> str:
    """Return *sentences*, the head first, as a text of at most *limit* characters."""
    kept = [list(sentence) for sentence in sentences]
    while len(text := _joined(kept, punctuation)) > limit:
        worst = max((part.worth for sentence in kept for part in sentence), default=Worth.ALWAYS)
        last = next(sentence for sentence in reversed(kept) if any(part.worth == worst for part in sentence))
        last.remove(next(part for part in reversed(last) if part.worth == worst))
    return text


def _joined(sentences: list[list[Part]], signs: Punctuation) -> str:
    head, *rest = sentences
    said = [signs.comma.join(part.text for part in sentence) for sentence in rest if sentence]
    first, *others = said or [""]
    body = signs.stop.join((first, *(other[:1].upper() + other[1:] for other in others)))
    return signs.space.join(part.text for part in head) + (f"{signs.colon}{body}{signs.end}" if body else "")
