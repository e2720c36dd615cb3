"""Charts where the server cannot thin: all is fetched, a slice after the other, and thinned as it comes.

So it is with 3 Core, where a point may have several versions and a query may reach over a few days only, and
everywhere with raw values. A slice is one statement for all devices: 3 Core takes no two of them at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np

from ingest.store import NO_SERIES, Curve, Series
from ingest.store.forgotten import NO_HOURS, after_hours
from ingest.store.gathering import Gathering
from ingest.store.hourly import Hours, hour_of
from ingest.store.influx.answers import Table, last_versions, told_by
from ingest.store.influx.hours import HourBook, Readings
from ingest.store.influx.influxql import MOST_NAMED, within
from ingest.store.influx.line_protocol import DEVICE, tag_of
from ingest.store.thinning import Instants, Values


def drawn(readings: Readings, book: HourBook, curves: Sequence[Curve], max_points: int) -> list[Series]:
    """Return what each of *curves* shows, in their order."""
    series = [NO_SERIES] * len(curves)
    groups: defaultdict[tuple[str, bool], list[int]] = defaultdict(list)
    for number, curve in enumerate(curves):
        groups[curve.quantity, curve.raw].append(number)
    for numbers in groups.values():
        found = _alike(readings, book, [curves[number] for number in numbers], max_points)
        for number, one in zip(numbers, found, strict=True):
            series[number] = one
    return series


def _alike(readings: Readings, book: HourBook, curves: Sequence[Curve], max_points: int) -> list[Series]:
    """Return what *curves* of one quantity show, either all raw or none."""
    gathered = [Gathering(max_points) for _ in curves]
    by_tag: defaultdict[str, list[tuple[Curve, Gathering]]] = defaultdict(list)
    for curve, one in zip(curves, gathered, strict=True):
        by_tag[tag_of(curve.device)].append((curve, one))
    for span in readings.server.slices([(one.start_ms, one.end_ms) for one in curves]):
        due = [one for one in curves if one.start_ms < span[1] and span[0] < one.end_ms]
        for tag, at, value in _told(readings, due, span):
            for curve, one in by_tag.get(tag, ()):
                first, last = np.searchsorted(at, (curve.start_ms, curve.end_ms))
                one.add(at[first:last], value[first:last])
    first_ms = [
        curve.end_ms if one.first_ms is None else one.first_ms
        for curve, one in zip(curves, gathered, strict=True)
    ]
    forgotten = _forgotten(readings, book, curves, first_ms)
    return [
        after_hours(hours, one.series(), max_points) for hours, one in zip(forgotten, gathered, strict=True)
    ]


def _told(
    readings: Readings, curves: Sequence[Curve], span: tuple[int, int]
) -> Iterator[tuple[str, Instants, Values]]:
    """Yield what each device of *curves*, by its tag, told in *span*, in order of time, as it comes."""
    devices = sorted({one.device for one in curves})
    question = readings.questions.everybody(
        curves[0].quantity,
        within(*span),
        devices if len(devices) <= MOST_NAMED else (),
        raw=curves[0].raw,
    )
    for tag, tables in groupby(readings.ask([question]), key=lambda table: table.tag(DEVICE)):
        for at, value in _settled(tables):
            yield tag, at, value


def _settled(tables: Iterable[Table]) -> Iterator[tuple[Instants, Values]]:
    """Yield the last version of every instant; the last instant waits, since the next table may have more."""
    at, value, version = np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64)
    for table in tables:
        more = told_by(table)
        at, value, version = (np.concatenate(pair) for pair in zip((at, value, version), more, strict=True))
        whole = np.searchsorted(at, at[-1:])[0] if len(at) else 0
        yield last_versions(at[:whole], value[:whole], version[:whole])
        at, value, version = at[whole:], value[whole:], version[whole:]
    yield last_versions(at, value, version)


def _forgotten(
    readings: Readings, book: HourBook, curves: Sequence[Curve], first_ms: Sequence[int]
) -> list[Hours]:
    """Return the hours of each of *curves* before its first reading; none where values are raw."""
    lacking = [
        (curve.device, curve.start_ms, hour_of(first))
        for curve, first in zip(curves, first_ms, strict=True)
        if curve.start_ms < hour_of(first) and not curve.raw
    ]
    if not lacking:
        return [NO_HOURS] * len(curves)
    span = min(start for _, start, _ in lacking), max(end for _, _, end in lacking)
    devices = sorted({device for device, _, _ in lacking})
    found = book.of(readings.server, devices, curves[0].quantity, span)
    each = [found.get(curve.device, NO_HOURS) for curve in curves]
    return [
        hours.where((hours.start_ms >= curve.start_ms) & (hours.start_ms < hour_of(first)))
        for hours, curve, first in zip(each, curves, first_ms, strict=True)
    ]
