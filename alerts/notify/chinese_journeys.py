"""What is said in Chinese of goods beyond a value and its limit: as in ``journeys``, in the same order."""

from __future__ import annotations

from alerts.cause import Cause
from alerts.notify.chinese_wording import at, life, noun, shown, span
from alerts.notify.findings import Finding
from alerts.notify.fitting import Part, Sentence, Worth
from alerts.notify.journeys import worth_of_all
from ingest.clock import MS_PER_HOUR

_PERCENT = 100.0
_SEVERAL = 2


def instead(finding: Finding) -> Sentence:
    """Say what the trouble is where it is no value beyond a limit."""
    return _SAID.get(finding.alert.cause, _arrival)(finding)


def added_up(finding: Finding) -> Sentence:
    """Say what several warm spells cost together, or how much of what the goods stand was used by cold."""
    facts = finding.alert.facts
    if facts.injury is not None and finding.alert.cause is Cause.TOO_COLD:
        return (Part(f"冷害已达耐受的{round(facts.injury * _PERCENT)}%", Worth.COST),)
    if facts.lost_in_all_h is None or facts.warm_spells is None or facts.warm_spells < _SEVERAL:
        return ()
    return (Part(f"{facts.warm_spells}次升温共损耗{life(facts.lost_in_all_h)}", worth_of_all(facts)),)


def _arrival(finding: Finding) -> Sentence:
    """Say how goods will arrive, where that is the trouble."""
    facts, cause = finding.alert.facts, finding.alert.cause
    if cause is Cause.LIFE_SHORT and facts.on_arrival_low_h is not None and facts.required_h is not None:
        left, required = life(max(0.0, facts.on_arrival_low_h)), life(facts.required_h)
        unseen = [] if facts.unseen_h is None else [f"未监测时段最多损耗{life(2.0 * facts.unseen_h)}"]
        feared = (Part(words, Worth.EXTRA) for words in unseen)
        if facts.due_at_ms is None:
            return (Part(f"剩余{left}", Worth.CORE), Part(f"要求{required}", Worth.CORE), *feared)
        return (Part(f"到货时剩{left}", Worth.CORE), Part(f"买家要求{required}", Worth.CORE), *feared)
    if cause is not Cause.ARRIVES_LATE or facts.due_at_ms is None:
        return ()
    due = at(finding, facts.due_at_ms)
    if facts.arrives_at_ms is None or facts.arrives_at_ms <= facts.due_at_ms:
        return (Part(f"应于{due}到货，仍在此处", Worth.CORE),)
    return (Part(f"预计{at(finding, facts.arrives_at_ms)}到货，应于{due}", Worth.CORE),)


def _ice(finding: Finding) -> Sentence:
    facts = finding.alert.facts
    if facts.breach_at_ms is None or facts.breach_early_ms is None:
        return ()
    gone, early = at(finding, facts.breach_at_ms), at(finding, facts.breach_early_ms)
    parts = [Part(f"冰约{gone}化完，最早{early}", Worth.CORE)]
    if facts.due_at_ms is not None:
        parts.append(Part(f"应于{at(finding, facts.due_at_ms)}到货", Worth.CORE))
    return tuple(parts)


def _moisture(finding: Finding) -> Sentence:
    """Say how cold a surface is beside the dew point, or how long leaves were wet."""
    facts = finding.alert.facts
    if finding.alert.cause is Cause.INFECTION_RISK and facts.wet_h is not None and facts.infected is not None:
        wet = Part(f"叶果湿润{span(int(facts.wet_h * MS_PER_HOUR))}", Worth.CORE)
        return (wet, Part(f"可能感染{round(facts.infected * _PERCENT)}%的花", Worth.CORE))
    if finding.value is None or finding.dew_point is None:
        return ()
    surface = Part(f"{noun(finding)}{shown(finding, finding.value)}", Worth.CORE)
    dew = Part(f"露点{shown(finding, finding.dew_point)}", Worth.CORE)
    return (surface, dew, Part(span(finding.lasted_ms), Worth.SPAN))


def _rough(finding: Finding) -> Sentence:
    """Say how hard the hardest event was, and how many there were."""
    events = finding.alert.facts.events
    if finding.peak is None or events is None:
        return ()
    hardest = Part(f"{noun(finding)}最大{shown(finding, finding.peak)}", Worth.CORE)
    return (hardest, Part(f"{span(finding.lasted_ms)}内{events}次", Worth.SPAN))


_SAID = {
    Cause.OUT_OF_ICE: _ice,
    Cause.ROUGH_HANDLING: _rough,
    Cause.CONDENSATION: _moisture,
    Cause.INFECTION_RISK: _moisture,
}
