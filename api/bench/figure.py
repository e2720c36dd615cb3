"""A measured figure beside the limit that was measured in the same run."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

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


def as_text(figures: Sequence[Figure]) -> str:
    """Return *figures* as lines for people.

    >>> print(as_text([Figure("ingest", "stored", 21_000.0, 47.6, "raw paho", 30_000.0, 0.7)]), end="")
    ingest: stored: 21,000/s, 47.6 µs of processor each; raw paho: 30,000/s; ratio 0.70 (wanted 0.70)
    """
    return "".join(_line(figure) for figure in figures)


def _line(figure: Figure) -> str:
    wanted = "" if figure.wanted_ratio is None else f" (wanted {figure.wanted_ratio:.2f})"
    return (
        f"{figure.bench}: {figure.what}: {figure.rate_per_s:,.0f}/s, {figure.cpu_us:.3g} µs of processor "
        f"each; {figure.limit}: {figure.limit_per_s:,.0f}/s; ratio {figure.ratio:.2f}{wanted}\n"
    )


def as_json(figures: Sequence[Figure]) -> str:
    """Return *figures* as a JSON array for programs, with the ratio beside what it is made of."""
    rows = [{**msgspec.structs.asdict(figure), "ratio": round(figure.ratio, 4)} for figure in figures]
    return msgspec.json.encode(rows).decode() + "\n"
