"""Places, their devices and series, and the farm at a glance, as they travel over HTTP."""

from __future__ import annotations

from enum import StrEnum

from api.schemas.base import Answer, json_list
from api.schemas.values import Instant


class State(StrEnum):
    """How a place, or the whole farm, is; the four words that the dashboard shows."""

    GOOD = "good"
    WATCH = "watch"
    ACT_NOW = "act_now"
    CANNOT_SEE = "cannot_see"


class DeviceState(StrEnum):
    """Whether a device is heard as often as it used to be; one without a place waits in the inbox."""

    HEARD = "heard"
    SILENT = "silent"
    INBOX = "inbox"


class SiteAnswer(Answer):
    """A farm, packhouse or port."""

    id: str
    name: str
    time_zone: str


class GatewayAnswer(Answer):
    """A gateway and how long ago it was heard."""

    id: str
    last_seen_at: Instant
    age_s: float


class JournalAnswer(Answer):
    """How the journal is: ok, behind, full, unwritable; ``room_h``: hours of outage it can hold."""

    state: str
    detail: str
    room_h: float | None


class SubscriberAnswer(Answer):
    """How the MQTT session is: that of every broker, where there are several."""

    connected: bool
    detail: str


class BrokerAnswer(SubscriberAnswer):
    """One broker that is listened to; counts since our start, of what it dropped since its own."""

    name: str
    taken_messages: int
    lost_connections: int
    lost_sessions: int
    dropped_messages: int


class ReaderAnswer(Answer):
    """What the caller may do."""

    may_command: bool


class SenderAnswer(Answer):
    """A way to people: when it last carried a message, and whether it works."""

    name: str
    state: str
    detail: str
    carried_at: Instant | None


class SummaryAnswer(Answer):
    """The farm at a glance: its worst state, in a word and in a sentence."""

    state: State
    headline: str
    now: Instant
    clock_speed: float
    simulated: bool
    sites: list[SiteAnswer]
    open_alerts: int
    inbox_devices: int
    gateways: list[GatewayAnswer]
    journal: JournalAnswer
    subscriber: SubscriberAnswer
    brokers: list[BrokerAnswer]
    senders: list[SenderAnswer]
    reader: ReaderAnswer


class RecipeAnswer(Answer):
    """What a place should be like."""

    id: str
    title: str


class ValueAnswer(Answer):
    """The newest value of one quantity of one device at a place, and how it stands to its band."""

    quantity: str
    title: str
    unit: str
    value: float
    observed_at: Instant
    age_s: float
    trend_per_h: float | None
    low: float | None
    high: float | None
    in_band: bool | None
    stale: bool
    device: str
    position: str


class PlaceAnswer(Answer):
    """A place with a climate of its own, as it is now."""

    id: str
    name: str
    kind: str
    site_id: str
    time_zone: str
    recipe: RecipeAnswer
    state: State
    state_reason: str
    main_quantity: str
    values: list[ValueAnswer]
    open_alert_ids: list[str]
    lot_ids: list[str]


class PlaceDeviceAnswer(Answer):
    """A device that hangs at a place."""

    id: str
    name: str
    position: str
    last_seen_at: Instant | None
    state: DeviceState


class LimitAnswer(Answer):
    """The band in which a quantity should be now; None where it has no such edge.

    People act on ``low`` and ``high``; beyond the critical ones it is severe; an auditor judges by the
    compliance ones.
    """

    quantity: str
    low: float | None
    high: float | None
    critical_low: float | None
    critical_high: float | None
    compliance_low: float | None
    compliance_high: float | None


class ShadeAnswer(Answer):
    """A stretch of a chart that needs a word: what was going on then; ``end`` None: it still is."""

    start: Instant
    end: Instant | None
    label: str
    title: str


class PlaceDetailAnswer(PlaceAnswer):
    """A place with everything that its page shows."""

    devices: list[PlaceDeviceAnswer]
    limits: list[LimitAnswer]
    shades: list[ShadeAnswer]


def places_json(places: tuple[PlaceAnswer, ...]) -> str:
    """Return *places* as JSON; far quicker than going through plain values, and a stream tells them often.

    One by one: others have their turn between them, where there are thousands.
    """
    return "".join(json_list(places))
