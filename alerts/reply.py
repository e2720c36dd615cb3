"""What a person means by a reply to a message: 1 = I go, 2 = pass; anything else is words. Pure."""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class Meaning(StrEnum):
    """What a reply asks for."""

    GO = "go"
    PASS = "pass"  # noqa: S105 - the word for letting somebody else go
    WORDS = "words"


_GO = frozenset({"1", "go", "i go", "ok", "yes", "我去", "好"})
_PASS = frozenset({"2", "pass", "no", "busy", "不去", "转"})


def meaning_of(text: str) -> Meaning:
    """Return what a reply asks for; full-width digits, case and full stops do not matter.

    >>> [meaning_of(text).value for text in ("1", " １。", "OK!", "我去", "2", "Pass.", "12", "on my way")]
    ['go', 'go', 'go', 'go', 'pass', 'pass', 'words', 'words']
    """
    plain = unicodedata.normalize("NFKC", text).strip().strip(".!。").strip().lower()
    if plain in _GO:
        return Meaning.GO
    return Meaning.PASS if plain in _PASS else Meaning.WORDS
