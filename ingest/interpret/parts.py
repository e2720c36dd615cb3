"""The words of a path, sorted by what they do in it."""

from __future__ import annotations

from ingest.interpret.vocabulary import Role
from ingest.interpret.words import word, words_of

_CONTAINERS = frozenset(
    ("status", "state", "bytes", "payload", "message", "msg", "report", "reporting", "event", "events")
) | {"list", "frame", "frames", "index", "info", "parameters", "type", "name", "id", "quality", "number"}
"""Words that above a measurement say only where it stands."""
_LONGEST_NUMBER = 3


class Parts:
    """The words of a path, by what they do in it."""

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
        segments = path.split(".")
        for place, segment in enumerate(segments):
            for text in words_of(segment):
                self._learn(text, above=place < len(segments) - 1)
        self.channel = ".".join(str(int(number)) for number in self._numbers)
        if self.unit == "cm" and self.channel:
            self.channel, self.unit = f"{self.channel}cm", ""

    @property
    def apart(self) -> str:
        """The words that tell this field from another one of its kind."""
        return " ".join(self._apart)

    def _learn(self, text: str, *, above: bool) -> None:
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
        elif known.role is Role.UNIT:
            self.unit = known.means
        elif known.role is Role.AVERAGE:
            self.averaged = True
        elif known.role is Role.COMPUTED and not (above and text in _CONTAINERS):
            self.computed = self.computed or known.means
        if known.role in {Role.MEDIUM, Role.SENSOR}:
            self._apart.append(text)
