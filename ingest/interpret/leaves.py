"""Taking a decoded object apart: every value in it with its path, its name, its unit and its own time.

Codecs nest in a few ways only: plain objects; a value with its unit; rows with a time each (``history``);
rows that say by a label what they are (``samples``, SenseCAP's ``messages``); one row per probe; bare lists
of numbers. How deep and how much is looked at is bounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import tzinfo
from types import MappingProxyType
from typing import Any, NamedTuple

from ingest.interpret.instant import instant_of
from ingest.interpret.naming import verdict_on
from ingest.interpret.rows import (
    FIRST_OF_SEVERAL,
    FIRST_TIME_MS,
    TIMES,
    UNIT_KEYS,
    VALUE_KEYS,
    label_of,
    measurement_of,
    nature_of,
    probe_of,
    time_of,
    times_by_number,
    times_of_labels,
    unit_of,
    without_label,
)
from ingest.interpret.scale import degrees_of, is_temperature, unit_of_the_one
from ingest.interpret.sensecap_ids import MEASUREMENTS
from ingest.interpret.series import is_series, numbered, without_position
from ingest.interpret.verdict import SURE, Outcome, Verdict

DEEPEST = 10
MOST = 2_000
"""How many values of one object are looked at."""
_LONGEST_PATH = 200
_SHOWN = 80
_LISTED = 10

_SERIES = frozenset(
    ("history", "historical", "readings", "samples", "records", "log", "logs", "datalog", "backlog")
) | {"measurements", "data_log"}
_LONGEST_ID = 9
_UNITS = frozenset(UNIT_KEYS)
_LISTS = (list, tuple)
_NO_TIMES: Mapping[str, int] = MappingProxyType({})


class Leaf(NamedTuple):
    """One value of an object.

    Attributes:
        path: where it stands.
        said: what its name says.
        value: what stands there.
        unit: the unit that the object tells beside it; empty: none.
        time_ms: its own time [ms]; None: that of the message.
        older: whether it is an earlier value of a list that tells no times.
        labelled: whether it is a row that may stand at the top once more.
    """

    path: str
    said: Verdict
    value: object
    unit: str = ""
    time_ms: int | None = None
    older: bool = False
    labelled: bool = False


_REPORTS = ("Report", "report")
"""What a codec ends the names of values with: ``TempReport``; beside a unit it is no setting."""


class _At(NamedTuple):
    """Where in the object one is: the path as it is, the path as words, and what holds there.

    That is a time, a unit, the degrees of what tells none itself, and in a list of labelled rows their times
    by the numbers of their labels.
    """

    path: str = ""
    names: str = ""
    time_ms: int | None = None
    unit: str = ""
    depth: int = 0
    older: bool = False
    labelled: bool = False
    times: Mapping[str, int] = _NO_TIMES
    degrees: str = ""

    def to(self, key: str, name: str | None = None) -> _At:
        """Return the place below this one."""
        named = key if name is None else name
        names = f"{self.names}.{named}" if self.names and named else self.names or named
        path = f"{self.path}.{key}" if self.path else key
        depth, labelled, times = self.depth + 1, self.labelled, self.times
        return _At(path, names, self.time_ms, self.unit, depth, self.older, labelled, times, self.degrees)


def _in_time(at: _At, key: str, times: Mapping[str, int]) -> tuple[_At, str]:
    """Return when the value named *key* was measured, and its name without the number that tells so."""
    name, number = numbered(key)
    return (at._replace(time_ms=times[number]), name) if number in times else (at, key)


class Taking:
    """The leaves of one object, as far as they were looked at."""

    def __init__(self, zone: tzinfo, received_at_ms: int) -> None:
        self.leaves: list[Leaf] = []
        self.cut = ""
        self._zone = zone
        self._received_at_ms = received_at_ms

    def take(self, fields: Mapping[str, Any], time_ms: int | None) -> None:
        """Take the whole object apart; *time_ms* is when it was measured, where that is known."""
        at = _At(time_ms=time_ms)
        label, row = ("", {}) if VALUE_KEYS.isdisjoint(fields) else measurement_of(fields)
        if label:
            self._object(at.to(label), row)
            fields = {key: content for key, content in fields.items() if key not in row}
        self._object(at, fields)

    def instant(self, content: object) -> int | None:
        """Return the instant that *content* tells; None: none."""
        return instant_of(content, self._zone, self._received_at_ms)

    def _object(self, at: _At, node: Mapping[str, Any]) -> None:
        unit = one = ""
        if degrees := degrees_of(node):
            at = at._replace(degrees=degrees)
        if not VALUE_KEYS.isdisjoint(node):
            unit = unit_of(node)
            at, known = self._of_a_value(at, node, unit)
            unit = unit if known else ""
        elif not _UNITS.isdisjoint(node):
            one, unit = unit_of_the_one(node, verdict_on)
        times = _NO_TIMES if FIRST_OF_SEVERAL.isdisjoint(node) else times_by_number(node, self.instant)
        for raw, content in node.items():
            key = raw if type(raw) is str and len(raw) <= _LONGEST_PATH else str(raw)[:_LONGEST_PATH]
            if len(self.leaves) >= MOST:
                self.cut = (
                    f"more than {MOST:,} values, from {at.path[:_SHOWN]}.{key[:_SHOWN]} on not looked at"
                )
                return
            here, name = _in_time(at, key, times) if times else (at, key)
            if isinstance(content, dict):
                self._below(here.to(key, without_position(name)), content)
            elif isinstance(content, _LISTS):
                self._list(here.to(key, name)._replace(unit=unit), content)
            elif not (unit and key in UNIT_KEYS):
                self._leaf(here, key, name, content, unit if key in VALUE_KEYS or key == one else "")

    def _of_a_value(self, at: _At, node: Mapping[str, Any], unit: str) -> tuple[_At, bool]:
        """Return the place of what says by itself when it was measured and what it is.

        With it, whether its unit may tell what nothing else does: not where it says so in words unknown.
        """
        if not at.names:
            return at, True
        known = True
        if nature := nature_of(node):
            at = at._replace(names=f"{at.names}.{nature}")
        elif unit and at.names.endswith(_REPORTS):
            at = at._replace(names=at.names[: -len(_REPORTS[0])].rstrip("_"))
        elif verdict_on(at.names).outcome is Outcome.UNKNOWN and (label := label_of(node)):
            at = at._replace(names=f"{at.names}.{label}")
            known = verdict_on(at.names).outcome is not Outcome.UNKNOWN
        own_time = time_of(node, self.instant)
        return (at if own_time is None else at._replace(time_ms=own_time)), known

    def _numbered(self, at: _At, node: Mapping[str, Any]) -> None:
        """Take an object that is a list: its numbers are positions in time, and the last is newest."""
        for index, (raw, content) in enumerate(node.items()):
            key = str(raw)[:_LONGEST_PATH]
            here = at.to(key, numbered(key)[0])._replace(older=index < len(node) - 1)
            if isinstance(content, dict):
                self._below(here, content)
            elif not isinstance(content, _LISTS) and len(self.leaves) < MOST:
                names = here.names[:_LONGEST_PATH]
                self.leaves.append(
                    Leaf(here.path, verdict_on(names), content, "", here.time_ms, here.older, here.labelled)
                )

    def _below(self, at: _At, node: Mapping[str, Any]) -> None:
        if at.depth > DEEPEST or len(at.path) > _LONGEST_PATH:
            self.cut = f"{at.path[:_SHOWN]}: nested deeper than {DEEPEST} levels, not looked into"
            return
        if not TIMES.isdisjoint(node):
            told = time_of(node, self.instant)
            if told is not None and told >= FIRST_TIME_MS:
                at = at._replace(time_ms=told)
        if is_series(at.path, node):
            self._numbered(at, node)
        else:
            self._object(at, node)

    def _leaf(self, at: _At, key: str, name: str, content: object, unit: str) -> None:
        names = f"{at.names}.{name}" if at.names else name
        path = f"{at.path}.{key}" if at.path else key
        if len(names) > _LONGEST_PATH:
            names, path = names[:_LONGEST_PATH], path[:_LONGEST_PATH]
        said = verdict_on(names)
        if key == "v" and said.outcome is Outcome.UNKNOWN:
            said = verdict_on(at.names)  # a value, and no volts
        if at.degrees and not unit and is_temperature(said):
            unit = at.degrees
        older = at.older or (said.earlier and at.time_ms is None)
        self.leaves.append(Leaf(path, said, content, unit, at.time_ms, older, at.labelled))

    def _list(self, at: _At, items: list[Any] | tuple[Any, ...]) -> None:
        if at.depth > DEEPEST or len(self.leaves) >= MOST:
            self.cut = self.cut or f"{at.path[:_SHOWN]}: too deep or too much, not looked into"
            return
        rows = [item for item in items[:MOST] if isinstance(item, dict)]
        if not rows:
            self._bare(at, items)
            return
        if TIMES.isdisjoint(rows[0]) and not VALUE_KEYS.isdisjoint(rows[0]):
            at = at._replace(times=times_of_labels(rows, self.instant))
        keys = Counter(key for row in rows for key in row)
        for index, item in enumerate(items[:MOST]):
            if isinstance(item, dict):
                self._row(
                    at, index, item, last=index == len(items) - 1, several=any(keys[key] > 1 for key in item)
                )
            elif isinstance(item, _LISTS):
                self._list(at.to(str(index), ""), item)

    def _row(self, at: _At, index: int, row: Mapping[str, Any], *, last: bool, several: bool) -> None:
        own_time = time_of(row, self.instant)
        time_ms = at.time_ms if own_time is None else own_time
        here = at.to(str(index), "")._replace(time_ms=time_ms, unit="", times=_NO_TIMES)
        if "measurementId" in row and "measurementValue" in row:
            self._by_id(here, row)
            return
        label = label_of(row)
        if label:
            series = at.names.rpartition(".")[2].casefold()
            labelled = own_time is not None and series in {"samples", "sample", "data"}
            here, name = _in_time(here._replace(path=at.path, names="", labelled=labelled), label, at.times)
            self._object(here.to(label, name), without_label(row))
            return
        if own_time is None and at.names.rpartition(".")[2].casefold() in _SERIES:
            self._object(here._replace(older=not last), row)
        elif own_time is not None:
            self._object(here._replace(labelled="value" in row), row)
        else:
            self._object(here if not several else at.to(str(index), probe_of(row, index)), row)

    def _by_id(self, at: _At, row: Mapping[str, Any]) -> None:
        text = str(row["measurementId"])[:_SHOWN]
        known = (
            MEASUREMENTS.get(int(text))
            if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
            else None
        )
        said = Verdict(Outcome.UNKNOWN)
        if known is not None and known.quantity:
            said = Verdict(Outcome.PLACED, known.quantity, known.channel, known.unit, SURE)
        title = "" if known is None else f" {known.title.replace('.', ' ')}"
        at = at._replace(path=f"{at.path.rpartition('.')[0]}.id {text}{title}")
        self.leaves.append(Leaf(at.path, said, row["measurementValue"], "", at.time_ms))

    def _bare(self, at: _At, items: list[Any] | tuple[Any, ...]) -> None:
        """A list of numbers: the newest first where it is called values, else nobody knows what of."""
        said = verdict_on(at.names[:_LONGEST_PATH])
        if any(isinstance(item, _LISTS) for item in items):
            for index, item in enumerate(items[:MOST]):
                if isinstance(item, _LISTS):
                    self._list(at.to(str(index), ""), item)
        elif said.outcome is Outcome.PLACED and at.names.endswith("values"):
            for index, item in enumerate(items[:MOST]):
                self.leaves.append(
                    Leaf(f"{at.path}.{index}", said, item, at.unit, at.time_ms, older=index > 0)
                )
        elif said.outcome is Outcome.PLACED and len(items) == 1:
            self.leaves.append(Leaf(f"{at.path}.0", said, items[0], at.unit, at.time_ms, at.older))
        elif any(isinstance(item, int | float) and not isinstance(item, bool) for item in items):
            unknown = Verdict(Outcome.UNKNOWN) if said.outcome is Outcome.PLACED else said
            self.leaves.append(Leaf(at.path, unknown, list(items[:_LISTED]), at.unit, at.time_ms))
