"""`coldframe bench`: how fast Coldframe is on this machine, each figure beside a limit of the same run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TextIO

from api.bench.alert_quality.run import OURS
from api.bench.alert_quality.run import run as run_trial
from api.bench.alert_quality.score import missed, scores
from api.bench.alert_quality.trial import Trial
from api.bench.backtest import run as backtest
from api.bench.chaos.run import Chaos
from api.bench.chaos.run import run as run_chaos
from api.bench.chaos.verdict import Verdict
from api.bench.charts import run as charts
from api.bench.figure import Shown, as_json, as_text
from api.bench.formats import Published
from api.bench.formats import run as formats
from api.bench.ingest import run as ingest
from api.bench.latency import run as latency
from api.bench.memory import run as memory
from api.bench.part import PartMissing
from api.bench.pipeline import run as pipeline
from api.bench.scale.devices import run as devices
from api.bench.scale.lots import run as lots
from api.bench.science import run as run_science
from api.bench.torn import run as run_torn
from api.bench.workers import run as run_workers

__all__ = ["Chaos", "Simulated", "main"]

READINGS = 60_000


@dataclass(frozen=True, slots=True)
class Simulated:
    """What the simulators bring to measure with.

    Attributes:
        messages: begins to tell what simulated gateways publish.
        trial: begins to tell labelled weeks, to judge alerts by.
        chaos: how long chaos lasts and how it is drawn; it breaks out only where it is named.
    """

    messages: Callable[[], Iterable[Published]]
    trial: Callable[[], Trial]
    chaos: Chaos = field(default_factory=Chaos)


def main(  # noqa: PLR0913 - what the command line says
    names: Sequence[str],
    *,
    json: bool,
    out: TextIO,
    simulated: Simulated,
    readings: int = READINGS,
    store: str = "embedded",
    workers: int = 2,
) -> int:
    """Run the benches *names* (empty: all), print their figures to *out*; return 1 where a promise broke.

    Args:
        names: which benches.
        json: whether to print for programs.
        out: where to print.
        simulated: what the simulators bring.
        readings: how much to measure with.
        store: where those of them keep their readings that keep any.
        workers: how many processes ``workers`` compares with one.
    """
    benches = _benches(simulated, store, workers)
    usual = tuple(benches)
    benches = {**benches, "chaos": lambda _: run_chaos(simulated.chaos, sys.stderr), "torn": run_torn}
    unknown = [name for name in names if name not in benches]
    if unknown:
        out.write(f"there is no bench {', '.join(unknown)}; there are: {', '.join(benches)}\n")
        return 2
    figures: list[Shown] = []
    for name in names or usual:
        try:
            figures.extend(benches[name](readings))
        except PartMissing as missing:
            out.write(f"{missing}\n")
            return 2
    out.write(as_json(figures) if json else as_text(figures))
    return 1 if any(isinstance(figure, Verdict) and not figure.held for figure in figures) else 0


def _benches(
    simulated: Simulated,
    store: str,
    workers: int,
) -> Mapping[str, Callable[[int], Sequence[Shown]]]:
    """Return every bench by its name; each takes the number of readings and returns its figures."""
    return {
        "alerts": lambda _: _alerts(simulated.trial()),
        "backtest": backtest,
        "charts": partial(charts, kind=store),
        "formats": partial(formats, simulated=simulated.messages),
        "ingest": partial(ingest, store=store),
        "latency": partial(latency, store=store),
        "memory": partial(memory, store=store),
        "pipeline": partial(pipeline, store=store),
        "scale": lambda readings: (*devices(readings, store), *lots(readings)),
        "science": run_science,
        "workers": partial(run_workers, workers=workers),
    }


def _alerts(trial: Trial) -> Sequence[Shown]:
    """Judge the alerts by labelled weeks; what was missed or false follows the figures."""
    outcomes = run_trial(trial)
    return [*scores(outcomes, OURS), *missed(outcomes[OURS])]
