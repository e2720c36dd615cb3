"""What the alert engine talks about: spells found by detectors, and the alerts made of them.

A *spell* is one detector's finding about one source (a device's quantity, a lot): it starts, may be
raised after a dwell, and ends. An *alert* is what people see: all raised spells of one cause at one
place that overlap in time. Both are functions of the readings in the order in which they were
observed; what people did (acknowledge) is added to the alert and never derived.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

import msgspec

from alerts.cause import Cause, Fault, Use


class Severity(IntEnum):
    """How much it matters; greater is worse."""

    WATCH = 1
    ACT_NOW = 2


class AlertState(StrEnum):
    """Where an alert is in its life."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    """Readings that came later show that it never was; kept for the history, not counted."""


class EventKind(StrEnum):
    """What can happen to an alert."""

    RAISED = "raised"
    FOUND_LATE = "found_late"
    ESCALATED = "escalated"
    GREW = "grew"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    SEEN = "seen"
    """Somebody looked at it for the first time."""
    SNOOZED = "snoozed"
    """Somebody wants to hear of it again at a certain time, and not before unless it becomes severe."""
    STILL_BAD = "still_bad"
    """A snooze, a silence or a maintenance window has ended, and it lasts."""
    CALLED = "called"
    """Nobody answered the calls before, so the next people were called."""
    PASSED = "passed"
    """Somebody who was called cannot go: the next are called at once."""
    MUTED = "muted"
    """Nobody was called, because a silence holds."""
    COMMENTED = "commented"
    PHOTOGRAPHED = "photographed"
    EXPLAINED = "explained"
    """Somebody wrote down what the root cause was."""
    CLOSED = "closed"
    """Somebody said, with a reason, that nothing is to be done, although readings do not show an end."""
    REOPENED = "reopened"
    """Somebody took that back."""


class RootCause(StrEnum):
    """Why it happened, as people find out; what the weekly report counts."""

    DOOR = "door"
    COOLING = "cooling"
    HEATING = "heating"
    POWER = "power"
    SETTING = "setting"
    LOADING = "loading"
    WEATHER = "weather"
    WATERING = "watering"
    SENSOR = "sensor"
    NETWORK = "network"
    NORMAL_USE = "normal_use"
    """Nothing was wrong: the rule is too strict for how the place is used."""
    OTHER = "other"


class Facts(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """The numbers behind a spell or an alert; None where a number does not apply or is not known.

    Attributes:
        quantity: what was measured (a name of the glossary).
        device: which device speaks.
        value: newest value [unit of quantity].
        value_at_ms: when it was observed.
        limit: the limit that was crossed [unit of quantity].
        peak: the value furthest beyond the limit [unit of quantity].
        peak_at_ms: when it was observed.
        trend_per_h: recent slope of the value [unit of quantity per hour].
        lot_id: the lot that suffers most.
        product_id: its product.
        product_temperature_c: its (modelled or measured) temperature [°C].
        life_lost_h: shelf life that this cost so far [h at the planned temperature].
        life_left_h: shelf life left, median [h at the planned temperature].
        life_left_low_h: shelf life left, pessimistic edge (P20) [h at the planned temperature].
        too_late_at_ms: when, if nothing changes, the loss can no longer be accepted.
        interval_s: the usual time between a silent device's readings [s].
        door_open_since_ms: since when a door stands open.
        breach_at_ms: when the limit will be passed if nobody acts, by the middle of what is likely.
        breach_early_ms, breach_late_ms: the edges of that: one in five is earlier, one in five later.
        act_by_ms: until when something must be done about that.
        dew_point_c: dew point of the air [°C].
        wet_h: for how long leaves and fruit were wet [h].
        infected: the share of flowers that it infects, given spores [-].
        events, dose: how many knocks or rough stretches there were, and what they come to [g, or g² h].
        warm_spells: how many warm spells the goods went through since they were first cold.
        lost_in_all_h: shelf life that these cost together [h at the planned temperature].
        injury: chilling, as a part of what the product stands [-].
        on_arrival_low_h: shelf life left on arrival, pessimistic edge (P20) [h at the planned temperature].
        required_h: shelf life that the buyer requires then [h at the planned temperature].
        arrives_at_ms, due_at_ms: when the goods arrive, and when they are due.
        ready_at_ms: when a load will have reached its target, by the middle of what is likely.
        unseen_h: how far off this may be for what nobody saw [h at the planned temperature].
        fault: what is wrong with the device, or the unit.
        missing, expected: how many reports of a day did not come, and how many should have.
        apart: how far it has wandered from the others, above zero: it tells more [unit of quantity].
        found, usual: how a unit's work is, and how it usually is: a time [s], or a height [K].
        use: what the place was doing; None where nothing tells.
        gateway, devices: which gateway is dark, and who is not heard for that.
        gateways: all gateways that are dark together.
        heard_again_at_ms: when the first of them was heard again, while others are still missing.
    """

    quantity: str = ""
    device: str = ""
    value: float | None = None
    value_at_ms: int | None = None
    limit: float | None = None
    peak: float | None = None
    peak_at_ms: int | None = None
    trend_per_h: float | None = None
    lot_id: str = ""
    product_id: str = ""
    product_temperature_c: float | None = None
    life_lost_h: float | None = None
    life_left_h: float | None = None
    life_left_low_h: float | None = None
    too_late_at_ms: int | None = None
    interval_s: float | None = None
    door_open_since_ms: int | None = None
    breach_at_ms: int | None = None
    breach_early_ms: int | None = None
    breach_late_ms: int | None = None
    act_by_ms: int | None = None
    dew_point_c: float | None = None
    wet_h: float | None = None
    infected: float | None = None
    events: int | None = None
    dose: float | None = None
    warm_spells: int | None = None
    lost_in_all_h: float | None = None
    injury: float | None = None
    on_arrival_low_h: float | None = None
    required_h: float | None = None
    arrives_at_ms: int | None = None
    due_at_ms: int | None = None
    ready_at_ms: int | None = None
    unseen_h: float | None = None
    fault: Fault | None = None
    apart: float | None = None
    missing: int | None = None
    expected: int | None = None
    found: float | None = None
    usual: float | None = None
    use: Use | None = None
    gateway: str = ""
    devices: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()
    heard_again_at_ms: int | None = None


class Spell(msgspec.Struct, frozen=True, gc=False):
    """One detector's finding about one source. Key: place, detector, source, started_at.

    ``raised_at_ms`` is None for a deviation: outside the limits, but brief enough to be normal use.
    ``ended_at_ms`` is None while it lasts. ``act_now_at_ms`` is when it became severe, None before.
    """

    place_id: str
    cause: Cause
    detector: str
    source: str
    started_at_ms: int
    raised_at_ms: int | None
    ended_at_ms: int | None
    act_now_at_ms: int | None
    facts: Facts

    @property
    def severity(self) -> Severity:
        """Return how much this spell matters."""
        return Severity.WATCH if self.act_now_at_ms is None else Severity.ACT_NOW


class Alert(msgspec.Struct, frozen=True):
    """All raised spells of one cause at one place that overlap in time, and what people did about it.

    Attributes:
        id: opaque, lasting; used in links and idempotency keys.
        place_id, cause: what it is about.
        severity: worst of its spells.
        state: open, acknowledged, resolved or withdrawn.
        started_at_ms: when the first of its spells started.
        raised_at_ms: when the first of its spells was raised.
        ended_at_ms: when the last of its spells ended; None while one lasts.
        updated_at_ms: observation time of the newest facts.
        found_late: it was long over, or long raised, when its readings arrived.
        facts: of the spell that matters most.
        lot_ids: lots that lost life by it.
        devices: devices that spoke (or fell silent).
        acknowledged_by, acknowledged_at_ms: who said "I go", and when.
        notified_lost_h: the cost that was last told to people [h].
        snoozed_by, snoozed_until_ms: who wants quiet until when; None: nobody does.
        closed_by, closed_at_ms, closed_reason: who resolved it although readings did not, when and why.
        root_cause: why it happened, once somebody has said so.
    """

    id: str
    place_id: str
    cause: Cause
    severity: Severity
    state: AlertState
    started_at_ms: int
    raised_at_ms: int
    ended_at_ms: int | None
    updated_at_ms: int
    found_late: bool
    facts: Facts
    lot_ids: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    acknowledged_by: str = ""
    acknowledged_at_ms: int | None = None
    notified_lost_h: float = 0.0
    snoozed_by: str = ""
    snoozed_until_ms: int | None = None
    closed_by: str = ""
    closed_at_ms: int | None = None
    closed_reason: str = ""
    root_cause: RootCause | None = None

    @property
    def lasts(self) -> bool:
        """Tell whether readings show no end of it, whatever people said."""
        return self.ended_at_ms is None and self.state is not AlertState.WITHDRAWN

    @property
    def calls(self) -> bool:
        """Tell whether it is still somebody's business: open, or taken."""
        return self.state in {AlertState.OPEN, AlertState.ACKNOWLEDGED}


class AlertEvent(msgspec.Struct, frozen=True):
    """One line of an alert's history; ``id`` grows by one per event over all alerts (0: not stored yet).

    ``until_ms`` is how long a snooze is to last.
    """

    id: int
    alert_id: str
    kind: EventKind
    at_ms: int
    severity: Severity
    by: str = ""
    note: str = ""
    until_ms: int | None = None


class Notice(msgspec.Struct, frozen=True):
    """A message for people that waits in the outbox; ``key`` makes sending it twice harmless.

    ``to`` is the id of the person it is for; empty: it is for the channels that belong to nobody.
    """

    key: str
    alert_id: str
    kind: EventKind
    severity: Severity
    title: str
    short: str
    long: str
    created_at_ms: int
    to: str = ""
