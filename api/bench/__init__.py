"""`coldframe bench`: how fast Coldframe is on this machine, each figure beside a limit of the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TextIO

from api.bench.figure import Figure, as_json, as_text
from api.bench.formats import Published
from api.bench.formats import run as formats
from api.bench.ingest import run as ingest
from api.bench.pipeline import run as pipeline
from api.bench.queue_broker import BrokerMissing
from api.bench.science import run as run_science

READINGS = 60_000


def main(
    names: Sequence[str],
    *,
    json: bool,
    out: TextIO,
    simulated: Callable[[], Iterable[Published]],
    readings: int = READINGS,
) -> int:
    """Run the benches *names* (all where it is empty), print their figures to *out*, return the exit code.

    Args:
        names: which benches.
        json: whether to print for programs.
        out: where to print.
        simulated: returns what simulated gateways publish.
        readings: how much to measure with.
    """
    benches = _benches(simulated)
    unknown = [name for name in names if name not in benches]
    if unknown:
        out.write(f"there is no bench {', '.join(unknown)}; there are: {', '.join(benches)}\n")
        return 2
    figures: list[Figure] = []
    for name in names or benches:
        try:
            figures.extend(benches[name](readings))
        except BrokerMissing as missing:
            out.write(f"{missing}\n")
            return 2
    out.write(as_json(figures) if json else as_text(figures))
    return 0


def _benches(
    simulated: Callable[[], Iterable[Published]],
) -> Mapping[str, Callable[[int], Sequence[Figure]]]:
    """Return every bench by its name; each takes the number of readings and returns its figures."""
    return {
        "formats": partial(formats, simulated=simulated),
        "ingest": ingest,
        "pipeline": pipeline,
        "science": run_science,
    }
