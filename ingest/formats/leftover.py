"""Fields that a format does not know by itself: the operator's word on them, and the rest left visible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ingest.formats.json_text import measured
from ingest.interpret import Hint, interpret
from ingest.interpret.place import shown
from ingest.known import Known
from ingest.reading import Sample
from ingest.report import Unplaced

_DEEPEST = 8
_MOST = 64


class Source(NamedTuple):
    """Who sent the fields.

    Attributes:
        device: who measured.
        model: one codec, one model.
        observed_at_ms: when [ms]; None: the format tells no time.
        gateway: who published it.
        received_at_ms: when it arrived [ms].
    """

    device: str
    model: str
    observed_at_ms: int | None
    gateway: str
    received_at_ms: int


def explained(
    fields: Mapping[str, object], source: Source, known: Known
) -> tuple[tuple[Sample, ...], tuple[Unplaced, ...]]:
    """Return what the operator has said about *fields*, as samples, and the others as unplaced.

    Nothing is read from a name here: a field that only looks like a temperature stays unplaced.
    """
    meanings = known.meanings(source.model)
    hint = Hint(source.model, meanings, zone=known.zone(source.gateway), received_at_ms=source.received_at_ms)
    said = interpret({name: content for name, content in fields.items() if name in meanings}, hint)
    unplaced = tuple(
        Unplaced(source.device, source.model, name, shown(content))
        for name, content in fields.items()
        if name not in meanings
    )
    samples = said.samples(source.device, source.observed_at_ms, source.gateway)
    return samples, said.leftovers(source.device, source.model) + unplaced


def value_like(fields: Mapping[str, Any]) -> dict[str, object]:
    """Return the numbers, switches and numbers in texts of *fields*, by path; at most 64 of them.

    >>> value_like({"Dewpoint": {"Celsius": 3.5}, "Name": "box", "Open": True})
    {'Dewpoint.Celsius': 3.5, 'Open': True}
    """
    found: dict[str, object] = {}
    for path, content in _leaves(fields, "", _DEEPEST):
        if type(content) is bool or measured(content).fault == "":
            found[path] = content
            if len(found) == _MOST:
                break
    return found


def _leaves(content: object, path: str, depth: int) -> Iterator[tuple[str, object]]:
    if depth == 0:
        return
    if isinstance(content, Mapping):
        for name, inner in content.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name), depth - 1)
    elif isinstance(content, list):
        for number, inner in enumerate(content):
            yield from _leaves(inner, f"{path}.{number}", depth - 1)
    else:
        yield path, content
