"""What a chart shows of several curves, asked for together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise

from ingest.clock import MS_PER_HOUR
from ingest.store import NO_SERIES, Curve, Series
from ingest.store.influx.answers import by_statement
from ingest.store.influx.hours import HourBook, Readings
from ingest.store.influx.influxql import LAST_MS
from ingest.store.influx.meaning import Refusal
from ingest.store.influx.rolling import Roller
from ingest.store.influx.sketch import Sketch, sketch
from ingest.store.influx.slices import drawn

_AT_ONCE_HOURS = 50_000
"""No more hours than this are fetched at a time: those of a month of 69 devices, or of a year of five."""

_SHORT_MS = 100 * MS_PER_HOUR
"""Of shorter curves, no more than 500 are asked for at a time."""


class Drawing:
    """Draws *readings* by the hours of *book*, which *roller* keeps true, and by themselves.

    *dense*: the series that are known to tell more than one expects; becomes more.
    """

    def __init__(
        self, readings: Readings, book: HourBook, roller: Roller, dense: set[tuple[str, str]]
    ) -> None:
        self._readings = readings
        self._book = book
        self._roller = roller
        self._dense = dense

    def of(self, curves: Sequence[Curve], newest_ms: Sequence[int], max_points: int) -> list[Series]:
        """Return what each of *curves* shows, in their order; *newest_ms*: when it told something last."""
        series = [NO_SERIES] * len(curves)
        plain, other = list[int](), list[int]()
        for n, curve in enumerate(curves):
            if curve.start_ms <= newest_ms[n]:
                (plain if self._readings.server.is_exact and not curve.raw else other).append(n)
        sketches = self._sketches([(curves[n], newest_ms[n]) for n in plain], max_points)
        for n, one in zip(plain, self._by_groups(sketches), strict=True):
            series[n] = one
        cut = [curves[n]._replace(end_ms=min(curves[n].end_ms, newest_ms[n] + 1)) for n in other]
        for n, one in zip(other, drawn(self._readings, self._book, cut, max_points), strict=True):
            series[n] = one
        return series

    def _sketches(self, told: Sequence[tuple[Curve, int]], max_points: int) -> list[Sketch]:
        begun_ms = self._readings.server.begun_ms
        summed = self._roller.summed  # asked before the hours are, which may become more meanwhile
        return [
            sketch(
                curve,
                max_points,
                (begun_ms, newest_ms),
                summed=summed,
                stale=self._roller.stale,
                has_hours=self._book.is_there,
                is_dense=curve[:2] in self._dense,
            )
            for curve, newest_ms in told
        ]

    def _by_groups(self, sketches: Sequence[Sketch]) -> Iterator[Series]:
        start_ms, end_ms = self._roller.summed
        since_ms = start_ms if start_ms < end_ms else LAST_MS  # hours stay where their readings do not
        longest_ms = max(
            (
                one.curve.end_ms - max(one.hours_from_ms, min(one.curve.start_ms, since_ms))
                for one in sketches
            ),
            default=0,
        )
        at_once = max(1, _AT_ONCE_HOURS * MS_PER_HOUR // max(longest_ms, _SHORT_MS))
        for at in range(0, len(sketches), at_once):
            yield from self._drawn(sketches[at : at + at_once])

    def _drawn(self, sketches: Sequence[Sketch]) -> list[Series]:
        series: dict[int, Series] = {}
        due = dict(enumerate(sketches))
        while due:
            heard = dict(zip(due, self._heard(list(due.values())), strict=True))
            series |= {at: one for at, one in heard.items() if isinstance(one, Series)}
            due = {at: one for at, one in heard.items() if isinstance(one, Sketch)}
            for one in due.values():
                self._learn(one)
        return [series[at] for at in range(len(sketches))]

    def _heard(self, sketches: Sequence[Sketch]) -> list[Series | Sketch]:
        """Ask all of *sketches* in one request; return what each comes to, or has to ask still."""
        questions, beside = self._readings.questions, self._book.beside
        asked = [one.ask(questions, beside) for one in sketches]
        starts = [0, *accumulate(len(statements) for statements in asked)]
        try:
            told = by_statement(self._readings.ask(chain.from_iterable(asked)), starts[-1])
        except Refusal as refusal:
            if not (refusal.is_nowhere or refusal.is_forbidden) or not any(one.has_hours for one in sketches):
                raise
            self._book.is_there = False  # somebody removed the bucket of the hours; charts do without it
            return [one.without_hours() for one in sketches]
        return [
            one.hear(told[start:end]) for one, (start, end) in zip(sketches, pairwise(starts), strict=True)
        ]

    def _learn(self, due: Sketch) -> None:
        """Remember what made one more request necessary."""
        if due.is_dense:
            self._dense.add(due.curve[:2])
        self._roller.note(due.curve, due.apart)
