"""How the parts of alerts are put together; whoever runs them decides when they start and stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from alerts.answering import Answers
from alerts.duty_book import DutyBook
from alerts.edition import editions_in_files
from alerts.errors import ChannelBroken
from alerts.evaluator import Compose, Evaluator
from alerts.ledger import Ledger
from alerts.lot_book import LotBook
from alerts.notify.connecting import channel_to
from alerts.notify.dispatcher import Channel, Dispatcher, Pace
from alerts.notify.links import Links
from alerts.notify.message import compose as compose_in_words
from alerts.outage import outages_of
from alerts.own_rules import OwnRules
from alerts.own_terms import OwnTerms
from alerts.people import Duty
from alerts.product_book import ProductBook
from alerts.proof import Proof
from alerts.recipe import BUILTIN_RECIPES, load_recipes
from alerts.roster import Connect, Roster
from alerts.rule_book import Kind, RuleBook
from alerts.settings import AlertsSettings, NotifySettings
from alerts.stoppage import Stoppage
from alerts.weekly_post import WeeklyPost
from ingest.calibrations import Calibrations
from ingest.clock import Clock
from ingest.condition import Condition, Senses
from ingest.counters import Counters
from ingest.database import Database
from ingest.errors import SettingsError
from ingest.journal import Journal
from ingest.registry import Registry

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"
"""The migrations of alerts' own tables."""


class Configuration(Protocol):
    """The sections of the configuration that alerts reads."""

    @property
    def alerts(self) -> AlertsSettings:
        """Return the section ``[alerts]``."""
        ...

    @property
    def notify(self) -> NotifySettings:
        """Return the section ``[notify]``."""
        ...

    @property
    def duty(self) -> Duty:
        """Return the section ``[duty]``."""
        ...


class Intake(Protocol):
    """What alerts needs of ingest: where readings come from, where devices hang, how they are calibrated."""

    @property
    def journal(self) -> Journal:
        """Return the journal."""
        ...

    @property
    def registry(self) -> Registry:
        """Return the registry."""
        ...

    @property
    def calibrations(self) -> Calibrations:
        """Return how sensors are and were calibrated."""
        ...


@dataclass(frozen=True, slots=True)
class Alerts:
    """The parts of alerts, built and not started."""

    ledger: Ledger
    lot_book: LotBook
    products: ProductBook
    recipes: OwnRules
    terms: OwnTerms
    rule_book: RuleBook
    evaluator: Evaluator
    dispatcher: Dispatcher
    roster: Roster
    answers: Answers
    stoppage: Stoppage
    proof: Proof
    weekly_post: WeeklyPost


def build_alerts(  # noqa: PLR0913, PLR0917 - the parts that alerts stands on
    settings: Configuration,
    database: Database,
    intake: Intake,
    clock: Clock,
    counters: Counters,
    channels: Sequence[Channel] = (),
    compose: Compose = compose_in_words,
    connect: Connect = channel_to,
    links: Links | None = None,
    senses: Senses | None = None,
) -> Alerts:
    """Build alerts on a database that is up to date.

    *channels* are told besides those that the settings name, in the words of *compose*; *connect* makes the
    channels of people, *links* the links in messages; *senses* know through which brokers devices can be
    heard (None: all can). Raises
    InvalidProduct for a product or recipe file with mistakes, and SettingsError for an address that no
    notification service has, be it a channel's or a person's.
    """
    known = _known(settings.alerts, database, clock)
    senses = senses or Senses(tuple, lambda: Condition(intake.journal.status()))
    ledger = Ledger(database)
    roster = Roster(DutyBook(database, clock, settings.duty), ledger, connect)
    evaluator = Evaluator(
        intake.journal,
        ledger,
        intake.registry,
        intake.calibrations,
        *known[:4],
        clock,
        counters,
        compose,
        duty=lambda: roster.duty,
        links=links,
        lines=senses.lines,
        evidence_days=settings.alerts.evidence_days,
    )
    pace = Pace(per_minute=settings.notify.per_minute, give_up_after_s=settings.notify.give_up_after_s)
    dispatcher = Dispatcher(ledger, (*configured_channels(settings.notify), *channels), clock, pace)
    roster.reach(dispatcher)
    answers = Answers(ledger, roster, links)
    stoppage = _stoppage(senses, evaluator, dispatcher, roster, intake.registry, clock)
    loops = _loops(settings.notify, ledger, dispatcher, roster, intake.registry, clock)
    return Alerts(ledger, *known, evaluator, dispatcher, roster, answers, stoppage, *loops)


