"""Whether everything that was promised held: pure, from what was published and what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from alerts.alert import Alert, AlertState
from alerts.cause import Cause
from api.bench.chaos.gateways import Key, room_id
from api.bench.chaos.plan import Excursion
from ingest.clock import MS_PER_SECOND
from ingest.journal import ALERTS_CURSOR, STORE_CURSOR

_FATES_OF_MESSAGES = (
    "accepted_messages",
    "repeated_messages",
    "retained_messages",
    "control_messages",
    "rejected_messages",
)
_FATES_OF_READINGS = ("stored_readings", "repeated_readings", "refused_readings")
_NAMED = 3
"""So many examples of what went wrong are told."""


class Verdict(msgspec.Struct, frozen=True):
    """One promise and whether it held.

    Attributes:
        bench: name of the bench.
        promise: what was promised.
        held: whether it held.
        detail: the counts behind it, and examples of what broke it.
    """

    bench: str
    promise: str
    held: bool
    detail: str

    def line(self) -> str:
        """Return it as a line for people.

        >>> Verdict("chaos", "nothing is lost", True, "9 of 9").line()
        'chaos: nothing is lost: held (9 of 9)'
        """
        return f"{self.bench}: {self.promise}: {'held' if self.held else 'BROKEN'} ({self.detail})"

    def fields(self) -> Mapping[str, object]:
        """Return it for programs."""
        return msgspec.structs.asdict(self)


class Life(msgspec.Struct, frozen=True):
    """What the service found and counted between one start and the end.

    Attributes:
        waiting: how many readings of its journal each consumer had not read when it started.
        counts: its counters at the end; empty where it did not tell.
    """

    waiting: Mapping[str, int]
    counts: Mapping[str, int]


def of_readings(
    published: Mapping[Key, float], acknowledged: frozenset[Key], stored: Sequence[tuple[Key, float]]
) -> tuple[Verdict, ...]:
    """Hold what is stored against what was published and acknowledged."""
    there = dict(stored)
    lost = sorted(acknowledged - there.keys())
    twice = sorted(key for key, count in Counter(key for key, _ in stored).items() if count > 1)
    invented = sorted(key for key in there if key not in published)
    wrong = sorted(key for key, value in there.items() if published.get(key, value) != value)
    counts = f"{len(acknowledged):,} acknowledged of {len(published):,} published, {len(there):,} stored"
    return (
        Verdict("chaos", "every acknowledged reading is stored", not lost, told(counts, lost)),
        Verdict("chaos", "none is stored twice", not twice, told(counts, twice)),
        Verdict("chaos", "none is stored that nobody sent", not invented, told(counts, invented)),
        Verdict("chaos", "each has its own value", not wrong, told(counts, wrong)),
    )


def of_alerts(planned: Sequence[Excursion], alerts: Iterable[Alert], started_ms: int) -> Verdict:
    """Hold the alerts against the excursions: each has exactly one, and there are no others."""
    warm = [
        alert for alert in alerts if alert.cause is Cause.TOO_WARM and alert.state is not AlertState.WITHDRAWN
    ]
    problems = []
    found = 0
    for one in planned:
        start_ms, end_ms = (started_ms + int(at_s * MS_PER_SECOND) for at_s in (one.start_s, one.end_s))
        latest_ms = end_ms + MS_PER_SECOND
        here = [alert for alert in warm if alert.place_id == room_id(one.room)]
        of_it = [alert for alert in here if start_ms <= alert.raised_at_ms <= latest_ms]
        found += len(of_it)
        if len(of_it) != 1:
            problems.append((f"{room_id(one.room)} at {one.start_s:.0f} s", len(of_it)))
    if found != len(warm):
        problems.append(("alerts that belong to no excursion", len(warm) - found))
    counts = f"{len(planned)} excursions, {len(warm)} alerts" if planned else "too short for an excursion"
    return Verdict("chaos", "every excursion has exactly one alert", not problems, told(counts, problems))


def of_quarantine(quarantined: int) -> Verdict:
    """Tell whether nothing was refused: all that gateways sent was good."""
    return Verdict("chaos", "nothing good was refused", quarantined == 0, f"{quarantined} in quarantine")


def of_counters(life: Life) -> Verdict:
    """Hold what the service counted against itself, in a life at whose end nothing waits."""
    counts, promise = life.counts, "the counters add up"
    if not counts:
        return Verdict("chaos", promise, held=False, detail="the service did not tell its counts")
    balances = {
        "messages": (counts["received_messages"], sum(counts[one] for one in _FATES_OF_MESSAGES)),
        "readings for the store": (
            _taken(life, STORE_CURSOR),
            sum(counts[one] for one in _FATES_OF_READINGS),
        ),
        "readings for alerts": (_taken(life, ALERTS_CURSOR), counts["evaluated_readings"]),
    }
    broken = [
        (name, f"{came:,} came, {told:,} accounted for")
        for name, (came, told) in balances.items()
        if came != told
    ]
    detail = ", ".join(f"{came:,} {name}" for name, (came, _) in balances.items())
    return Verdict("chaos", promise, not broken, told(detail, broken))


def _taken(life: Life, consumer: str) -> int:
    return life.waiting.get(consumer, 0) + life.counts["accepted_readings"]


def told(counts: str, problems: Sequence[tuple[object, object]]) -> str:
    """Return *counts*, with some of the *problems* where there are any."""
    if not problems:
        return counts
    named = ", ".join(f"{first}: {second}" for first, second in problems[:_NAMED])
    return f"{counts}; {len(problems)} wrong, such as {named}"
