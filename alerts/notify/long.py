"""The full text, for e-mail and apps: everything the short one leaves out, a line per thought."""

from __future__ import annotations

from alerts.alert import Alert, AlertState, EventKind
from alerts.notify.calling import REPLY
from alerts.notify.context import Context
from alerts.notify.faults import in_full as fault_in_full
from alerts.notify.findings import Finding
from alerts.notify.journeys import in_full
from alerts.notify.wording import (
    Scale,
    age,
    known,
    life_left,
    life_used,
    limit_text,
    listed,
    span,
    trend_word,
    value_text,
)
from ingest.clock import MS_PER_SECOND

_ENDED = frozenset({EventKind.RESOLVED, EventKind.FOUND_LATE, EventKind.WITHDRAWN})


def long_text(alert: Alert, kind: EventKind, context: Context, now_ms: int) -> str:
    """Return the full text about *alert*: values with their age, times on the wall clock of the site."""
    finding = Finding(alert, kind, context, now_ms)
    lines = (
        f"{finding.urgency} {context.place.name}: {_headline(finding)}",
        _taken(finding),
        _span(finding),
        _reading(finding),
        fault_in_full(finding),
        _coming(finding),
        _rhythm(finding),
        _door(finding),
        _goods(finding),
        in_full(finding),
        _too_late(finding),
        _lots(finding),
        _action(finding),
        _why(finding),
        _turn(finding),
        _answer(finding),
        _clock(finding),
    )
    return "\n".join(line for line in lines if line)


def _headline(finding: Finding) -> str:
    products = ", ".join(finding.context.products)
    where = f" (with {products} inside)" if products else ""
    if finding.kind is EventKind.WITHDRAWN and finding.is_silent:
        return f"not dark after all: its readings came late{where}."
    if finding.kind is EventKind.WITHDRAWN:
        return f"{finding.problem}: not so, as readings that came late show{where}."
    return f"{_WAS.get(finding.kind, '')}{finding.problem}{where}."


_WAS = {
    EventKind.CLOSED: "closed, although readings show no end: ",
    EventKind.STILL_BAD: "the quiet time has ended, and it lasts: ",
    EventKind.RESOLVED: "over now: ",
    EventKind.FOUND_LATE: "over, but learned of late: ",
}


def _taken(finding: Finding) -> str:
    alert = finding.alert
    if not alert.acknowledged_by or alert.acknowledged_at_ms is None:
        return ""
    return f"{alert.acknowledged_by} is on it since {finding.at(alert.acknowledged_at_ms)}."


def _span(finding: Finding) -> str:
    alert, lasted = finding.alert, span(finding.lasted_ms)
    if finding.kind is EventKind.WITHDRAWN:
        return ""
    if alert.ended_at_ms is None and alert.found_late:
        lasted += " (we learned of it late)"
    if alert.ended_at_ms is None:
        return f"It has lasted {lasted}, since {finding.at(alert.started_at_ms)}.{_peak(finding)}"
    ended = f"from {finding.at(alert.started_at_ms)} to {finding.at(alert.ended_at_ms)}"
    return f"It lasted {lasted}, {ended}.{_peak(finding)}"


def _peak(finding: Finding) -> str:
    if finding.peak is None:
        return ""
    at_ms = finding.alert.facts.peak_at_ms
    when = "" if at_ms is None else f" at {finding.at(at_ms)}"
    word = "Highest" if finding.above else "Lowest"
    return f" {word}: {_with_unit(value_text(finding.peak, finding.scale), finding.scale)}{when}."


def _with_unit(number: str, scale: Scale) -> str:
    return f"{number} {scale.unit}".strip()


def _reading(finding: Finding) -> str:
    at_ms = finding.alert.facts.value_at_ms
    if finding.value is None or at_ms is None:
        return ""
    scale, limit = finding.scale, finding.limit
    beside = "" if limit is None else f" ({finding.limit_name} {_with_unit(limit_text(limit, scale), scale)})"
    value = _with_unit(value_text(finding.value, scale), scale)
    how = "as of" if finding.is_about_goods else "read at"
    read = f"{how} {finding.at(at_ms)}, {age(at_ms, finding.now_ms)}"
    back = " It is on its way back." if finding.is_on_its_way_back else ""
    return f"{scale.title}: {value}{beside}, {read}{_arrival(finding)}.{_trend(finding)}{back}"


def _arrival(finding: Finding) -> str:
    at_ms = finding.context.received_at_ms
    return "" if at_ms is None else f", received at {finding.at(at_ms)}"


def _trend(finding: Finding) -> str:
    slope = finding.trend_per_h
    if slope is None or finding.kind in _ENDED:
        return ""
    word = trend_word(slope, finding.scale)
    if word == "steady":
        return " Steady."
    return f" It is {word} by {_with_unit(value_text(abs(slope), finding.scale), finding.scale)} per hour."


