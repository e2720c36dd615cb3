"""Our engine in a trial: messages take the whole way from pipeline to ledger, on a clock moved by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import groupby, takewhile
from pathlib import Path

from alerts.alert import Alert, EventKind
from alerts.assembly import MIGRATIONS as ALERTS_MIGRATIONS
from alerts.assembly import Alerts, build_alerts
from alerts.cause import FRONTS
from alerts.ledger import Ledger
from alerts.lot import Lot, Shipment
from api.bench.alert_quality.trial import Goods, Page, Sent, Trial
from api.settings import Settings
from ingest.assembly import STATE_FILE, Ingest, build_ingest
from ingest.clock import MS_PER_SECOND, ManualClock
from ingest.counters import Counters
from ingest.database import MIGRATIONS, Database
from ingest.message import Message

TURN_S = 300.0
"""The engine looks every five minutes, so that a page may come that much later than in the real service."""

_GATEWAY = "gateway"
"""The one detector of what stands before several places; no place keeps its findings."""

_CALLS = frozenset({EventKind.RAISED, EventKind.ESCALATED})


def watch(trial: Trial) -> tuple[Page, ...]:
    """Tell a trial to the engine and return what people were called for, in order of time."""
    with _parts(trial) as (clock, ingest, alerts):
        arrivals = sorted(trial.goods, key=lambda one: one.from_s)
        departures = sorted(trial.goods, key=lambda one: one.until_s)
        for turn, sent in _turns(trial):
            now_s = (turn + 1) * TURN_S
            clock.set(_ms(trial, now_s))
            while arrivals and arrivals[0].from_s <= now_s:
                _enter(trial, alerts, arrivals.pop(0))
            while departures and departures[0].until_s <= now_s:
                gone = departures.pop(0)
                alerts.lot_book.move(gone.id, None, _ms(trial, gone.until_s))
            ingest.pipeline.accept([_message(one) for one in sent])
            while alerts.evaluator.evaluate_once():
                pass
            alerts.evaluator.tick()
        return tuple(_pages(trial, alerts.ledger))


def _turns(trial: Trial) -> Iterator[tuple[int, list[Sent]]]:
    """Yield what is published in each turn, also in those in which nothing is."""
    in_time = takewhile(lambda one: one.at_s < trial.lasting_s, trial.messages())
    groups = groupby(in_time, key=lambda one: int(one.at_s // TURN_S))
    expected = 0
    for turn, sent in groups:
        yield from ((silent, []) for silent in range(expected, turn))
        yield turn, list(sent)
        expected = turn + 1


@contextmanager
def _parts(trial: Trial) -> Iterator[tuple[ManualClock, Ingest, Alerts]]:
    with tempfile.TemporaryDirectory(prefix="coldframe-trial-") as folder:
        settings = Settings.model_validate(
            {"data": Path(folder), "alerts": {"rules": trial.rules}, **trial.farm}
        )
        clock, counters = ManualClock(trial.start_ms), Counters()
        database = Database(Path(folder) / STATE_FILE, (MIGRATIONS, ALERTS_MIGRATIONS))
        database.upgrade()
        with closing(database), closing(build_ingest(settings, clock, database, counters)) as ingest:
            yield clock, ingest, build_alerts(settings, database, ingest, clock, counters)


def _enter(trial: Trial, alerts: Alerts, goods: Goods) -> None:
    lot = Lot(
        id=goods.id,
        name=goods.id,
        product_id=goods.product,
        packaging=goods.packaging,
        harvested_at_ms=_ms(trial, goods.picked_s),
        initial_temperature_c=goods.initial_temperature_c,
        planned_temperature_c=goods.planned_temperature_c,
    )
    alerts.lot_book.add(lot, goods.place, _ms(trial, goods.from_s))
    if goods.due_s is not None:
        due_at_ms = _ms(trial, goods.due_s)
        alerts.lot_book.ship(
            Shipment(goods.id, goods.id, (goods.id,), "Buyer", due_at_ms, goods.required_life_days)
        )


def _message(sent: Sent) -> Message:
    return Message(sent.topic, sent.payload, 1, 0, dup=False, retain=False)


def _pages(trial: Trial, ledger: Ledger) -> Iterator[Page]:
    """Yield the events of which people are told as calls, with the detectors that stand behind each."""
    after_id = 0
    while events := ledger.events(after_id):
        after_id = events[-1].id
        for event in events:
            if event.kind in _CALLS:
                alert = ledger.alert(event.alert_id)
                at_s = (event.at_ms - trial.start_ms) / MS_PER_SECOND
                yield Page(alert.place_id, at_s, alert.cause.value, _detectors(ledger, alert))


def _detectors(ledger: Ledger, alert: Alert) -> tuple[str, ...]:
    """Return the detectors that had raised what an alert is made of, in the order in which they did."""
    if alert.cause in FRONTS:
        return (_GATEWAY,)
    spells = ledger.spells(alert.place_id, alert.started_at_ms, alert.raised_at_ms + 1)
    raised = [
        (spell.raised_at_ms, spell.detector)
        for spell in spells
        if spell.cause is alert.cause and spell.raised_at_ms is not None
    ]
    return tuple(dict.fromkeys(detector for _, detector in sorted(raised)))


def _ms(trial: Trial, at_s: float) -> int:
    return trial.start_ms + round(at_s * MS_PER_SECOND)
