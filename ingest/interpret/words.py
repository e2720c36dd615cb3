"""Splitting a field's name into its words, however its author joined them.

``TempC_SHT``, ``soilTemperature2``, ``relative-humidity`` and ``batteryvoltage`` are all made of words;
the joints are capitals, digits, signs, or nothing at all.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ingest.interpret.vocabulary import PHRASES, WORDS, Role, Word

LONGEST_NAME = 120
"""A longer segment of a path is not understood: no codec names a field so."""

_INSEPARABLE = re.compile(
    r"ds18[bsx]?\d*|sht\d[\dx]?|gxht\d{2}|tmp1\d\d|pt1000?|5te|5tm|ec[_-]?5(?:te)?(?=\D|$)|teros\d*|bm[ep]\d{3}"
    r"|am23\d\d|dht\d\d|scd\d[\dx]|htu\d[\dx][df]?|hdc\d{3,4}|si70\d\d|mlx\d+|a(?:th|ht|t)2\d|mcp98\d\d"
    r"|max31\d{3}|sts\d\d|rs-?485|sdi-?12|i2c|1-?wire|co2"
    r"|pm_?\d+(?:[_.]\d+)?|h2s|nh3|no2|so2|stm32|esp32",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|%|°", re.ASCII)
_ADDRESS = re.compile(r"(?=.*[a-f])(?=.*\d.*\d)[a-z]{0,8}?[0-9a-f]{6,16}", re.IGNORECASE)
_SENSOR = Word(Role.SENSOR)
_BEHIND_T = frozenset((Role.MEDIUM, Role.COMPUTED))
_SHORTEST_GLUED = 3


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of *name*, in lower case; numbers are words of their own.

    >>> words_of("TempC_SHT"), words_of("soilMoisture2"), words_of("EC5SoildHumi")
    (('temp', 'c', 'sht'), ('soil', 'moisture', '2'), ('ec5', 'soild', 'humi'))
    >>> words_of("soilmoisture"), words_of("Température_1")
    (('soil', 'moisture'), ('temperature', '1'))
    """
    if len(name) > LONGEST_NAME:
        return (name[:LONGEST_NAME],)
    plain = name
    if not name.isascii():
        parts = unicodedata.normalize("NFKD", _IN_OTHER_SIGNS.sub(_in_english, plain.replace("°", " deg ")))
        plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
        if not plain.isascii():
            return (name.casefold(),)
    words: list[str] = []
    for chunk in re.split(r"[^A-Za-z0-9%.]+|\.(?!\d)", plain):
        if chunk.casefold() in WORDS:
            words.append(chunk.casefold())
            continue
        position = 0
        for found in _INSEPARABLE.finditer(chunk):
            words.extend(_pieces(chunk[position : found.start()]))
            words.append(_element(found[0]))
            position = found.end()
        words.extend(_pieces(chunk[position:]))
    return _together(words)


_OTHER_SIGNS = {
    "温度": "temperature",
    "湿度": "humidity",
    "水分": "moisture",
    "土壤": "soil",
    "空气": "air",
    "环境": "ambient",
    "室内": "indoor",
    "室外": "outdoor",
    "температура": "temperature",
    "влажность": "humidity",
    "почвы": "soil",
    "воздуха": "air",
}
_IN_OTHER_SIGNS = re.compile("|".join(_OTHER_SIGNS), re.IGNORECASE)


def _in_english(found: re.Match[str]) -> str:
    return f" {_OTHER_SIGNS[found[0].casefold()]} "


def _element(text: str) -> str:
    """Return the type of a sensor element in one spelling; all of the DS18 kind are one."""
    plain = re.sub(r"[^a-z0-9]", "", text.casefold())
    return "ds18b20" if plain.startswith("ds18") else plain


def _together(words: list[str]) -> tuple[str, ...]:
    """Return *words* with one word for each phrase among them.

    >>> words_of("Cold Room Temperature"), words_of("returnAirTemp")
    (('coldroom', 'temperature'), ('returnair', 'temp'))
    """
    joined: list[str] = []
    for word in words:
        phrase = PHRASES.get((joined[-1], word)) if joined else None
        if phrase is None:
            joined.append(word)
        else:
            joined[-1] = phrase
    return tuple(joined)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        word = piece.casefold()
        pieces.extend((word,) if word in WORDS or word.isdigit() else _unglued(word))
    return pieces


@lru_cache(maxsize=4096)
def _unglued(text: str) -> tuple[str, ...]:
    """Return the known words that *text* is made of without a joint; itself where it is not."""
    if text[0] == "t" and (known := WORDS.get(text[1:])) is not None and known.role in _BEHIND_T:
        return ("t", text[1:])
    for length in range(len(text) - 1, _SHORTEST_GLUED - 1, -1):
        head, tail = text[:length], text[length:]
        known = WORDS.get(head)
        if known is None:
            continue
        if tail in {"c", "f"} and known.means == "temperature":
            return (head, tail)
        if len(tail) >= _SHORTEST_GLUED:
            rest = (tail,) if tail in WORDS else _unglued(tail)
            if all(word in WORDS for word in rest):
                return (head, *rest)
    return (text,)


def is_address(name: str) -> bool:
    """Tell whether *name* is that of one device and says nothing of what it is.

    >>> [is_address(name) for name in ("ATC04b555", "28-00000a5f3c21", "pump", "20260601", "ds18b20")]
    [True, True, False, False, False]
    """
    return len(name) <= LONGEST_NAME and _ADDRESS.fullmatch(re.sub(r"[-_: ]", "", name)) is not None


def word(text: str) -> Word | None:
    """Return what *text* means in a name; None: nobody knows.

    A sensor element's type, letters with digits such as ``sht31``, says nothing about what it measures.

    >>> word("boden"), word("sht31"), word("xyzzy")
    (Word(role=<Role.MEDIUM: 2>, means='soil'), Word(role=<Role.SENSOR: 7>, means=''), None)
    """
    known = WORDS.get(text)
    if known is not None:
        return known
    if text.startswith("pm") and text[2:].isdigit():
        return Word(Role.MEASURE, "other")
    return _SENSOR if _INSEPARABLE.fullmatch(text) else None
