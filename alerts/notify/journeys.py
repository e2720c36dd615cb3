"""What is said of goods beyond a value and its limit: what added up, how long ice lasts, how they arrive."""

from __future__ import annotations

from alerts.alert import Facts
from alerts.cause import Cause
from alerts.notify.findings import Finding
from alerts.notify.fitting import Part, Sentence, Worth
from alerts.notify.gsm7 import plain
from alerts.notify.moisture import moisture
from alerts.notify.wording import life_left, life_used, span, value_text

_SEVERAL = 2
_PERCENT = 100.0
_HARDLY = 0.1


def instead(finding: Finding) -> Sentence:
    """Say what the trouble is where it is no value beyond a limit: how goods arrive, what is wet."""
    facts = finding.alert.facts
    other = _SAID.get(finding.alert.cause)
    if other is not None:
        return other(finding)
    if finding.alert.cause is Cause.LIFE_SHORT and facts.on_arrival_low_h is not None:
        when = " on arrival" if facts.due_at_ms is not None else ""
        left = f"{life_left(max(0.0, facts.on_arrival_low_h))} left{when}"
        return (Part(left, Worth.CORE), *_required(finding), *_unseen(finding))
    if finding.alert.cause is not Cause.ARRIVES_LATE or facts.due_at_ms is None:
        return ()
    due = finding.at(facts.due_at_ms)
    if facts.arrives_at_ms is not None and facts.arrives_at_ms > facts.due_at_ms:
        return (
            Part(f"arrives {finding.at(facts.arrives_at_ms)}", Worth.CORE),
            Part(f"due {due}", Worth.CORE),
        )
    return (Part(f"was due {due}", Worth.CORE), Part("still here", Worth.CORE))


def added_up(finding: Finding) -> Sentence:
    """Say what several warm spells cost together, or how much of what the goods stand was used by cold."""
    facts = finding.alert.facts
    if facts.injury is not None and finding.alert.cause is Cause.TOO_COLD:
        return (Part(f"Chilled for {_share(facts.injury)} of what they stand", Worth.COST),)
    if facts.lost_in_all_h is None or facts.warm_spells is None or facts.warm_spells < _SEVERAL:
        return ()
    in_all = f"{facts.warm_spells} warm spells cost {life_used(facts.lost_in_all_h)} in all"
    return (Part(in_all, worth_of_all(facts)),)


def worth_of_all(facts: Facts) -> Worth:
    """Return how much the sum of warm spells matters: most where this one alone was hardly worth a word."""
    hardly = (facts.life_lost_h or 0.0) < _HARDLY * (facts.lost_in_all_h or 0.0)
    return Worth.COST if hardly else Worth.EXTRA


def in_full(finding: Finding) -> str:
    """Return both as full sentences."""
    sentences = [", ".join(part.text for part in said) for said in (instead(finding), added_up(finding))]
    return " ".join(f"{said[0].upper()}{said[1:]}." for said in sentences if said)


def _ice(finding: Finding) -> Sentence:
    facts = finding.alert.facts
    if not finding.is_ahead or facts.breach_at_ms is None or facts.breach_early_ms is None:
        return ()
    word = "gone" if facts.breach_at_ms > finding.now_ms else "gone since"
    parts = [Part(f"ice {word} about {finding.at(facts.breach_at_ms)}", Worth.CORE)]
    if facts.breach_early_ms > finding.now_ms:
        parts.append(Part(f"at the earliest {finding.at(facts.breach_early_ms)}", Worth.SPAN))
    if facts.due_at_ms is not None:
        parts.append(Part(f"due {finding.at(facts.due_at_ms)}", Worth.CORE))
    return tuple(parts)


def _rough(finding: Finding) -> Sentence:
    """Say how hard the hardest event was, and how many there were."""
    facts = finding.alert.facts
    if finding.peak is None or facts.events is None:
        return ()
    unit = plain(finding.scale.unit)
    noun = "event" if facts.events == 1 else "events"
    return (
        Part(f"up to {value_text(finding.peak, finding.scale)} {unit}", Worth.CORE),
        Part(f"{facts.events} {noun} in {span(finding.lasted_ms)}", Worth.SPAN),
    )


def _required(finding: Finding) -> Sentence:
    facts = finding.alert.facts
    if facts.required_h is None:
        return ()
    required = life_left(facts.required_h)
    said = f"buyer requires {required}" if facts.due_at_ms is not None else f"{required} required"
    return (Part(said, Worth.CORE),)


def _unseen(finding: Finding) -> Sentence:
    """Say how much of that is only feared, for time that nobody saw."""
    unseen_h = finding.alert.facts.unseen_h
    if unseen_h is None:
        return ()
    return (Part(f"unseen time may cost {life_used(2.0 * unseen_h)}", Worth.EXTRA),)


def _share(part: float) -> str:
    return f"{round(part * _PERCENT)}%"


_SAID = {
    Cause.OUT_OF_ICE: _ice,
    Cause.ROUGH_HANDLING: _rough,
    Cause.CONDENSATION: moisture,
    Cause.INFECTION_RISK: moisture,
}
