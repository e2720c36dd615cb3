"""The text message: at most 160 plain characters, the weightiest words first to stay.

A message is a head and sentences of parts; see ``fitting`` for what goes where it is too long.
"""

from __future__ import annotations

from alerts.alert import Alert, EventKind
from alerts.notify.calling import reply, turn
from alerts.notify.context import Context
from alerts.notify.english_words import PROBLEMS
from alerts.notify.faults import fault
from alerts.notify.findings import Finding
from alerts.notify.fitting import Part, Sentence, Worth, fitted
from alerts.notify.gsm7 import MAX_CHARACTERS, plain, plain_name, shorten
from alerts.notify.journeys import added_up, instead
from alerts.notify.wording import (
    Scale,
    clock,
    life_left,
    life_used,
    limit_text,
    moment,
    span,
    trend_word,
    value_text,
)

_PLACE_CHARACTERS = 28
_PRODUCT_CHARACTERS = 16
_PERSON_CHARACTERS = 16
_REASON_CHARACTERS = 60
_GLUED_UNITS = frozenset({"C", "F", "%"})


def short_text(alert: Alert, kind: EventKind, context: Context, now_ms: int) -> str:
    """Return what a text message says about *alert*: at most 160 characters of the basic alphabet."""
    finding = Finding(alert, kind, context, now_ms)
    sentences = [_head(finding), *_SENTENCES.get(kind, _ongoing)(finding), *reply(finding)]
    return plain(fitted(sentences, MAX_CHARACTERS))


def _head(finding: Finding) -> Sentence:
    name = shorten(_place_name(finding.context), _PLACE_CHARACTERS)
    head = [Part(f"{finding.urgency} {name}", Worth.ALWAYS)]
    products = [product for product in map(plain, finding.context.products) if product]
    if products:
        head.append(Part(f"({shorten(products[0], _PRODUCT_CHARACTERS)})", Worth.PRODUCT))
    return tuple(head)


def _place_name(context: Context) -> str:
    return plain_name(context.place.name, context.kind_title)


def _ongoing(finding: Finding) -> list[Sentence]:
    if finding.is_silent:
        return [*_dark(finding), *turn(finding), _action(finding)]
    if finding.is_technical:
        return [*fault(finding, _value(finding)), *turn(finding), _action(finding)]
    reading = instead(finding) or (_door_state(finding) if finding.is_door else _reading(finding))
    cost = (_cost(finding), added_up(finding))
    said = [reading, _coming(finding), _door(finding), *cost, _action(finding), _too_late(finding)]
    return [*said[:1], *turn(finding), *said[1:]]


def _reading(finding: Finding) -> Sentence:
    parts = list(_value(finding)) or [Part(finding.problem, Worth.CORE)]
    if finding.limit is not None:
        parts.append(Part(f"{finding.limit_name} {limit_text(finding.limit, finding.scale)}", Worth.CORE))
    if not finding.is_ahead:
        parts.append(Part(span(finding.lasted_ms), Worth.SPAN))
    if finding.trend_per_h is not None:
        parts.append(Part(trend_word(finding.trend_per_h, finding.scale), Worth.TREND))
    return tuple(parts)


def _coming(finding: Finding) -> Sentence:
    """Say when the limit will be passed, where that is still ahead, or when a load will be cold."""
    ready_ms = finding.alert.facts.ready_at_ms
    if ready_ms is not None and finding.alert.ended_at_ms is None:
        return (Part(f"Cold about {finding.at(ready_ms)}", Worth.CORE),)
    at_ms = finding.alert.facts.breach_at_ms
    if not finding.is_ahead or at_ms is None or finding.limit is None:
        return ()
    return (Part(f"Will pass {_limit(finding)} about {finding.at(at_ms)}", Worth.CORE),)


def _value(finding: Finding) -> Sentence:
    """Say the newest value, and how old it is where it is no longer fresh."""
    if finding.value is None:
        return ()
    text = f"{finding.noun} {_with_unit(value_text(finding.value, finding.scale), finding.scale)}".strip()
    age_ms = finding.value_age_ms
    if age_ms is not None and not finding.is_fresh:
        text += f" {span(age_ms)} ago"
    return (Part(text, Worth.CORE),)


def _with_unit(number: str, scale: Scale) -> str:
    unit = plain(scale.unit.removesuffix(" vol"))
    return f"{number}{unit}" if unit in _GLUED_UNITS else f"{number} {unit}".strip()


