"""Messages in Chinese: a text message of one part, and the full text; pure.

A text message with one character outside the basic alphabet is sent in UCS-2, 70 characters to the part. The
short form keeps to one part: Chinese says in 70 characters what takes 160 in English.
"""

from __future__ import annotations

from alerts.alert import AlertState, EventKind
from alerts.notify.chinese_journeys import added_up, instead
from alerts.notify.chinese_titles import in_chinese
from alerts.notify.chinese_wording import about, at, noun, shown, span, unit
from alerts.notify.chinese_words import DOOR_OPEN, FAULTS, HAPPENINGS, KINDS, PROBLEMS, URGENCIES, action
from alerts.notify.faults import in_chinese as fault_in_chinese
from alerts.notify.findings import Finding
from alerts.notify.fitting import CHINESE, Part, Sentence, Worth, fitted
from alerts.notify.units import unit_in_chinese
from alerts.notify.wording import limit_text

MAX_CHARACTERS = 70
"""What one part of a text message carries in UCS-2."""

REPLY = "回复1=我去，2=转下一位"

_PLACE_CHARACTERS = 14
_PERSON_CHARACTERS = 8
_OVER = frozenset({EventKind.RESOLVED, EventKind.FOUND_LATE})
_QUIET = frozenset({EventKind.ACKNOWLEDGED, EventKind.WITHDRAWN, EventKind.CLOSED, *_OVER})


def title(finding: Finding) -> str:
    """Return what an alert is called: urgency, place and problem."""
    return f"{_urgency(finding)} {finding.context.place.name}：{problem(finding)}"


def short_text(finding: Finding) -> str:
    """Return what a text message says: at most 70 characters."""
    head = Part(f"{_urgency(finding)} {finding.context.place.name[:_PLACE_CHARACTERS]}", Worth.ALWAYS)
    products = [Part(f"（{one[:8]}）", Worth.PRODUCT) for one in finding.context.products[:1]]
    sentences = [(head, *products), _state(finding), _cost(finding), _next(finding), _reply(finding)]
    return fitted([one for one in sentences if one], MAX_CHARACTERS, CHINESE)


def long_text(finding: Finding) -> str:
    """Return the full text, a line per thought."""
    lines = (
        f"{title(finding)}。",
        _lasted(finding),
        _instead_in_full(finding),
        _read(finding),
        "".join(f"{part.text}。" for part in _cost(finding)),
        "".join(f"{part.text}。" for part in _next(finding)),
        _lots(finding),
        _why(finding),
        _links(finding),
        f"时间为{finding.context.zone_name}时区。",
    )
    return "\n".join(line for line in lines if line)


def _urgency(finding: Finding) -> str:
    turn = finding.context.audience.turn
    if finding.kind is EventKind.CALLED and turn is not None:
        return f"第{turn.number}次通知"
    return HAPPENINGS.get(finding.kind) or URGENCIES.get(finding.urgency, "注意")


def problem(finding: Finding) -> str:
    """Return what is wrong, in a few words."""
    if finding.is_door:
        return "门开着" if finding.door_shut_at_ms is None else "门曾打开"
    facts = finding.alert.facts
    words = PROBLEMS[finding.alert.cause]
    if facts.fault is not None:
        words = FAULTS.get(facts.fault, words)
    is_ahead = finding.never_came or (finding.is_technical and facts.breach_at_ms is not None)
    soon = "即将" if is_ahead else ""
    return f"{soon}{'货物' if finding.is_about_goods else ''}{words}"


def _state(finding: Finding) -> Sentence:
    if finding.kind is EventKind.WITHDRAWN:
        return (Part("后到的数据表明并未发生", Worth.CORE),)
    if finding.kind in _OVER:
        peak = [Part(f"极值{shown(finding, finding.peak)}", Worth.CORE)] if finding.peak is not None else []
        return (Part(f"{problem(finding)}持续{span(finding.lasted_ms)}", Worth.CORE), *peak)
    if said := instead(finding) or _unusual(finding):
        return said
    if away := fault_in_chinese(finding):
        return (_device(finding), Part(away, Worth.CORE), Part(span(finding.lasted_ms), Worth.SPAN))
    if finding.value is None or finding.is_silent:
        return (Part(problem(finding), Worth.CORE), Part(span(finding.lasted_ms), Worth.SPAN))
    return _reading(finding)


def _unusual(finding: Finding) -> Sentence:
    words = unit_in_chinese(finding)
    return (Part(f"{problem(finding)}：{words}", Worth.CORE),) if words else ()


def _device(finding: Finding) -> Part:
    kind = "网关" if finding.is_clock and finding.alert.facts.gateway else ""
    return Part(f"{problem(finding)}：{kind}{finding.device_title[:_PLACE_CHARACTERS]}", Worth.CORE)


