"""``backtest``: the alerts that rules would have raised on what was measured, beside the present ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from alerts.assembly import build_alerts
from alerts.cause import Cause
from alerts.notify.english_words import PROBLEMS
from api.commands.beside import RunningService, beside
from api.commands.say import Say
from api.errors import BadRequest
from api.rule_desk import RuleDesk
from api.schemas.rules import BacktestCommand
from api.settings import Settings
from api.views.rules import backtest_answer
from ingest.assembly import build_ingest
from ingest.clock import SystemClock
from ingest.counted import counted
from ingest.counters import Counters
from ingest.database import Database
from ingest.quantity import DOOR, QUANTITIES

Json: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """What to try: other numbers of which rules, and on how many days.

    The rules are those of one place, product or lot; of every place, as they are, where none is named.
    """

    place_id: str | None
    changes: Mapping[str, float | None]
    days: float
    product_id: str | None = None
    lot_id: str | None = None

    @property
    def named(self) -> Mapping[str, str]:
        """Return what is named."""
        ids = {"place_id": self.place_id, "product_id": self.product_id, "lot_id": self.lot_id}
        return {key: value for key, value in ids.items() if value is not None}


def backtest(settings: Settings, wish: Wish, say: Say) -> int:
    """Say what *wish* would have told people; nothing is changed."""
    if len(wish.named) > 1:
        raise BadRequest("--place, --product and --lot exclude each other")
    if wish.changes and not wish.named:
        raise BadRequest("--set changes rules: say whose with --place, --product or --lot")
    days = "day" if wish.days == 1 else f"{wish.days:g} days"
    with beside(settings.data) as service, _office(service, settings) as office:
        places = office.places()
        for title, key, subject_id in _subjects(wish, places):
            body = {key: subject_id, "changes": dict(wish.changes), "days": wish.days}
            tried = office.tried(body)
            say(f"{title}, the last {days}:")
            for line in _lines(places, tried, changed=bool(wish.changes)):
                say(line)
    return 0


def _subjects(wish: Wish, places: Sequence[Json]) -> Iterator[tuple[str, str, str]]:
    """Yield whose rules are tried: as people call it, by which key, and with which id."""
    for key, kind in (("product_id", "Product"), ("lot_id", "Lot")):
        if key in wish.named:
            yield f"{kind} {wish.named[key]}", key, wish.named[key]
            return
    wanted = [one for one in places if wish.place_id in {None, one["id"]}]
    if not wanted:
        raise BadRequest(_no_place(wish.place_id, places))
    yield from ((f"{one['name']} ({one['id']})", "place_id", one["id"]) for one in wanted)


def _no_place(place_id: str | None, places: Sequence[Json]) -> str:
    if not places:
        return "there are no places yet: write them into a file and give it to `coldframe apply`"
    return f"there is no place {place_id!r}; there are: {', '.join(one['id'] for one in places)}"


def _lines(places: Sequence[Json], tried: Json, *, changed: bool) -> Iterator[str]:
    known = {place["id"]: place for place in places}
    present = counted(len(tried["present"]), "alert")
    if not changed:
        yield f"  the rules raise {present}"
        yield from (f"    {_line(one, known, tried['kind'])}" for one in tried["present"])
        return
    yield f"  the present rules raise {present}, the changed ones {counted(len(tried['changed']), 'alert')}"
    gone = [(one, "-") for one in tried["present"] if one["only_here"]]
    new = [(one, "+") for one in tried["changed"] if one["only_here"]]
    kept = [(one, " ") for one in tried["changed"] if not one["only_here"]]
    for one, sign in sorted([*gone, *new, *kept], key=lambda pair: str(pair[0]["raised_at"])):
        yield f"  {sign} {_line(one, known, tried['kind'])}"


def _line(alert: Json, places: Mapping[str, Json], kind: str) -> str:
    place = places[alert["place_id"]]
    zone = ZoneInfo(place["time_zone"])
    raised, ended = (
        None if told is None else datetime.fromisoformat(told).astimezone(zone)
        for told in (alert["raised_at"], alert["ended_at"])
    )
    until = "lasts" if ended is None else f"until {ended:%d %b %H:%M}"
    where = "" if kind == "place" else f", {place['name']}"
    lots = "" if kind == "lot" or not alert["lot_ids"] else f", lots {' '.join(alert['lot_ids'])}"
    cause = PROBLEMS[Cause(alert["cause"])]
    return f"{raised:%d %b %H:%M} {cause} ({alert['severity']}){where}, {until}{_furthest(alert)}{lots}"


def _furthest(alert: Json) -> str:
    quantity = QUANTITIES.get(alert["quantity"])
    if quantity is None or quantity.name == DOOR or alert["peak"] is None:
        return ""
    return f", furthest {alert['peak']:.1f} {quantity.unit}"


class _Running:
    """The rules of a service that runs, over HTTP."""

    def __init__(self, service: RunningService) -> None:
        self._service = service

    def places(self) -> Sequence[Json]:
        """Return every place with its name and time zone."""
        return [
            {"id": one["id"], "name": one["name"], "time_zone": one["time_zone"]}
            for one in self._service.get("places")
        ]

    def tried(self, body: Json) -> Json:
        """Return what rules would have told people."""
        answer: Json = self._service.post("backtest", body=body)
        return answer


class _Stopped:
    """The rules in the data folder of a service that does not run."""

    def __init__(self, database: Database, settings: Settings) -> None:
        clock, counters = SystemClock(), Counters()
        self._ingest = build_ingest(settings, clock, database, counters)
        alerts = build_alerts(settings, database, self._ingest, clock, counters)
        self._desk = RuleDesk(self._ingest, alerts, clock)

    def places(self) -> Sequence[Json]:
        """Return every place with its name and time zone."""
        registry = self._ingest.registry
        zones = {site.id: site.time_zone for site in registry.sites()}
        return [
            {"id": one.id, "name": one.name, "time_zone": zones[one.site_id]} for one in registry.places()
        ]

    def tried(self, body: Json) -> Json:
        """Return what rules would have told people."""
        command = BacktestCommand.model_validate(body)
        tried = self._desk.backtest(command.subject, command.changes, command.days)
        return backtest_answer(command, *tried).model_dump(mode="json")

    def close(self) -> None:
        """Release the files."""
        self._ingest.close()


@contextmanager
def _office(service: RunningService | Database, settings: Settings) -> Iterator[_Running | _Stopped]:
    if isinstance(service, RunningService):
        yield _Running(service)
        return
    with closing(_Stopped(service, settings)) as stopped:
        yield stopped