def _door_state(finding: Finding) -> Sentence:
    start_ms, shut_ms = finding.alert.started_at_ms, finding.door_shut_at_ms
    if shut_ms is not None:
        return (
            Part(f"{PROBLEMS[finding.alert.cause]} for {span(finding.lasted_ms)}", Worth.CORE),
            Part(f"door was open {span(shut_ms - start_ms)}", Worth.CORE),
            Part(f"shut since {finding.at(shut_ms)}", Worth.CORE),
        )
    return (
        Part(f"door open {span(finding.lasted_ms)}", Worth.CORE),
        Part(f"since {finding.at(start_ms)}", Worth.EXTRA),
    )


def _door(finding: Finding) -> Sentence:
    since_ms = finding.alert.facts.door_open_since_ms
    if finding.is_door or (since_ms is None and finding.context.door_open is None):
        return ()
    if since_ms is not None:
        return (Part(f"Door open since {finding.at(since_ms)}", Worth.TREND),)
    return (Part("Door open" if finding.context.door_open else "Door shut", Worth.EXTRA),)


def _cost(finding: Finding) -> Sentence:
    parts = []
    if finding.life_lost_h is not None:
        amount = life_used(finding.life_lost_h)
        opening = amount.capitalize() if amount.startswith("under") else f"About {amount}"
        parts.append(Part(f"{opening} shelf life used", Worth.COST))
        if finding.kind is EventKind.GREW:
            parts.append(Part("still growing", Worth.EXTRA))
    if finding.life_left_h is not None:
        parts.append(Part(f"{life_left(finding.life_left_h)} left", Worth.COST))
    return tuple(parts)


def _action(finding: Finding) -> Sentence:
    """Say what to do; where somebody goes already, say who, so that the others need not."""
    if finding.alert.acknowledged_by:
        return (Part(f"{_person(finding)} is on it", Worth.CORE),)
    act_by_ms = finding.act_by_ms
    by = "" if act_by_ms is None else f" by {finding.at(act_by_ms)}"
    return (Part(f"{finding.action.short}{by}", Worth.ACTION),)


def _person(finding: Finding) -> str:
    return shorten(plain_name(finding.alert.acknowledged_by, "Somebody"), _PERSON_CHARACTERS)


def _too_late(finding: Finding) -> Sentence:
    at_ms = finding.alert.facts.too_late_at_ms
    if at_ms is None:
        return ()
    word = "since" if at_ms <= finding.now_ms else "about"
    return (Part(f"Too late {word} {finding.at(at_ms)}", Worth.COST),)


def _dark(finding: Finding) -> list[Sentence]:
    facts = finding.alert.facts
    gateway = shorten(plain(facts.gateway), _PLACE_CHARACTERS)
    parts = [Part(f"gateway {gateway}", Worth.CORE)] if gateway else []
    if facts.gateways:
        parts = [Part(f"none of {len(facts.gateways)} gateways is heard", Worth.CORE)]
    parts.append(Part(f"no data {span(finding.lasted_ms)}", Worth.CORE))
    if len(finding.alert.devices) > 1 and not facts.gateways:
        parts.append(Part(f"{len(finding.alert.devices)} sensors dark", Worth.COST))
    if finding.value is not None and finding.alert.facts.value_at_ms is not None:
        value = _with_unit(value_text(finding.value, finding.scale), finding.scale)
        parts.append(Part(f"last {value} at {finding.at(finding.alert.facts.value_at_ms)}", Worth.SPAN))
    else:
        parts.append(Part(f"last heard {finding.at(finding.alert.started_at_ms)}", Worth.SPAN))
    return [tuple(parts)]


def _taken(finding: Finding) -> list[Sentence]:
    at_ms = finding.alert.acknowledged_at_ms
    since = "" if at_ms is None else f" since {finding.at(at_ms)}"
    taken: Sentence = (Part(f"{_person(finding)} is on it{since}", Worth.CORE),)
    state = _dark(finding)[0] if finding.is_silent else _ongoing(finding)[0]
    return [taken, (Part("No need to act", Worth.ACTION),), state, _cost(finding)]


def _over(finding: Finding) -> list[Sentence]:
    if finding.is_silent:
        return _heard_again(finding)
    value = _value(finding) if finding.is_fresh else ()  # what was read at its end is not what is so now
    if value and finding.is_on_its_way_back:
        value = (*value, Part("on the way back", Worth.CORE))
    return [value, _past(finding), _cost(finding)]


def _heard_again(finding: Finding) -> list[Sentence]:
    back: Sentence = (Part("data is back", Worth.CORE), *_value(finding))
    return [back, (Part(f"was dark {_from_to(finding)}, {span(finding.lasted_ms)}", Worth.CORE),)]


