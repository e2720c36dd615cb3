"""`coldframe bench`: how fast Coldframe is on this machine, each figure beside a limit of the same run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TextIO

from api.bench.figure import Figure, as_json, as_text
from api.bench.ingest import run as ingest
from api.bench.pipeline import run as pipeline
from api.bench.queue_broker import BrokerMissing

BENCHES: dict[str, Callable[[int], Sequence[Figure]]] = {"ingest": ingest, "pipeline": pipeline}
"""Every bench by its name; each takes the number of readings and returns its figures."""

READINGS = 60_000


def main(names: Sequence[str], *, json: bool, out: TextIO, readings: int = READINGS) -> int:
    """Run the benches *names* (all where it is empty), print their figures to *out*, return the exit code."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        out.write(f"there is no bench {', '.join(unknown)}; there are: {', '.join(BENCHES)}\n")
        return 2
    figures: list[Figure] = []
    for name in names or BENCHES:
        try:
            figures.extend(BENCHES[name](readings))
        except BrokerMissing as missing:
            out.write(f"{missing}\n")
            return 2
    out.write(as_json(figures) if json else as_text(figures))
    return 0
