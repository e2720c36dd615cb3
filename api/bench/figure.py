"""A measured figure beside the limit that was measured in the same run."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """One result of a bench.

    Attributes:
        bench: name of the bench.
        what: what was measured, in words.
        rate_per_s: readings (or messages) per second of wall time.
        cpu_us: processor time of this process per reading, all threads together [µs].
        limit: what the limit is, in words.
        limit_per_s: the limit, measured in the same run on the same machine [1/s].
        wanted_ratio: the share of the limit that the design asks for; None where the limit is absolute.
    """

    bench: str
    what: str
    rate_per_s: float
    cpu_us: float
    limit: str
    limit_per_s: float
    wanted_ratio: float | None = None

    @property
    def ratio(self) -> float:
        """Return the figure as a share of its limit."""
        return self.rate_per_s / self.limit_per_s

    def line(self) -> str:
        """Return the figure as a line for people."""
        wanted = "" if self.wanted_ratio is None else f" (wanted {self.wanted_ratio:.2f})"
        return (
            f"{self.bench}: {self.what}: {self.rate_per_s:,.0f}/s, {self.cpu_us:.3g} µs of processor "
            f"each; {self.limit}: {self.limit_per_s:,.0f}/s; ratio {self.ratio:.2f}{wanted}"
        )

    def fields(self) -> Mapping[str, object]:
        """Return the figure for programs, with the ratio beside what it is made of."""
        return {**msgspec.structs.asdict(self), "ratio": round(self.ratio, 4)}


class Span(msgspec.Struct, frozen=True):
    """A time or a size, of which less is better.

    Attributes:
        bench: name of the bench.
        what: what was measured, in words.
        value: the figure.
        unit: its unit, such as "ms" or "MB".
        limit: what the limit is, in words.
        limit_value: the limit, measured in the same run on the same machine [unit].
        most: what the design allows [unit]; None where nothing is asked.
        cpu_us: processor time per reading in this bench [µs]; None where no readings come in.
    """

    bench: str
    what: str
    value: float
    unit: str
    limit: str
    limit_value: float
    most: float | None = None
    cpu_us: float | None = None

    @property
    def ratio(self) -> float:
        """Return the figure as a multiple of its limit."""
        return self.value / self.limit_value

    def line(self) -> str:
        """Return the figure as a line for people.

        >>> Span("memory", "resident", 120.0, "MB", "an idle Python", 12.0, 250.0).line()
        'memory: resident: 120 MB; an idle Python: 12 MB; ratio 10 (wanted at most 250 MB)'
        """
        asked = "" if self.most is None else f" (wanted at most {self.most:g} {self.unit})"
        cpu = "" if self.cpu_us is None else f", {self.cpu_us:.3g} µs of processor per reading"
        return (
            f"{self.bench}: {self.what}: {self.value:,.3g} {self.unit}{cpu}; {self.limit}: "
            f"{self.limit_value:,.3g} {self.unit}; ratio {self.ratio:.3g}{asked}"
        )

    def fields(self) -> Mapping[str, object]:
        """Return the figure for programs, with the ratio beside what it is made of."""
        return {**msgspec.structs.asdict(self), "ratio": round(self.ratio, 4)}


class Shown(Protocol):
    """What a bench found: a line for people, and fields for programs."""

    def line(self) -> str:
        """Return it as a line for people."""
        ...

    def fields(self) -> Mapping[str, object]:
        """Return it for programs."""
        ...


class Stopwatch:
    """Wall and processor time of a measured section [s]."""

    wall_s: float = 0.0
    cpu_s: float = 0.0


@contextmanager
def measured() -> Iterator[Stopwatch]:
    """Measure the section inside; the stopwatch is filled when it ends."""
    watch = Stopwatch()
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    yield watch
    watch.wall_s, watch.cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s


def as_text(figures: Sequence[Shown]) -> str:
    """Return *figures* as lines for people.

    >>> print(as_text([Figure("ingest", "stored", 21_000.0, 47.6, "raw paho", 30_000.0, 0.7)]), end="")
    ingest: stored: 21,000/s, 47.6 µs of processor each; raw paho: 30,000/s; ratio 0.70 (wanted 0.70)
    """
    return "".join(f"{figure.line()}\n" for figure in figures)


def as_json(figures: Sequence[Shown]) -> str:
    """Return *figures* as a JSON array for programs."""
    return msgspec.json.encode([figure.fields() for figure in figures]).decode() + "\n"