class _Known(NamedTuple):
    """What people said of goods and places."""

    lot_book: LotBook
    products: ProductBook
    recipes: OwnRules
    terms: OwnTerms
    rule_book: RuleBook


def _known(settings: AlertsSettings, database: Database, clock: Clock) -> _Known:
    products = ProductBook(database, clock, editions_in_files(settings.product_files))
    lot_book = LotBook(database, clock)
    configured = {
        Kind.PLACE: settings.rules,
        Kind.PRODUCT: settings.product_rules,
        Kind.LOT: settings.lot_rules,
    }
    rule_book = RuleBook(database, clock, configured)
    recipes = OwnRules(rule_book, load_recipes((BUILTIN_RECIPES, *settings.recipe_files)))
    return _Known(lot_book, products, recipes, OwnTerms(rule_book, products, lot_book), rule_book)


def _loops(  # noqa: PLR0913, PLR0917 - what they stand on
    settings: NotifySettings,
    ledger: Ledger,
    dispatcher: Dispatcher,
    roster: Roster,
    registry: Registry,
    clock: Clock,
) -> tuple[Proof, WeeklyPost]:
    """Return what sends messages that are about no alert, by the clock."""
    return (
        _proof(settings, ledger, dispatcher, roster, registry, clock),
        _post(ledger, roster, registry, clock),
    )


def _stoppage(  # noqa: PLR0913, PLR0917 - whatever may stop
    senses: Senses,
    evaluator: Evaluator,
    dispatcher: Dispatcher,
    roster: Roster,
    registry: Registry,
    clock: Clock,
) -> Stoppage:
    return Stoppage(
        lambda: outages_of(senses.condition(), evaluator.detail, dispatcher.status()),
        dispatcher,
        lambda: roster.duty,
        lambda: _wall_clock(registry),
        clock,
    )


def _post(ledger: Ledger, roster: Roster, registry: Registry, clock: Clock) -> WeeklyPost:
    return WeeklyPost(
        ledger,
        lambda: roster.duty,
        lambda: _wall_clock(registry),
        lambda: {place.id: place.name for place in registry.places()},
        clock,
    )


def _wall_clock(registry: Registry) -> ZoneInfo:
    """Return the time zone of the first site, where the farm's wall is."""
    return ZoneInfo(next((site.time_zone for site in registry.sites()), "UTC"))


def _proof(  # noqa: PLR0913, PLR0917 - what a proof needs to know
    settings: NotifySettings,
    ledger: Ledger,
    dispatcher: Dispatcher,
    roster: Roster,
    registry: Registry,
    clock: Clock,
) -> Proof:
    return Proof(
        ledger,
        lambda: [one.name for one in dispatcher.status()],
        lambda: roster.duty,
        None if settings.prove_at is None else time.fromisoformat(settings.prove_at),
        lambda: _wall_clock(registry),
        clock,
    )


def configured_channels(settings: NotifySettings) -> tuple[Channel, ...]:
    """Return the channels that *settings* name; raises SettingsError with all that are wrong."""
    channels: list[Channel] = []
    problems: list[str] = []
    for number, one in enumerate(settings.channels):
        try:
            channels.append(channel_to(one.name, one.secret()))
        except (ChannelBroken, OSError) as error:
            problems.append(f"notify.channels.{number}: {error}")
    if problems:
        raise SettingsError("[notify]", tuple(problems))
    return tuple(channels)