def _past(finding: Finding) -> Sentence:
    lasted = span(finding.lasted_ms)
    if finding.is_technical:
        return (Part(f"no longer {finding.rule}: {finding.device_title}, {lasted}", Worth.CORE),)
    if finding.is_door:
        return _past_door(finding, lasted)
    if finding.is_on_its_way_back:
        return (Part(f"trouble lasted {lasted}", Worth.CORE), *_peak(finding))
    if finding.never_came:
        return (Part(f"did not pass {_limit(finding)}", Worth.CORE), *_peak(finding))
    subject = "goods were" if finding.is_about_goods else "was"
    return (Part(f"{subject} {_beyond(finding)} for {lasted}", Worth.CORE), *_peak(finding))


def _past_door(finding: Finding, lasted: str) -> Sentence:
    """Say how long the door was open, and how long it took until all was well where that was longer."""
    if finding.door_shut_at_ms is None:
        return (Part(f"door was open {lasted}", Worth.CORE),)
    was_open = span(finding.door_shut_at_ms - finding.alert.started_at_ms)
    parts = [Part(f"door was open {was_open}", Worth.CORE)]
    if was_open != lasted:
        parts.append(Part(f"trouble lasted {lasted}", Worth.CORE))
    return tuple(parts)


def _beyond(finding: Finding) -> str:
    if finding.limit is None:
        return PROBLEMS[finding.alert.cause]
    name = f"{finding.limit_name} " if finding.is_for_auditors else ""
    return f"{'over' if finding.above else 'under'} {name}{_limit(finding)}"


def _limit(finding: Finding) -> str:
    return (
        "" if finding.limit is None else _with_unit(limit_text(finding.limit, finding.scale), finding.scale)
    )


def _peak(finding: Finding) -> Sentence:
    if finding.peak is None:
        return ()
    word = "max" if finding.above else "min"
    return (Part(f"{word} {_with_unit(value_text(finding.peak, finding.scale), finding.scale)}", Worth.CORE),)


def _from_to(finding: Finding) -> str:
    start_ms, end_ms = finding.alert.started_at_ms, finding.alert.ended_at_ms
    start = finding.at(start_ms)
    if end_ms is None:
        return f"since {start}"
    is_one_day = moment(end_ms, start_ms, finding.context.zone) == clock(end_ms, finding.context.zone)
    return f"{start}-{clock(end_ms, finding.context.zone) if is_one_day else finding.at(end_ms)}"


def _found_late(finding: Finding) -> list[Sentence]:
    if finding.is_silent:
        return _heard_again(finding)
    subject = "goods were" if finding.is_about_goods else "was"
    what = "trouble" if finding.is_door else f"{subject} {_beyond(finding)}"
    if finding.never_came:
        what = f"came near {_limit(finding)}"
    past = (
        *(_past_door(finding, span(finding.lasted_ms))[:1] if finding.is_door else ()),
        Part(f"{what} {_from_to(finding)}", Worth.CORE),
        Part(span(finding.lasted_ms), Worth.SPAN),
        *_peak(finding),
    )
    return [past, _cost(finding), (Part("It is over, check the goods", Worth.ACTION),)]


def _withdrawn(finding: Finding) -> list[Sentence]:
    if finding.is_silent:
        return [(Part("not dark after all", Worth.CORE), Part("its readings came late", Worth.CORE))]
    what = "door was not open" if finding.is_door else f"was not {PROBLEMS[finding.alert.cause]}"
    shown: Sentence = (Part(what, Worth.CORE), Part("readings that came late show it", Worth.CORE))
    return [shown, (Part("No action needed", Worth.ACTION),)]


def _closed(finding: Finding) -> list[Sentence]:
    reason = shorten(plain(finding.alert.closed_reason), _REASON_CHARACTERS)
    who = shorten(plain_name(finding.alert.closed_by, "Somebody"), _PERSON_CHARACTERS)
    said: Sentence = (Part(f"{who} says: {reason}" if reason else f"by {who}", Worth.CORE),)
    again: Sentence = (Part("You hear again if it gets worse", Worth.ACTION),)
    return [said, again, _ongoing(finding)[0]]


_SENTENCES = {
    EventKind.CLOSED: _closed,
    EventKind.ACKNOWLEDGED: _taken,
    EventKind.RESOLVED: _over,
    EventKind.FOUND_LATE: _found_late,
    EventKind.WITHDRAWN: _withdrawn,
}
