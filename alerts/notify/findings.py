"""What an alert amounts to at one moment, ready to be put into words; short and long text share it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from alerts.alert import Alert, EventKind, Severity
from alerts.cause import BLIND, Cause
from alerts.notify.actions import ACTIONS, DOOR_OPEN, Action
from alerts.notify.context import Context
from alerts.notify.english_words import FAULTS, NOUNS, PROBLEMS
from alerts.notify.thermometer import Thermometer
from alerts.notify.wording import Scale, known, moment, ordinal
from ingest.clock import MS_PER_MINUTE
from ingest.quantity import DOOR, PRODUCT

_DOOR_LIMIT = 0.5
"""A door says 1 while it is open."""
_DOWNWARD = frozenset({Cause.TOO_COLD, Cause.TOO_DRY, Cause.SOIL_TOO_DRY})

_FRESH_MS = 10 * MS_PER_MINUTE
"""A value older than this is told with its age, even where there is little room."""


@dataclass(frozen=True)
class Finding:
    """One alert, what happened to it, where, and when we speak."""

    alert: Alert
    kind: EventKind
    context: Context
    now_ms: int

    @cached_property
    def urgency(self) -> str:
        """Return the word that comes first."""
        by_kind = {
            EventKind.ACKNOWLEDGED: "TAKEN",
            EventKind.RESOLVED: "OK",
            EventKind.FOUND_LATE: "FOUND LATE",
            EventKind.WITHDRAWN: "CORRECTED",
            EventKind.CLOSED: "CLOSED",
            EventKind.STILL_BAD: "STILL BAD",
        }
        if self.kind in by_kind:
            return by_kind[self.kind]
        turn = self.context.audience.turn
        if self.kind is EventKind.CALLED and turn is not None:
            return f"{ordinal(turn.number)} CALL"
        if self.alert.cause is Cause.REHEARSAL:
            return "TEST"
        if self.is_silent:
            return "CANNOT SEE"
        if self.is_for_auditors:
            return "ON RECORD"
        return "ACT NOW" if self.alert.severity is Severity.ACT_NOW else "WATCH"

    @property
    def is_silent(self) -> bool:
        """Tell whether the alert is about missing readings."""
        return self.alert.cause in BLIND

    @property
    def is_for_auditors(self) -> bool:
        """Tell whether the limit is the one that an auditor judges by, and not the one to act on."""
        return self.alert.cause is Cause.BEYOND_COMPLIANCE

    @property
    def limit_name(self) -> str:
        """Return what the limit is called."""
        if self.is_for_auditors:
            return "compliance limit"
        return "legal limit" if self.alert.cause is Cause.BEYOND_LAW else "limit"

    @property
    def is_technical(self) -> bool:
        """Tell whether the alert is about a device, and not about the place."""
        return self.alert.facts.fault is not None

    @property
    def device_title(self) -> str:
        """Return what people call the device that the alert is about, or those of which one is meant.

        Of a gateway whose clock is wrong it is the gateway's id.
        """
        facts = self.alert.facts
        if self.is_clock and facts.gateway:
            return facts.gateway
        devices = (facts.device,) if facts.device else facts.devices
        return " / ".join(self.context.device_name(one) for one in devices)

    @property
    def is_door(self) -> bool:
        """Tell whether the alert is about a door that stands open."""
        return not self.is_silent and self.alert.facts.quantity == DOOR

    @property
    def is_clock(self) -> bool:
        """Tell whether the alert is about the clock of a device or a gateway."""
        return self.alert.cause is Cause.CLOCK_WRONG

    @property
    def is_about_goods(self) -> bool:
        """Tell whether the values are temperatures of the goods themselves."""
        return not self.is_silent and self.alert.facts.quantity == PRODUCT

    @property
    def noun(self) -> str:
        """Return what the values are said of; empty for the air's temperature, which goes without saying."""
        return NOUNS.get(self.alert.facts.quantity, "")

    @property
    def door_shut_at_ms(self) -> int | None:
        """Return when the door that stood open was seen shut; None while it is open, or was not seen shut."""
        facts = self.alert.facts
        if not self.is_door or facts.value is None or facts.value > _DOOR_LIMIT:
            return None
        return facts.value_at_ms

    @property
    def never_came(self) -> bool:
        """Tell whether what was expected has not happened, or not yet."""
        facts = self.alert.facts
        if facts.breach_at_ms is None or facts.peak is None or facts.limit is None:
            return False
        return facts.peak > facts.limit if self.alert.cause in _DOWNWARD else facts.peak < facts.limit

    @property
    def is_ahead(self) -> bool:
        """Tell whether the trouble is still to come."""
        is_to_come = self.never_came or self.alert.cause is Cause.OUT_OF_ICE
        return is_to_come and self.alert.ended_at_ms is None

    @property
    def act_by_ms(self) -> int | None:
        """Return until when something must be done, where that is still ahead."""
        at_ms = self.alert.facts.act_by_ms
        return at_ms if at_ms is not None and self.is_ahead and at_ms > self.now_ms else None

    @property
    def rule(self) -> str:
        """Return what was looked for, in two or three words."""
        facts = self.alert.facts
        rule = "door open" if self.is_door else PROBLEMS[self.alert.cause]
        if facts.fault is not None:
            rule = FAULTS.get(facts.fault, rule)
        if self.never_came or (self.is_technical and facts.breach_at_ms is not None):
            rule = f"soon {rule}"
        return f"goods {rule}" if self.is_about_goods else rule

    @property
    def problem(self) -> str:
        """Return what is wrong, in a few words; nobody is sent to shut a door that is shut."""
        was_open = self.door_shut_at_ms is not None
        return f"{PROBLEMS[self.alert.cause]}, door was open" if was_open else self.rule

    @property
    def action(self) -> Action:
        """Return what to do about it."""
        if self.is_door and self.door_shut_at_ms is None:
            return DOOR_OPEN
        return ACTIONS[self.alert.cause, self.context.place.kind]

    @property
    def scale(self) -> Scale:
        """Return how the measured values are printed for this reader."""
        return self._thermometer.scale(self.alert.facts.quantity)

    @property
    def goods_scale(self) -> Scale:
        """Return how temperatures of goods are printed for this reader."""
        return self._thermometer.scale(PRODUCT)

    @property
    def goods_temperature(self) -> float | None:
        """Return the temperature of the goods, where it is known."""
        return self._thermometer.value(known(self.alert.facts.product_temperature_c), PRODUCT)

    @property
    def _thermometer(self) -> Thermometer:
        return Thermometer(self.context.audience.temperature)

    def _read(self, value: float | None) -> float | None:
        return self._thermometer.value(known(value), self.alert.facts.quantity)

    @property
    def value(self) -> float | None:
        """Return the newest value, where there is one that means something to people."""
        return None if self.is_door or self.is_clock else self._read(self.alert.facts.value)

    @property
    def limit(self) -> float | None:
        """Return the limit that was crossed."""
        return None if self.is_door else self._read(self.alert.facts.limit)

    @property
    def peak(self) -> float | None:
        """Return the value furthest beyond the limit."""
        return None if self.is_door or self.is_silent else self._read(self.alert.facts.peak)

    @property
    def dew_point(self) -> float | None:
        """Return the dew point of the air."""
        return self._thermometer.value(known(self.alert.facts.dew_point_c), PRODUCT)

    @property
    def above(self) -> bool:
        """Tell whether the trouble lies above the limit (soil tension is high where soil is dry)."""
        outermost = self.peak if self.peak is not None else self.value
        if outermost is None or self.limit is None or outermost == self.limit or self.never_came:
            return self.alert.cause not in _DOWNWARD
        return outermost > self.limit

    @property
    def lasted_ms(self) -> int:
        """Return how long it lasts, or lasted."""
        until_ms = self.alert.ended_at_ms if self.alert.ended_at_ms is not None else self.now_ms
        return max(0, until_ms - self.alert.started_at_ms)

    @property
    def value_age_ms(self) -> int | None:
        """Return how old the newest value is."""
        at_ms = self.alert.facts.value_at_ms
        return None if at_ms is None else max(0, self.now_ms - at_ms)

    @property
    def is_fresh(self) -> bool:
        """Tell whether the newest value may be told as the present one."""
        return self.value_age_ms is None or self.value_age_ms < _FRESH_MS

    @property
    def trend_per_h(self) -> float | None:
        """Return the slope of the value, where it is still going on."""
        if self.is_door or not self.is_fresh:
            return None
        return self._thermometer.slope(known(self.alert.facts.trend_per_h), self.alert.facts.quantity)

    @property
    def is_on_its_way_back(self) -> bool:
        """Tell whether the trouble is over, and the value not yet within its limit."""
        if self.value is None or self.limit is None or self.alert.ended_at_ms is None:
            return False
        return self.value > self.limit if self.above else self.value < self.limit

    @property
    def life_lost_h(self) -> float | None:
        """Return the shelf life that this cost so far."""
        return known(self.alert.facts.life_lost_h)

    @property
    def life_left_h(self) -> float | None:
        """Return the shelf life that is left, in the middle of what is likely."""
        left = known(self.alert.facts.life_left_h)
        return None if left is None else max(0.0, left)

    @property
    def life_left_low_h(self) -> float | None:
        """Return the shelf life that is left, at the careful edge of what is likely."""
        left = known(self.alert.facts.life_left_low_h)
        return None if left is None else max(0.0, left)

    def at(self, instant_ms: int) -> str:
        """Return an instant on the wall clock of the site."""
        return moment(instant_ms, self.now_ms, self.context.zone)
