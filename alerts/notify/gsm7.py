"""Plain text for a text message: only characters that one septet of GSM 03.38 carries.

One character outside the alphabet makes the whole message cost double and holds it to 70 characters, so
the short form of a message never contains one. Signs of the extension table (brackets, tilde, euro)
count twice and are avoided as well.
"""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 160
"""What one text message carries."""

ALPHABET = frozenset(
    "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic alphabet without its line breaks."""

_REPLACEMENTS = str.maketrans(
    {
        "{": "(",
        "}": ")",
        "[": "(",
        "]": ")",
        "\\": "/",
        "|": "/",
        "~": "-",
        "^": "'",
        "`": "'",
        "€": "EUR",
        "°": "",
        "–": "-",
        "—": "-",
        "−": "-",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "…": "...",
        "×": "x",
        "·": "-",
        "µ": "u",
        "μ": "u",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "œ": "oe",
        "Œ": "OE",
        "ı": "i",
        "þ": "th",
        "Þ": "Th",
    }
)


def is_plain(text: str) -> bool:
    """Tell whether *text* needs no more than the basic alphabet.

    >>> is_plain("Cold room 2: 7.8C"), is_plain("7.8 °C")
    (True, False)
    """
    return all(character in ALPHABET for character in text)


def plain(text: str) -> str:
    """Return *text* in the basic alphabet: accents fall away, what has no likeness falls out.

    >>> plain("Čerešňa [A] 5 °C")
    'Ceresna (A) 5 C'
    >>> plain("冷库 2")
    '2'
    """
    letters = (_letter(character) for character in " ".join(text.split()).translate(_REPLACEMENTS))
    return " ".join("".join(letters).split())


def _letter(character: str) -> str:
    if character in ALPHABET:
        return character
    return "".join(part for part in unicodedata.normalize("NFKD", character) if part in ALPHABET)


def plain_name(name: str, stand_in: str) -> str:
    """Return *name* in the basic alphabet, or a name built on *stand_in* where too little of it is left.

    A number in the name is kept, because people tell rooms apart by it.

    >>> plain_name("Cold room 2", "Cold room")
    'Cold room 2'
    >>> plain_name("冷库2", "Cold room")
    'Cold room 2'
    >>> plain_name("冷库", "Cold room")
    'Cold room'
    """
    readable = plain(name).strip(" -,.:;/()_")
    if sum(character.isalpha() for character in readable) >= max(1, min(2, len(name))):
        return readable
    return f"{plain(stand_in)} {readable}".strip()


def shorten(name: str, limit: int) -> str:
    """Return *name* in at most *limit* characters; a number in it is kept whole or left out whole.

    >>> shorten("Refrigerated packhouse storage 12", 20)
    'Refrigerated pack 12'
    >>> shorten("Bay 123456", 6)
    'Bay'
    """
    if len(name) <= limit:
        return name
    head, _, tail = name.rpartition(" ")
    if head and _has_digit(tail) and len(tail) + 2 <= limit:
        return f"{_cut(head, limit - len(tail) - 1)} {tail}".strip()
    return _cut(name, limit)


def _cut(name: str, limit: int) -> str:
    kept, rest = name[:limit], name[limit:]
    if rest[:1].isdigit() or re.match(r"[.,:/-]\d", rest):
        kept = re.sub(r"[\d.,:/-]*$", "", kept)
    return kept.rstrip(" -,.:;/(")


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
