"""The composition root: builds every part, starts them in order, stops them in reverse, by name.

Order: what keeps data, then what works on it, then what receives, then what shows. In reverse nothing
receives any more when the workers end, and nothing works any more when the files are closed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import structlog

from alerts.assembly import Alerts, build_alerts
from alerts.notify.dispatcher import Channel, ChannelState
from alerts.notify.links import Links
from alerts.recipe import BUILTIN_RECIPES, load_recipes
from api.alert_desk import AlertDesk
from api.app import create_app
from api.at_rest.backup import BackupDesk
from api.body_limit import MAX_BODY_BYTES
from api.data_folder import DataFolder
from api.dead_man import DeadMan
from api.dependencies import Deps
from api.device_desk import DeviceDesk
from api.errors import NoToken
from api.farm_desk import FarmDesk
from api.gateway_desk import GatewayDesk
from api.http_server import HttpServer
from api.live import LiveFeed
from api.lot_desk import LotDesk
from api.overview import Overview
from api.routes.pages import DASHBOARD
from api.rule_desk import RuleDesk
from api.settings import Settings, recipe_mistakes
from api.shipment_desk import ShipmentDesk
from api.state_database import open_state
from api.tokens import Tokens
from api.views.summary import Pace
from api.worker import Worker
from ingest.assembly import JOURNAL_FILE, Ingest, build_ingest
from ingest.clock import Clock
from ingest.counters import Counters
from ingest.errors import SettingsError
from ingest.journal import ALERTS_CURSOR, JournalState
from ingest.journal.opening import losses, tell_if_short
from ingest.writer import WriterState

_log = structlog.get_logger(__name__)

_FAILING = 3
"""Failures in a row after which a channel is no longer just busy."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a service is told besides its settings.

    Attributes:
        pace: how time runs, and whether what comes in is simulated.
        first_token: a token to make at the start; None for none.
        channels: where notices go besides where the settings say.
    """

    pace: Pace = field(default_factory=Pace)
    first_token: str | None = None
    channels: Sequence[Channel] = ()


class Service:
    """The whole of Coldframe in one process; ``with Service(...)`` runs it.

    Args:
        settings: what the operator wants.
        clock: the time line that everything follows.
        options: what it is told besides.
    """

    def __init__(self, settings: Settings, clock: Clock, options: Options | None = None) -> None:
        self.settings = settings
        self.clock = clock
        self.counters = Counters()
        self.first_secret = ""
        self._options = options or Options()
        self._stops: list[tuple[str, Callable[[], None]]] = []
        self._workers: list[Worker] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start everything; on an error what was started is stopped again."""
        try:
            self._open()
            self._receive()
            self._show()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop everything in reverse; a part that cannot be stopped does not keep the others from it."""
        failures = []
        while self._stops:
            name, stop = self._stops.pop()
            _log.debug("stopping", part=name)
            try:
                stop()
            except Exception as error:  # noqa: BLE001 - raised below, when all the others have been stopped
                _log.exception("a part could not be stopped", part=name)
                failures.append(error)
        if failures:
            raise ExceptionGroup("parts of the service could not be stopped", failures)

    def run_beside(self, name: str, run: Callable[[threading.Event], None]) -> None:
        """Run a loop of somebody else's together with the service; it stops first."""
        self._work(name, run)

    @property
    def url(self) -> str:
        """Return where the page is."""
        return self.settings.http.public_url or self.local_url

    @property
    def local_url(self) -> str:
        """Return where this machine's own programs reach the service."""
        host = self._http.host
        name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - compared, not bound
        return f"http://{name}:{self._http.port}"

    def troubles(self) -> tuple[str, ...]:
        """Return what does not work, in sentences; empty where everything does."""
        found = [worker.trouble for worker in self._workers]
        found += (self._http.trouble, self.ingest.crew.trouble)
        writer = self.ingest.writer
        journal = self.ingest.journal.status()
        found += [
            f"no connection to the broker {subscriber.title}: {subscriber.detail}"
            for subscriber in self.ingest.subscribers
            if not subscriber.connected
        ]
        if journal.state is not JournalState.OK:
            found.append(f"the journal is {journal.state.value}: {journal.detail}")
        if writer.state is not WriterState.OK:
            found.append(f"the store takes nothing ({writer.state.value}): {writer.detail}")
        found += losses(self.settings.data / JOURNAL_FILE)
        if self.alerts.evaluator.detail:
            found.append(f"readings are not evaluated: {self.alerts.evaluator.detail}")
        found += [
            f"the channel {channel.name} is broken: {channel.detail}"
            for channel in self.alerts.dispatcher.status()
            if channel.state is ChannelState.BROKEN
        ]
        found += [
            f"the channel {channel.name} does not get through: {channel.detail}"
            for channel in self.alerts.dispatcher.status()
            if channel.state is ChannelState.BUSY and channel.failures_in_a_row >= _FAILING
        ]
        return tuple(sentence for sentence in found if sentence)

    def ailments(self) -> tuple[str, ...]:
        """Return what is not well with what receives, judges and tells; empty where all of it is."""
        vital = {"evaluator", "dispatcher", "writer", "waiting room"}
        found = [worker.trouble for worker in self._workers if worker.name in vital]
        journal = self.ingest.journal.status()
        if journal.state is not JournalState.OK:
            found.append(f"the journal is {journal.state.value}")
        found.append(self.alerts.evaluator.detail)
        channels = self.alerts.dispatcher.status()
        if channels and all(channel.state is not ChannelState.OK for channel in channels):
            found.append("no channel gets through")
        return tuple(sentence for sentence in found if sentence)

    def _judged(self) -> tuple[int, int]:
        """Return up to which reading alerts are judged, and which is the newest."""
        journal = self.ingest.journal
        return journal.cursor(ALERTS_CURSOR), journal.status().last_seq

    def _open(self) -> None:
        """Take the folder and the port, and open everything that keeps data."""
        settings = self.settings
        _refuse_wrong_recipes(settings)
        folder = DataFolder(settings.data)
        folder.open(simulated=self._options.pace.simulated)
        self._then("data folder", folder.close)
        self._http = HttpServer(settings.http.host, settings.http.port)
        self._then("http", self._http.stop)
        self.database = open_state(folder)
        self._then("state database", self.database.close)
        self.tokens = Tokens(self.database, self.clock)
        self._require_token()
        self.ingest: Ingest = build_ingest(settings, self.clock, self.database, self.counters)
        self._then("journal and store", self.ingest.close)
        public_url = settings.http.public_url
        self.alerts: Alerts = build_alerts(
            settings,
            self.database,
            self.ingest,
            self.clock,
            self.counters,
            self._options.channels,
            senses=self.ingest.senses,
            links=None if public_url is None else Links(folder.link_key(), public_url),
        )
        tell_if_short(settings.data / JOURNAL_FILE, self.clock, self.alerts.evaluator.lost_by_journal)
        folder.write_key(self.local_url, self.tokens.make_administrator())

    def _receive(self) -> None:
        """Start what works on readings, then what brings them in."""
        self.ingest.crew.start()
        self._then("crew", self.ingest.crew.stop)
        self._work("writer", self.ingest.writer.run)
        self._work("evaluator", self.alerts.evaluator.run)
        self._work("dispatcher", self.alerts.dispatcher.run)
        self._work("waiting room", self.ingest.pipeline.run)
        self._work("proof", self.alerts.proof.run)
        self._work("stoppage", self.alerts.stoppage.run)
        self._work("weekly post", self.alerts.weekly_post.run)
        self._work("dead man's switch", DeadMan(self.settings.dead_man, self.ailments, self._judged).run)
        if self.ingest.broker is not None:
            self.ingest.broker.start()
            self._then("broker", self.ingest.broker.stop)
        for subscriber in self.ingest.subscribers:
            subscriber.start()
            self._then(f"subscriber at {subscriber.title}", subscriber.stop)
        if self.ingest.broker is not None:
            # What gateways were told is taken has to reach the journal before nobody listens any more.
            self._then("gateways", self.ingest.broker.hand_on)

    def _show(self) -> None:
        """Start what shows."""
        deps = self._deps()
        self._work("live alerts", deps.live.follow_alerts)
        self._work("live places", deps.live.follow_places)
        self._http.start(create_app(deps))
        self._then("http requests", self._http.finish)
        self._then("live streams", deps.live.close)

    def _deps(self) -> Deps:
        desk = AlertDesk(self.ingest.registry, self.alerts)
        overview = Overview(self.ingest, self.alerts, desk, self._options.pace)
        now_ms = self.clock.now_ms
        live = LiveFeed(lambda language: overview.look(now_ms(), language), self.alerts.ledger)
        return Deps(
            http=self.settings.http,
            clock=self.clock,
            ingest=self.ingest,
            alerts=self.alerts,
            counters=self.counters,
            tokens=self.tokens,
            overview=overview,
            alert_desk=desk,
            device_desk=DeviceDesk(self.ingest, desk),
            backup_desk=BackupDesk(self.ingest, self.database, self.clock),
            rule_desk=RuleDesk(self.ingest, self.alerts, self.clock),
            farm_desk=FarmDesk(self.ingest.books, self.alerts.recipes, self.clock),
            lot_desk=LotDesk(self.ingest.registry, self.alerts),
            shipment_desk=ShipmentDesk(self.ingest.registry, self.alerts),
            gateway_desk=GatewayDesk(self.settings, self.ingest.entrance.accounts, self.ingest.broker),
            live=live,
            troubles=self.troubles,
            dashboard=DASHBOARD,
            most_body_bytes=max(MAX_BODY_BYTES, self.settings.ingest.max_payload_bytes),
        )

    def _require_token(self) -> None:
        name = self._options.first_token
        if name is not None:
            self.first_secret = self.tokens.create(name)
        if not self.settings.http.only_here and not self.tokens.names():
            raise NoToken(
                f"others can reach {self.settings.http.host}, and there is no token: make one with "
                "`coldframe token --name NAME --config FILE`, or start with --make-token NAME"
            )

    def _work(self, name: str, run: Callable[[threading.Event], None]) -> None:
        worker = Worker(name, run)
        self._workers.append(worker)
        worker.start()
        self._then(name, worker.stop)

    def _then(self, name: str, stop: Callable[[], None]) -> None:
        """Note how to stop a part that has just been started."""
        self._stops.append((name, stop))


def _refuse_wrong_recipes(settings: Settings) -> None:
    """Raise SettingsError rather than leave a place unwatched, before anything was opened."""
    mistakes = recipe_mistakes(settings, load_recipes((BUILTIN_RECIPES, *settings.alerts.recipe_files)))
    if mistakes:
        raise SettingsError("[[places]]", mistakes)
