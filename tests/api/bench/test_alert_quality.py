"""The alert bench judges as it says: what counts as harm, as found, as early and as false."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from alerts.product import load_products
from alerts.recipe import load_recipes
from api.bench.alert_quality.harm import Harm, harms
from api.bench.alert_quality.run import OURS, run
from api.bench.alert_quality.score import missed, scores
from api.bench.alert_quality.thresholds import delayed, with_hysteresis
from api.bench.alert_quality.trial import Goods, Page, Real, Trial, Truths
from api.bench.alert_quality.verdict import Share, by_detector, judge, tally
from api.commands.simulated_trial import simulated_trial
from ingest.clock import to_datetime

HOUR_S = 3_600.0
START_MS = 1_781_366_400_000
LIMITS = load_recipes()["cold_room"].limits["air_temperature_c"]


@dataclass(frozen=True, slots=True)
class Week:
    """A label."""

    place: str
    kind: str = "cold_room"
    name: str = "a week"
    fault: str = ""
    harm: str = ""
    begins_s: float = 0.0
    ends_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A message."""

    at_s: float
    topic: str
    payload: bytes


FAULTY = Week("hot", fault="cooling fails", harm="goods", begins_s=4 * HOUR_S, ends_s=16 * HOUR_S)
NORMAL = Week("cold")


def _air_c(place: str, at_s: float, *, healthy: bool = False) -> float:
    is_hot = place == "hot" and not healthy and FAULTY.begins_s <= at_s < FAULTY.ends_s
    return 20.0 if is_hot else 1.0


def _trial() -> Trial:
    def messages() -> Iterator[Sent]:
        at_s = 0.0
        while True:
            for place in ("cold", "hot"):
                observed = to_datetime(START_MS + int(at_s * 1_000)).isoformat()
                content = {"observed_at": observed, "air_temperature_c": _air_c(place, at_s)}
                yield Sent(at_s, f"coldframe/v1/gw/{place}-air", json.dumps(content).encode())
            at_s += 600.0

    def truths(*, healthy: bool) -> Callable[[], Truths]:
        def begin() -> Truths:
            for step in range(10**6):
                at_s = step * 60.0
                airs = {place: _air_c(place, at_s, healthy=healthy) for place in ("cold", "hot")}
                yield at_s, {place: Real(air_c, air_c) for place, air_c in airs.items()}

        return begin

    places = [
        {"id": place, "site": "s", "name": place, "kind": "cold_room", "recipe": "cold_room"}
        for place in ("cold", "hot")
    ]
    devices = [
        {"id": f"{place}-air", "name": place, "place": place, "position": "air"} for place in ("cold", "hot")
    ]
    return Trial(
        weeks=(NORMAL, FAULTY),
        farm={
            "sites": [{"id": "s", "name": "S", "time_zone": "UTC"}],
            "places": places,
            "devices": devices,
        },
        goods=(Goods("L1", "hot", "waxberry", "open_tray", -HOUR_S, 0.0, 30 * HOUR_S, 1.0, 1.0),),
        start_ms=START_MS,
        lasting_s=24 * HOUR_S,
        messages=messages,
        truths=truths(healthy=False),
        healthy_truths=truths(healthy=True),
    )


def test_harm_is_the_life_that_the_fault_cost_beside_the_same_week_without_it() -> None:
    """At 20 °C waxberry ages 5.6 times as fast as at 1 °C: 5 % of what is left go in under four hours."""
    harm = harms(_trial(), load_products())["hot"]
    assert harm.harmed_at_s is not None
    assert (harm.harmed_at_s - FAULTY.begins_s) / HOUR_S == pytest.approx(3.65, abs=0.3)
    assert harm.share_lost == pytest.approx(0.165, abs=0.02)
    assert "cold" not in harms(_trial(), load_products())


def test_a_page_within_the_fault_finds_it_and_any_other_is_false() -> None:
    """A page before the fault is false, one in it finds it with its lead, one in a normal week is false."""
    pages = [Page("hot", HOUR_S, "early"), Page("hot", 5 * HOUR_S, "due"), Page("cold", 9 * HOUR_S, "never")]
    normal, faulty = judge((NORMAL, FAULTY), pages, {"hot": Harm(0.2, 8 * HOUR_S)})
    assert faulty.found == pages[1]
    assert faulty.lead_h == pytest.approx(3.0)
    assert faulty.delay_h == pytest.approx(1.0)
    assert faulty.false == (pages[0],)
    assert normal.false == (pages[2],)
    summed = tally((normal, faulty))
    assert (summed.costly, summed.costly_found, summed.in_time) == (1, 1, 1)
    assert (summed.false_normal, summed.false_faulty, summed.normal_weeks) == (1, 1, 1)


