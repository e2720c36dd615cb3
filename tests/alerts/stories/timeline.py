"""A farm on a clock that moves by hand: sensors that speak, parts that are real, and what people are told.

A story says which sensors read what (``plays``), lets time pass (``until``), and asks what was told
between two moments (``want``). Readings go the whole way: own JSON, pipeline, journal, evaluator, ledger,
dispatcher. Only MQTT and the store's writer are left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

from alerts.alert import Alert, EventKind, Notice
from alerts.assembly import MIGRATIONS as ALERTS_MIGRATIONS
from alerts.assembly import build_alerts
from alerts.evaluator import Compose
from alerts.lot import Lot
from alerts.notify.channels import AppriseChannel
from alerts.notify.dispatcher import Channel
from alerts.notify.links import Links
from alerts.notify.message import compose
from alerts.notify.recording import RecordingChannel
from alerts.people import Duty
from alerts.roster import Connect
from alerts.settings import AlertsSettings, NotifySettings, RuleValue
from ingest.calibrations import Calibrations
from ingest.clock import MS_PER_MINUTE, ManualClock, to_datetime
from ingest.counters import Counters
from ingest.database import MIGRATIONS, Database
from ingest.journal.sqlite import SqliteJournal
from ingest.message import Message
from ingest.pipeline import Pipeline
from ingest.place import PlaceKind
from ingest.quarantine import Quarantine
from ingest.registry import Registry
from ingest.settings import DeviceSettings, Farm, PlaceSettings, SiteSettings
from tests.alerts.notify.examples import ZONE, at

START_MS = at("00:00")

FARM = Farm(
    sites=(SiteSettings(id="qingtian", name="Qingtian", time_zone="Asia/Shanghai"),),
    places=(
        PlaceSettings(
            id="cold-2", site="qingtian", name="Cold room 2", kind=PlaceKind.COLD_ROOM, recipe="cold_room"
        ),
        PlaceSettings(
            id="pre-1", site="qingtian", name="Pre-cooler", kind=PlaceKind.PRECOOLER, recipe="precooler"
        ),
        PlaceSettings(id="truck-7", site="qingtian", name="Truck 7", kind=PlaceKind.TRUCK, recipe="truck"),
        PlaceSettings(
            id="block-c",
            site="qingtian",
            name="Block C",
            kind=PlaceKind.GREENHOUSE,
            recipe="greenhouse_waxberry",
        ),
        PlaceSettings(id="box-1", site="qingtian", name="Box 1", kind=PlaceKind.ICE_BOX, recipe="ice_box"),
    ),
    devices=(
        DeviceSettings(id="cold-air", name="Return air", place="cold-2", position="return air"),
        DeviceSettings(id="cold-door", name="Door", place="cold-2", position="door"),
        DeviceSettings(id="pre-air", name="Supply air", place="pre-1", position="supply air"),
        DeviceSettings(id="pre-pulp", name="Pulp probe", place="pre-1", position="product core"),
        DeviceSettings(id="truck-air", name="Cargo air", place="truck-7", position="return air"),
        DeviceSettings(id="box-lid", name="Under the lid", place="box-1", position="lid"),
        DeviceSettings(id="c-canopy", name="Canopy", place="block-c", position="canopy"),
        DeviceSettings(id="c-door", name="By the door", place="block-c", position="door"),
    ),
)

Rules = Mapping[str, Mapping[str, RuleValue]]
NO_RULES: Rules = MappingProxyType({})

Signal = Callable[[int], float | None]
"""Instant [ms] → value; None: the sensor says nothing."""

_STEP_MS = 2 * MS_PER_MINUTE


def steady(value: float) -> Signal:
    """Return a sensor that always reads the same."""
    return lambda _moment_ms: value


def path(*points: tuple[str, float]) -> Signal:
    """Return a sensor that reads straight lines between (clock time, value) points, and level outside."""
    known = [(at(clock_time), value) for clock_time, value in points]

    def value_at(moment_ms: int) -> float:
        before = [point for point in known if point[0] <= moment_ms]
        after = [point for point in known if point[0] > moment_ms]
        if not before or not after:
            return (before or after)[-1 if before else 0][1]
        (start_ms, start), (end_ms, end) = before[-1], after[0]
        return start + (end - start) * (moment_ms - start_ms) / (end_ms - start_ms)

    return value_at


def silent(signal: Signal, start: str, end: str) -> Signal:
    """Return *signal* without what it reads from *start* to *end*."""
    gap = range(at(start), at(end))
    return lambda moment_ms: None if moment_ms in gap else signal(moment_ms)


class Parts:
    """Everything that runs, over one folder; made anew after a power cut."""

    def __init__(  # noqa: PLR0913 - the parts of a whole service that a story may want to be different
        self,
        folder: Path,
        clock: ManualClock,
        channel: Channel,
        compose: Compose = compose,
        *,
        duty: Duty | None = None,
        connect: Connect = AppriseChannel,
        links: Links | None = None,
        rules: Rules = NO_RULES,
    ) -> None:
        counters = Counters()
        self.database = Database(folder / "state.sqlite3", (MIGRATIONS, ALERTS_MIGRATIONS))
        self.database.upgrade()
        self.journal = SqliteJournal(folder / "journal.sqlite3", clock)
        self.registry = Registry(self.database, clock)
        self.registry.provision(FARM)
        self.calibrations = Calibrations(self.database)
        self.quarantine = Quarantine(self.database)
        self.pipeline = Pipeline(self.journal, self.quarantine, self.registry, clock, counters)
        self.alerts = build_alerts(
            SimpleNamespace(alerts=AlertsSettings(rules=rules), notify=NotifySettings(), duty=duty or Duty()),
            self.database,
            SimpleNamespace(journal=self.journal, registry=self.registry, calibrations=self.calibrations),
            clock,
            counters,
            channels=(channel,),
            compose=compose,
            connect=connect,
            links=links,
        )

    def close(self) -> None:
        """Release the files, as the end of a process does."""
        self.journal.close()
        self.database.close()


class Timeline:
    """One farm from midnight on."""

    def __init__(
        self,
        folder: Path,
        duty: Duty | None = None,
        links: Links | None = None,
        rules: Rules = NO_RULES,
    ) -> None:
        self.clock = ManualClock(START_MS)
        self.channel = RecordingChannel()
        self.phones: dict[str, RecordingChannel] = {}
        self.folder = folder
        self.duty = duty
        self.links = links
        self.rules = rules
        self.parts = self._start()
        self._signals: dict[tuple[str, str], Signal] = {}
        self.gateway_of: dict[str, str] = {}
        self.ahead_ms: dict[str, int] = {}
        """By how much the clock of a device is ahead, or that of a gateway, which then says when it sends."""

    def plays(self, device: str, quantity: str, signal: Signal) -> None:
        """Let a sensor speak every two minutes from now on."""
        self._signals[device, quantity] = signal

    def until(self, moment_ms: int, step_ms: int = _STEP_MS) -> None:
        """Let time pass, two minutes at a time: sensors speak, the service listens, thinks and tells."""
        while self.clock.now_ms() < moment_ms:
            self.clock.advance(step_ms)
            self._speak()
            self.work()

    def listens_only(self, moment_ms: int) -> None:
        """Let time pass in which readings get as far as the journal, and nobody thinks about them."""
        while self.clock.now_ms() < moment_ms:
            self.clock.advance(_STEP_MS)
            self._speak()

    def work(self) -> None:
        """Let the service do what is to be done now."""
        evaluator = self.parts.alerts.evaluator
        while evaluator.evaluate_once():
            pass
        evaluator.tick()
        self.parts.alerts.dispatcher.dispatch_once()

    def backfill(self, device: str, quantity: str, signal: Signal, start_ms: int, end_ms: int) -> None:
        """Let everything that a gateway kept between two moments arrive now, at once."""
        values = [(moment, signal(moment)) for moment in range(start_ms, end_ms, _STEP_MS)]
        self._accept(
            [_message(device, moment, {quantity: value}) for moment, value in values if value is not None]
        )

    def stores(self, lot_id: str, place_id: str, start_ms: int, temperature_c: float) -> None:
        """Enter a lot of waxberry in open trays, picked at *start_ms* and put straight into a place."""
        product = self.parts.alerts.products["waxberry"]
        lot = Lot(
            id=lot_id,
            name=lot_id,
            product_id=product.id,
            packaging=next(iter(product.packagings)),
            harvested_at_ms=start_ms,
            initial_temperature_c=temperature_c,
            planned_temperature_c=product.planned_c,
        )
        self.parts.alerts.lot_book.add(lot, place_id, start_ms)

    def restart(self) -> None:
        """End the process where it stands and start another one on the same folder."""
        self.parts.close()
        self.parts = self._start()

    def calls(self, phone: str) -> list[str]:
        """Return when a person's phone rang and what it said first, oldest first."""
        heard = self.phones[phone].notices if phone in self.phones else ()
        return [f"{_wall_clock(one.created_at_ms)} {one.short.split(' Cold')[0]}" for one in heard]

    def told(self, place: str = "") -> list[Notice]:
        """Return what people were told of *place* (of all places), oldest first."""
        return [notice for notice in self.channel.notices if place in notice.title]

    def want(self, kind: EventKind, place: str, earliest_ms: int, latest_ms: int) -> Notice:
        """Return the one notice of *kind* on *place*, which must have come between two moments."""
        found = [notice for notice in self.told(place) if notice.kind is kind]
        assert len(found) == 1, f"wanted one {kind} on {place}, heard:\n{self.heard()}"
        assert earliest_ms <= found[0].created_at_ms <= latest_ms, self.heard()
        return found[0]

    def want_silence(self) -> None:
        """Insist that nobody was told anything."""
        assert self.channel.notices == (), self.heard()

    def alerts(self) -> tuple[Alert, ...]:
        """Return every alert in the ledger, newest first."""
        return self.parts.alerts.ledger.alerts()

    def heard(self) -> str:
        """Return what people were told, for a person who reads why a story failed."""
        return "\n".join(
            f"{to_datetime(notice.created_at_ms).astimezone(ZONE):%d} {_wall_clock(notice.created_at_ms)} "
            f"{notice.kind}: {notice.short}"
            for notice in self.channel.notices
        )

    def _start(self) -> Parts:
        return Parts(
            self.folder,
            self.clock,
            self.channel,
            duty=self.duty,
            connect=self._phone,
            links=self.links,
            rules=self.rules,
        )

    def _phone(self, name: str, _url: str) -> RecordingChannel:
        return self.phones.setdefault(name, RecordingChannel(name))

    def _speak(self) -> None:
        now_ms = self.clock.now_ms()
        values = [(device, quantity, signal(now_ms)) for (device, quantity), signal in self._signals.items()]
        self._accept(
            [self._said(device, {quantity: value}) for device, quantity, value in values if value is not None]
        )

    def _said(self, device: str, values: Mapping[str, float]) -> Message:
        now_ms, gateway = self.clock.now_ms(), self.gateway_of.get(device, "gateway-1")
        if gateway in self.ahead_ms:
            sent_at_ms = now_ms + self.ahead_ms[gateway]
            return _message(device, sent_at_ms, {"sent_at": sent_at_ms, **values}, gateway)
        return _message(device, now_ms + self.ahead_ms.get(device, 0), values, gateway)

    def _accept(self, messages: list[Message]) -> None:
        if messages:
            self.parts.pipeline.accept(messages)


def _wall_clock(moment_ms: int) -> str:
    return f"{to_datetime(moment_ms).astimezone(ZONE):%H:%M}"


def _message(
    device: str, observed_at_ms: int, values: Mapping[str, float], gateway: str = "gateway-1"
) -> Message:
    payload = json.dumps({"observed_at": observed_at_ms, **values}).encode()
    return Message(f"coldframe/v1/{gateway}/{device}", payload, 1, 0, dup=False, retain=False)