def _reading(finding: Finding) -> Sentence:
    """Say the newest value, against its limit where there is one, and how long or until when."""
    parts = [Part(f"{noun(finding)}{shown(finding, finding.value)}{_age(finding)}", Worth.CORE)]
    if finding.is_technical:
        parts.insert(0, _device(finding))
    elif finding.limit is not None:
        side = f"{'合规' if finding.is_for_auditors else ''}{'上限' if finding.above else '下限'}"
        limit = f"{limit_text(finding.limit, finding.scale)}{unit(finding.scale.unit)}"
        parts.append(Part(f"{side}{limit}", Worth.CORE))
    if finding.is_ahead and finding.alert.facts.breach_at_ms is not None:
        return (*parts, Part(f"预计{at(finding, finding.alert.facts.breach_at_ms)}超限", Worth.CORE))
    return (*parts, Part(span(finding.lasted_ms), Worth.SPAN))


def _cost(finding: Finding) -> Sentence:
    if finding.kind is EventKind.WITHDRAWN:
        return ()
    parts = []
    if finding.life_lost_h is not None:
        parts.append(Part(f"已损耗{about(finding.life_lost_h)}货架期", Worth.COST))
    if finding.life_left_h is not None:
        parts.append(Part(f"剩余{about(finding.life_left_h)}", Worth.COST))
    parts.extend(added_up(finding))
    too_late_ms = finding.alert.facts.too_late_at_ms
    if too_late_ms is not None and finding.kind not in _QUIET:
        parts.append(Part(f"最迟{at(finding, too_late_ms)}", Worth.COST))
    return tuple(parts)


def _next(finding: Finding) -> Sentence:
    alert = finding.alert
    if finding.kind is EventKind.CLOSED:
        return (Part(f"{_who(alert.closed_by)}：{alert.closed_reason[:20]}", Worth.CORE),)
    if alert.acknowledged_by and finding.kind not in _OVER:
        return (Part(f"{_who(alert.acknowledged_by)}已去处理", Worth.CORE),)
    if finding.kind is EventKind.FOUND_LATE:
        return (Part("已结束，请检查货物", Worth.ACTION),)
    if finding.kind in _QUIET:
        return ()
    turn = finding.context.audience.turn
    unanswered = turn.unanswered if turn is not None else ()
    waited = [Part(f"{'、'.join(map(_who, unanswered[:2]))}未回应", Worth.SPAN)] if unanswered else []
    return (*waited, Part(what_to_do(finding), Worth.ACTION))


def what_to_do(finding: Finding) -> str:
    """Return what to do about it."""
    is_open = finding.is_door and finding.door_shut_at_ms is None
    return DOOR_OPEN if is_open else action(finding.alert.cause, finding.context.place.kind)


def _reply(finding: Finding) -> Sentence:
    wanted = finding.alert.state is AlertState.OPEN and finding.kind not in _QUIET
    return (Part(REPLY, Worth.CORE),) if wanted and finding.context.audience.can_reply else ()


def _lasted(finding: Finding) -> str:
    start = at(finding, finding.alert.started_at_ms)
    end_ms = finding.alert.ended_at_ms
    until = "" if end_ms is None else f"，{at(finding, end_ms)}结束"
    return f"开始于{start}{until}，持续{span(finding.lasted_ms)}。"


def _instead_in_full(finding: Finding) -> str:
    said = "，".join(part.text for part in instead(finding))
    return f"{said}。" if said else ""


def _read(finding: Finding) -> str:
    at_ms = finding.alert.facts.value_at_ms
    if finding.value is None or at_ms is None:
        return ""
    got_ms = finding.context.received_at_ms
    arrived = "" if got_ms is None else f"，{at(finding, got_ms)}收到"
    limit = "" if finding.limit is None else f"（限值{shown(finding, finding.limit)}）"
    age = span(max(0, finding.now_ms - at_ms))
    return f"读数{shown(finding, finding.value)}{limit}，{at(finding, at_ms)}测得，距今{age}{arrived}。"


def _lots(finding: Finding) -> str:
    names = "、".join(lot.name or lot.id for lot in finding.context.lots)
    return f"批次：{names}。" if names else ""


def _why(finding: Finding) -> str:
    context = finding.context
    recipe = f"（{in_chinese(context.recipe_title)}）" if context.recipe_title else ""
    devices = "、".join(map(context.device_name, finding.alert.devices)) or KINDS[context.place.kind]
    return f"原因：规则“{problem(finding)}”{recipe}，数据来自{devices}。"


def _links(finding: Finding) -> str:
    audience = finding.context.audience
    wanted = finding.alert.state is AlertState.OPEN and finding.kind not in _QUIET
    take = [f"我去：{audience.take_url}"] if wanted and audience.take_url else []
    reply = [f"{part.text}。" for part in _reply(finding)]
    more = [f"图表与记录：{audience.alert_url}"] if audience.alert_url else []
    return "\n".join([*take, *reply, *more])


def _age(finding: Finding) -> str:
    age_ms = finding.value_age_ms
    return "" if age_ms is None or finding.is_fresh else f"（{span(age_ms)}前）"


def _who(name: str) -> str:
    return name[:_PERSON_CHARACTERS]