def test_a_rule_that_misses_what_is_hard_to_find_is_no_earlier_for_it() -> None:
    """Two faults, one found ten hours ahead and one never: half of them were found in no time at all."""
    missed_one = replace(FAULTY, place="warm")
    harm = {"hot": Harm(0.2, 15 * HOUR_S), "warm": Harm(0.2, 15 * HOUR_S)}
    half = tally(judge((FAULTY, missed_one), [Page("hot", 5 * HOUR_S, "x")], harm))
    assert (half.costly, half.costly_found, half.lead_h) == (2, 1, None)
    both = [Page("hot", 5 * HOUR_S, "x"), Page("warm", 12 * HOUR_S, "x")]
    assert tally(judge((FAULTY, missed_one), both, harm)).lead_h == pytest.approx(6.5)


def test_each_detector_is_told_of_also_one_that_did_nothing() -> None:
    """A detector has the faults it told of, its median lead and its false pages; an idle one has none."""
    pages = [
        Page("hot", 5 * HOUR_S, "too_warm", ("room", "goods")),
        Page("hot", 6 * HOUR_S, "too_warm", ("goods", "limits")),
        Page("cold", 9 * HOUR_S, "too_warm", ("limits",)),
    ]
    found = by_detector(judge((NORMAL, FAULTY), pages, {"hot": Harm(0.2, 8 * HOUR_S)}), ["ice"])
    assert found == {
        "goods": Share(0, 1, 3.0, 0.0, 0),
        "ice": Share(0, 0, None, 0.0, 0),
        "limits": Share(0, 1, 2.0, 1.0, 0),
        "room": Share(1, 1, 3.0, 0.0, 0),
    }


def test_a_fault_that_nobody_was_told_of_is_named() -> None:
    """What was missed, came too late or was false appears by place and week."""
    outcomes = judge((NORMAL, FAULTY), (Page("cold", HOUR_S, "x"),), {"hot": Harm(0.2, 8 * HOUR_S)})
    assert [flaw.line() for flaw in missed(outcomes)] == [
        "alerts: false page: cold (a week): x by unknown, 1.0 h into the week",
        "alerts: not found: hot (a week): cost 20% of life",
    ]
    late = judge((FAULTY,), (Page("hot", 9 * HOUR_S, "x"),), {"hot": Harm(0.2, 8 * HOUR_S)})
    assert [flaw.flaw for flaw in missed(late)] == ["too late"]


def test_the_baselines_do_what_people_set_up() -> None:
    """A delay keeps quiet for half an hour and calls once a spell; a hysteresis calls at once and once."""
    spell = [(minute * 60.0, 5.0 if 10 <= minute < 50 else 1.0) for minute in range(0, 120, 5)]
    flicker = [(minute * 60.0, 3.6 if minute % 10 else 3.4) for minute in range(0, 60, 5)]
    assert list(delayed(spell, LIMITS)) == [40 * 60.0]
    assert list(delayed(flicker, LIMITS)) == []
    assert list(with_hysteresis(spell, LIMITS)) == [10 * 60.0]
    assert list(with_hysteresis(flicker, LIMITS)) == [5 * 60.0]


def test_every_rule_is_judged_on_the_same_weeks() -> None:
    """A failed cooler is found by all three before the harm is done, and nobody is called to a quiet room."""
    outcomes = run(_trial())
    assert set(outcomes) == {OURS, "threshold with delay", "threshold with hysteresis"}
    for of_rule in outcomes.values():
        summed = tally(of_rule)
        assert (summed.costly_found, summed.in_time, summed.false_normal) == (1, 1, 0)
    lines = [one.line() for one in scores(outcomes, OURS)]
    assert lines[0].startswith("alerts: found of 1 faults that cost 5 % of life or froze goods: Coldframe 1")


def test_the_simulators_bring_a_trial() -> None:
    """Every week has its place, every lot one of these, and the truths name where goods and plants are."""
    trial = simulated_trial(5)
    places = {week.place for week in trial.weeks}
    assert {goods.place for goods in trial.goods} <= places
    at_s, truths = next(iter(trial.truths()))
    assert at_s > 0.0
    plants = {week.place for week in trial.weeks if week.kind == "greenhouse"}
    assert truths.keys() == {goods.place for goods in trial.goods} | plants
    assert next(iter(trial.messages())).topic.startswith("coldframe/v1/")
