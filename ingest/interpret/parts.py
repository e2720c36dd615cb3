"""The words of a path, sorted by what they do in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from ingest.interpret.vocabulary import PLACES, Role, Word
from ingest.interpret.words import is_address, word, words_of

_CONTAINERS = frozenset(
    ("status", "state", "bytes", "payload", "message", "msg", "report", "reporting", "event", "events")
) | {"list", "frame", "frames", "index", "info", "parameters", "type", "name", "id", "quality", "number"}
"""Words that above a measurement say only where it stands."""
_CLIMATE = frozenset(("temperature", "humidity", "moisture", "co2", "light", "light level"))
"""Measures that, above another one, name a sensor: ``temperature_humidity.temperature``."""
_BOARD = Word(Role.MEDIUM, "board")
_DECODED = frozenset(("result", "value"))
"""What a codec writes above its ``output``; an output alone may be that of a machine."""
_HEIGHT = ("2", "m")
_PROBES = frozenset(("probe", "sonde", "probes"))
_LONGEST_NUMBER = 3


class Parts:
    """The words of a path, by what they do in it.

    The segment that names the measure decides. What stands above it matters where it says nothing of what
    it measures: ``heating_control.room_temperature`` is the room's.
    """

    def __init__(self, path: str) -> None:
        self.measures: set[str] = set()
        self.media: set[str] = set()
        self.tokens: set[str] = set()
        self.unit = ""
        self.computed = ""
        self.averaged = False
        self.understood = True
        self._numbers: list[str] = []
        self._apart: list[str] = []
        names = path.split(".")
        segments = [_without_height(words_of(name)) for name in names]
        head = max((place for place, words in enumerate(segments) if _has_measure(words)), default=0)
        kept = list(_without_letters(segments[head]))
        for text in kept:
            self._learn(text)
        self.own = frozenset(text for words in segments[head:] for text in words)
        """The words of the name itself, without those of what it stands in."""
        initials = {text[0] for text in segments[head]} if self.measures else set()
        for text in (text for words in segments[head + 1 :] for text in words):
            if word(text) is None and text.isalpha() and initials.issuperset(text):
                continue  # ``soilMoisture.sm10`` only says its name again, in short
            self._learn(text)
        self._above(zip(names[:head], segments[:head], strict=True))
        if "letter" in self.measures and len(self.measures) > 1:
            self.understood = False
        if len(segments[head]) - len(kept) > 1 and not self.media:
            self.understood = (
                False  # ``u20 S2 temp``: two codes of a controller's manual, and no word of what
            )
        if not self._numbers and self.tokens & _PROBES:
            self.media.add("external")
        self.channel = ".".join(number.lstrip("0") or number[:1] for number in self._numbers)
        if self.unit == "cm" and self.channel:
            self.channel, self.unit = f"{self.channel}cm", ""

    @property
    def at_a_probe(self) -> bool:
        """Whether a word tells of what it is, or which sensor measures it."""
        return bool(self._apart or self.tokens & _PROBES)

    @property
    def apart(self) -> str:
        """The words that tell this field from another one of its kind."""
        return " ".join(self._apart)

    def _above(self, segments: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        """Learn what the segments above the measure say; an address there tells one device from another."""
        explicit = bool(self.media - {"external"})
        below, self._numbers = self._numbers, []
        above = ""
        for name, words in segments:
            if is_address(name):
                self._numbers.append(name.casefold())
            elif not (name == "output" and above in _DECODED):
                self._container(words, explicit=explicit)
            above = name
        self._numbers.extend(below)

    def _container(self, words: tuple[str, ...], *, explicit: bool) -> None:
        for text, following in zip_longest(words, words[1:], fillvalue=""):
            known = word(text)
            if text in PLACES or (known == _BOARD and following.isdigit()):
                continue  # one node of several, and not that of this one
            if text.isdigit():
                self._learn(text)
            elif known is None or known == _BOARD:
                self.understood = self.understood and explicit
            elif not _only_places(text, known, explicit=explicit):
                self._learn(text)

    def _learn(self, text: str) -> None:
        self.tokens.add(text)
        if text.isdigit() and len(text) <= _LONGEST_NUMBER:
            self._numbers.append(text)
            return
        known = word(text)
        if known is None:
            self.understood = False
            return
        if known.role is Role.MEASURE:
            self.measures.add(known.means)
        elif known.role is Role.MEDIUM:
            self.media.add(known.means)
        elif known.role is Role.LABEL:
            self._numbers.append(known.means or text)
        elif known.role is Role.UNIT:
            self.unit = known.means
        elif known.role is Role.AVERAGE:
            self.averaged = True
        elif known.role is Role.COMPUTED:
            self.computed = self.computed or known.means
        if known.role in {Role.MEDIUM, Role.SENSOR}:
            self._apart.append(text)


def _without_height(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return *words* without the two metres above the ground at which weather is measured."""
    return words[:-2] if len(words) > len(_HEIGHT) and words[-2:] == _HEIGHT else words


def _without_letters(words: tuple[str, ...]) -> Iterator[str]:
    """Yield *words* without the letter of a probe's number: ``moisture_z2``; ``x10`` is a factor."""
    for text, following in zip_longest(words, words[1:], fillvalue=""):
        if not (len(text) == 1 and text != "x" and following.isdigit() and word(text) is None):
            yield text


def _only_places(text: str, known: Word, *, explicit: bool) -> bool:
    """Tell whether a word above a measurement says only where it stands."""
    if known.role is Role.MEDIUM:
        return explicit and known.means != "external"
    if known.role is Role.COMPUTED:
        return text in _CONTAINERS
    return known.role is Role.MEASURE and known.means in _CLIMATE


def _has_measure(words: tuple[str, ...]) -> bool:
    return any(known is not None and known.role is Role.MEASURE for known in map(word, words))
