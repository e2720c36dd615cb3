"""The farm at a glance; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.notify.audience import Language
from api.schemas.places import (
    BrokerAnswer,
    GatewayAnswer,
    JournalAnswer,
    PlaceAnswer,
    ReaderAnswer,
    SenderAnswer,
    SiteAnswer,
    SubscriberAnswer,
    SummaryAnswer,
)
from api.views.state import farm_standing
from api.views.state_words import WORDS
from ingest.clock import MS_PER_SECOND
from ingest.journal import JournalStatus
from ingest.place import Gateway, Site


@dataclass(frozen=True, slots=True)
class Pace:
    """How time runs here, and whether what comes in is simulated."""

    clock_speed: float = 1.0
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class FarmFacts:
    """Everything that the view of the whole farm needs."""

    places: Sequence[PlaceAnswer]
    sites: Sequence[Site]
    gateways: Sequence[Gateway]
    open_alerts: int
    inbox_devices: int
    journal: JournalStatus
    brokers: Sequence[BrokerAnswer]
    pace: Pace
    senders: Sequence[SenderAnswer] = ()
    language: Language = Language.ENGLISH


def summary_answer(facts: FarmFacts, now_ms: int) -> SummaryAnswer:
    """Return the farm as it is at *now_ms*, for a reader who may not command."""
    standing = farm_standing(facts.places, _troubles(facts), facts.language)
    return SummaryAnswer(
        state=standing.state,
        headline=standing.reason,
        now=now_ms,
        clock_speed=facts.pace.clock_speed,
        simulated=facts.pace.simulated,
        sites=[SiteAnswer(id=site.id, name=site.name, time_zone=site.time_zone) for site in facts.sites],
        open_alerts=facts.open_alerts,
        inbox_devices=facts.inbox_devices,
        gateways=[
            GatewayAnswer(
                id=gateway.id,
                last_seen_at=gateway.last_seen_ms,
                age_s=max(0, now_ms - gateway.last_seen_ms) / MS_PER_SECOND,
            )
            for gateway in facts.gateways
        ],
        journal=JournalAnswer(
            state=facts.journal.state.value, detail=facts.journal.detail, room_h=facts.journal.room_h
        ),
        subscriber=_together(facts.brokers),
        brokers=list(facts.brokers),
        senders=list(facts.senders),
        reader=ReaderAnswer(may_command=False),
    )


def _together(brokers: Sequence[BrokerAnswer]) -> SubscriberAnswer:
    """Return all sessions as one: it is as good as the worst."""
    told = sorted(brokers, key=lambda broker: broker.connected)
    return SubscriberAnswer(
        connected=all(broker.connected for broker in brokers),
        detail="; ".join(broker.detail for broker in told),
    )


def _troubles(facts: FarmFacts) -> list[str]:
    words = WORDS[facts.language]
    troubles = [
        words.no_broker.format(detail=broker.detail) for broker in facts.brokers if not broker.connected
    ]
    if not facts.journal.state.accepts:
        troubles.append(words.nothing_accepted.format(detail=facts.journal.detail))
    return troubles
