"""What is asked for one curve of a chart, and what is made of the answers; pure.

A first answer has the hours of the curve; of the stretches without hours it has all readings or, where these
are longer, the extremes of buckets as wide as they will be if there are readings all along, besides as many
readings as a chart may have points. That is everything, unless buckets turn out to be narrower because the
first reading came late, or more was told than anybody expected: then one more is asked, knowing that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ingest.clock import MS_PER_HOUR
from ingest.store import Curve, Series
from ingest.store.forgotten import NO_HOURS, after_hours
from ingest.store.hourly import Hours, hour_of, whole_hours
from ingest.store.influx.answers import Rows, points_of
from ingest.store.influx.hours import PEAKS, fields_of, peaks_of
from ingest.store.influx.influxql import Questions, Span, within
from ingest.store.thinning import Grid, Instants, Values, thin

_OFTEN_MS = 30_000
"""Sensors seldom speak more often."""

_PER_POINT = 4
"""So many readings per point of a chart are fetched sooner than the server has thinned them."""

_LEAST_ROWS = 3_600
"""However few points a chart may have: what is told every second, in the hour that is fetched in any case."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """A stretch without hours; *width_ms* of the buckets that the server makes of it, 0 for its readings."""

    span: Span
    width_ms: int

    def ask(self, curve: Curve, questions: Questions, max_points: int) -> list[str]:
        period = within(*self.span)
        limit = max_points if self.width_ms else most_rows(max_points)
        asked = [questions.points(curve.device, curve.quantity, period, limit=limit + 1)]
        if self.width_ms:
            asked += questions.extremes(curve.device, curve.quantity, period, self.width_ms)
        return asked


@dataclass(frozen=True, slots=True)
class _Found:
    """What was told of a gap: its first readings, or its extremes in place of all of them.

    *width_ms*: how wide the buckets of these are; 0 where nothing is missing, None where something is.
    """

    at: Instants
    value: Values
    first_ms: int
    width_ms: int | None


@dataclass(frozen=True, slots=True)
class Sketch:
    """One round of questions for *curve*.

    Attributes:
        curve: what is drawn; nothing newer than its end was told, or its last reading is asked for.
        max_points: of how many points.
        last_ms: when it last told something; None where that has to be asked.
        hours_from_ms: from when hours are asked for, of what is forgotten: perhaps from before the curve.
        covered: where its hours stand for its readings; may be empty.
        apart: hours in there that have to be read.
        has_hours: whether there are hours to be asked for.
        is_dense: whether there are too many readings to fetch them.
    """

    curve: Curve
    max_points: int
    last_ms: int | None
    hours_from_ms: int
    covered: Span = (0, 0)
    apart: tuple[int, ...] = ()
    has_hours: bool = True
    is_dense: bool = False
    gaps: tuple[_Gap, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "gaps", tuple(self._gaps()))

    def ask(self, questions: Questions, beside: Questions) -> list[str]:
        """Return the statements; *beside*: asks for hours."""
        device, quantity, start_ms, end_ms = self.curve[:4]
        asked: list[str] = []
        if self.has_hours:
            fields = fields_of(quantity, PEAKS)
            asked.append(beside.columns(device, fields, within(self.hours_from_ms, end_ms)))
        if self.last_ms is None:
            asked.append(questions.last(device, quantity, within(start_ms, end_ms)))
        for gap in self.gaps:
            asked += gap.ask(self.curve, questions, self.max_points)
        return asked

    def hear(self, answers: Sequence[Rows]) -> Series | Sketch:
        """Return what the curve comes to, or what has to be asked still."""
        told = iter(answers)
        hours, void = peaks_of(next(told)) if self.has_hours else (NO_HOURS, ())
        inside = (hours.start_ms >= self.covered[0]) & (hours.start_ms < self.covered[1])
        unknown = [at for at in void if self.covered[0] <= at < self.covered[1] and at not in self.apart]
        if unknown:
            return replace(self, apart=(*self.apart, *unknown))
        counted = hours.where(inside & ~np.isin(hours.start_ms, self.apart))
        last_ms = self._heard_last_ms(told)
        found = [self._hear_gap(gap, told) for gap in self.gaps]
        if len(counted):
            return self._by_hours(hours, counted, found, last_ms)
        first_ms = min((one.first_ms for one in found if len(one.at)), default=self.curve.end_ms)
        still = self._by_readings(found, (first_ms, last_ms))
        if isinstance(still, Sketch):
            return still
        return after_hours(hours.where(hours.start_ms < hour_of(first_ms)), still, self.max_points)

    def without_hours(self) -> Sketch:
        """Return what is asked where there are no hours after all."""
        return replace(self, covered=(0, 0), apart=(), has_hours=False)

    def _gaps(self) -> Iterator[_Gap]:
        start_ms, end_ms = self.curve.start_ms, self.curve.end_ms
        first_ms, last_ms = self.covered
        if first_ms >= last_ms:
            yield self._gap((start_ms, end_ms))
            return
        yield from (self._gap(one) for one in ((start_ms, first_ms), (last_ms, end_ms)) if one[0] < one[1])
        yield from (self._gap((hour_ms, hour_ms + MS_PER_HOUR)) for hour_ms in self.apart)

    def _gap(self, span: Span) -> _Gap:
        near_ms = max(MS_PER_HOUR, _PER_POINT * self.max_points * _OFTEN_MS)
        if span[1] - span[0] <= near_ms and not self.is_dense:
            return _Gap(span, 0)
        whole = Grid.over(self.curve.start_ms, self.curve.end_ms - 1, self.max_points)
        return _Gap(span, min(whole.width_ms, MS_PER_HOUR))

    def _heard_last_ms(self, told: Iterator[Rows]) -> int:
        if self.last_ms is not None:
            return self.last_ms
        return int(max(next(told).reshape(-1, 2)[:, 0], default=self.curve.start_ms - 1))

    def _hear_gap(self, gap: _Gap, told: Iterator[Rows]) -> _Found:
        at, value = points_of(next(told))
        first_ms = int(at[0]) if len(at) else 0
        if not gap.width_ms:
            return _Found(at, value, first_ms, 0 if len(at) <= most_rows(self.max_points) else None)
        low, high = next(told), next(told)
        if len(at) <= self.max_points:
            return _Found(at, value, first_ms, 0)
        at, value = points_of(low, high)
        return _Found(at, value, first_ms, gap.width_ms)

    def _by_hours(
        self, hours: Hours, counted: Hours, found: Sequence[_Found], last_ms: int
    ) -> Series | Sketch:
        """Return what hours, and the readings beside them, come to; buckets have to be whole hours for it."""
        if any(one.width_ms is None for one in found):
            return replace(self, is_dense=True)
        # Of an hour one knows no reading before the first of its extremes: where that would allow narrower
        # buckets, one has to ask.
        known_ms = int(min(counted.low_at_ms[0], counted.high_at_ms[0]))
        first_ms = min([known_ms, *(one.first_ms for one in found if len(one.at))])
        last_ms = max(last_ms, int(counted.start_ms[-1]))
        forgotten = hours.where(hours.start_ms < hour_of(first_ms))
        rows = sum(len(one.at) for one in found) + int(counted.readings.sum() + forgotten.readings.sum())
        grid = Grid.over(min([first_ms, *forgotten.start_ms[:1].tolist()]), last_ms, self.max_points)
        is_all_shown = rows <= self.max_points and not any(one.width_ms for one in found)
        if is_all_shown or grid.width_ms % MS_PER_HOUR:
            return self._narrowed((hour_of(first_ms), last_ms))
        parts = [(one.at, one.value) for one in found]
        return _drawn([forgotten.extremes(), counted.extremes(), *parts], grid)

    def _by_readings(self, found: Sequence[_Found], span: Span) -> Series | Sketch:
        parts = [(one.at, one.value) for one in found]
        if all(one.width_ms == 0 for one in found):
            at, value = _in_order(parts)
            if len(at) <= self.max_points:
                return Series(at, value, thinned=False)
        grid = Grid.over(*span, self.max_points)
        if _lack(found, grid.width_ms):
            return self._narrowed(span, is_dense=any(one.width_ms is None for one in found))
        return _drawn(parts, grid)

    def _narrowed(self, span: Span, *, is_dense: bool = False) -> Sketch:
        """Return what is asked when it is known that all readings are in *span*."""
        curve = self.curve._replace(start_ms=max(span[0], self.curve.start_ms), end_ms=span[1] + 1)
        return replace(
            self,
            curve=curve,
            last_ms=span[1],
            covered=(0, 0),
            apart=(),
            is_dense=is_dense or self.is_dense,
        )


def sketch(  # noqa: PLR0913 - what is drawn, and what is known of it
    curve: Curve,
    max_points: int,
    told: Span,
    *,
    summed: Span,
    stale: Callable[[Curve, Span], tuple[int, ...]],
    has_hours: bool,
    is_dense: bool,
) -> Sketch:
    """Return the first questions for *curve*.

    Args:
        curve: what is drawn.
        max_points: of how many points.
        told: before when it told nothing, as far as is known, and when it told something last.
        summed: where hours are summed up.
        stale: tells which hours are known not to count.
        has_hours: whether there are any hours.
        is_dense: whether it is known to tell more than one expects.
    """
    hours_from_ms, (begun_ms, newest_ms) = curve.start_ms, told
    last_ms = newest_ms if newest_ms < curve.end_ms else None
    end_ms = min(curve.end_ms, newest_ms + 1)
    curve = curve._replace(start_ms=max(curve.start_ms, min(begun_ms, end_ms - 1)), end_ms=end_ms)
    hours_ms = whole_hours(curve.start_ms, hour_of(curve.end_ms))
    covered = max(hours_ms[0], summed[0]), min(hours_ms[1], summed[1])
    is_long = Grid.over(curve.start_ms, curve.end_ms - 1, max_points).width_ms >= MS_PER_HOUR
    if not (has_hours and is_long and covered[0] < covered[1]):
        return Sketch(curve, max_points, last_ms, hours_from_ms, has_hours=has_hours, is_dense=is_dense)
    apart = stale(curve, covered)
    return Sketch(curve, max_points, last_ms, hours_from_ms, covered, apart, is_dense=is_dense)


def most_rows(max_points: int) -> int:
    """Return how many readings of a stretch are fetched at most to be thinned here."""
    return max(_PER_POINT * max_points, _LEAST_ROWS)


def _lack(found: Sequence[_Found], width_ms: int) -> bool:
    """Tell whether buckets of *width_ms* cannot be made of what was found."""
    return any(one.width_ms is None or (one.width_ms and width_ms % one.width_ms) for one in found)


def _in_order(parts: Sequence[tuple[Instants, Values]]) -> tuple[Instants, Values]:
    at, value = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    order = np.argsort(at, kind="stable")
    return at[order], value[order]


def _drawn(parts: Sequence[tuple[Instants, Values]], grid: Grid) -> Series:
    return Series(*thin(*_in_order(parts), grid), thinned=True)