def _coming(finding: Finding) -> str:
    at_ms = finding.alert.facts.breach_at_ms
    if not finding.is_ahead or at_ms is None or finding.limit is None:
        return ""
    limit = _with_unit(limit_text(finding.limit, finding.scale), finding.scale)
    words = f"If nobody acts it will pass {limit} about {finding.at(at_ms)}."
    if finding.act_by_ms is not None:
        words += f" Act by {finding.at(finding.act_by_ms)}: it may come sooner."
    dew, scale = finding.dew_point, finding.goods_scale
    return words if dew is None else f"{words} The dew point is {_with_unit(value_text(dew, scale), scale)}."


def _rhythm(finding: Finding) -> str:
    interval_s = known(finding.alert.facts.interval_s)
    if not finding.is_silent or interval_s is None or finding.kind in _ENDED:
        return ""
    return f"It usually speaks every {span(int(interval_s * MS_PER_SECOND))}."


def _door(finding: Finding) -> str:
    since_ms = finding.alert.facts.door_open_since_ms
    if finding.is_door or finding.kind in _ENDED:
        return ""
    if since_ms is not None:
        return f"The door has been open since {finding.at(since_ms)}."
    return {True: "The door is open.", False: "The door is shut.", None: ""}[finding.context.door_open]


def _goods(finding: Finding) -> str:
    facts = finding.alert.facts
    if finding.kind is EventKind.WITHDRAWN:
        return ""
    words = []
    temperature = finding.goods_temperature
    if temperature is not None and not finding.is_about_goods:
        shown = _with_unit(value_text(temperature, finding.goods_scale), finding.goods_scale)
        at_ms = facts.value_at_ms
        when = "" if at_ms is None else f" ({age(at_ms, finding.now_ms)})"
        words.append(f"The goods are at about {shown}{when}.")
    if finding.life_lost_h is not None:
        words.append(f"This used about {life_used(finding.life_lost_h)} of shelf life.")
    if finding.life_left_h is not None:
        low = finding.life_left_low_h
        careful = "" if low is None else f" ({life_left(min(low, finding.life_left_h))} to be careful)"
        words.append(f"About {life_left(finding.life_left_h)} left{careful}.")
    return " ".join(words).replace("about under", "under").replace("About under", "Under")


def _too_late(finding: Finding) -> str:
    at_ms = finding.alert.facts.too_late_at_ms
    if at_ms is None or finding.kind in _ENDED:
        return ""
    if at_ms <= finding.now_ms:
        return f"The loss is more than was planned for since {finding.at(at_ms)}: sell these goods first."
    return f"If nothing changes it is too late about {finding.at(at_ms)}, in {span(at_ms - finding.now_ms)}."


def _lots(finding: Finding) -> str:
    names = (lot.id if lot.name in {"", lot.id} else f"{lot.name} ({lot.id})" for lot in finding.context.lots)
    listed = ", ".join(names)
    return f"Lots: {listed}." if listed else ""


def _action(finding: Finding) -> str:
    if finding.kind is EventKind.FOUND_LATE:
        return "What to do: nothing about the place; look at the goods before you sell them."
    if finding.kind in _ENDED:
        return ""
    if finding.kind is EventKind.CLOSED:
        return f'{finding.alert.closed_by} says: "{finding.alert.closed_reason}". You hear if it gets worse.'
    if finding.kind is EventKind.ACKNOWLEDGED:
        return "You need not act; you hear again if it gets worse, and when it is over."
    return f"What to do: {finding.action.long}"


def _turn(finding: Finding) -> str:
    turn = finding.context.audience.turn
    if turn is None or turn.number == 1:
        return ""
    have = "has" if len(turn.unanswered) == 1 else "have"
    before = f"{listed(turn.unanswered)} {have} not answered. " if turn.unanswered else ""
    return f"This is call {turn.number}. {before}You are {turn.position} of {turn.of}."


def _answer(finding: Finding) -> str:
    audience = finding.context.audience
    wanted = finding.kind not in _ENDED and finding.alert.state is AlertState.OPEN
    lines = []
    if wanted and audience.take_url:
        lines.append(f"I go: {audience.take_url}")
    if wanted and audience.can_reply:
        lines.append(f"{REPLY}.")
    if audience.alert_url:
        lines.append(f"Chart and history: {audience.alert_url}")
    return "\n".join(lines)


def _clock(finding: Finding) -> str:
    context = finding.context
    if context.audience.time_zone not in {"", context.site.time_zone}:
        return f"Times are yours ({context.zone_name}), not those of {context.site.name}."
    return f"Times are those of {context.site.name} ({context.site.time_zone})."


def _why(finding: Finding) -> str:
    devices = ", ".join(map(finding.context.device_name, finding.alert.devices))
    recipe = finding.context.recipe_title
    rule = f'the rule "{finding.rule}"' + (f' of "{recipe}"' if recipe else "")
    told = ", ".join(finding.context.told)
    words = f"Why you get this: {rule}" + (f", measured by {devices}" if devices else "") + "."
    return words + (f" Told so far: {told}." if told else "")
