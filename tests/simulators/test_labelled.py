"""The labelled weeks: enough of them, each different, and each true to its label."""

from __future__ import annotations

from collections import Counter
from itertools import takewhile
from pathlib import Path

import pytest

from simulators.errors import ScenarioError
from simulators.labelled import FOLDER, LASTING_S, library
from simulators.sensors import Truth
from simulators.story import Story

START_MS = 1_781_366_400_000


def test_there_are_sixty_weeks_over_all_kinds_of_places() -> None:
    """At least sixty weeks, every kind of place among them, each with normal weeks and with faults."""
    weeks = library().weeks
    assert len(weeks) >= 60
    for kind in ("greenhouse", "precooler", "cold_room", "truck", "ice_box"):
        of_kind = [week for week in weeks if week.kind == kind]
        assert sum(not week.fault for week in of_kind) >= 4
        assert sum(bool(week.fault) for week in of_kind) >= 5


def test_no_week_is_told_twice() -> None:
    """Within a kind of place no two weeks have the same name."""
    names = Counter((week.kind, week.name) for week in library().weeks)
    assert max(names.values()) == 1


def test_a_fault_has_its_time_and_a_normal_week_has_none() -> None:
    """Each fault begins and ends within its week; in a normal week nothing breaks."""
    for week in library().weeks:
        if week.fault:
            assert 0.0 <= week.begins_s < week.ends_s <= LASTING_S
            assert week.harm in {"goods", "plants", "blind"}
        else:
            assert week.harm == ""


def test_a_fault_that_harms_goods_changes_the_truth_and_a_blind_one_does_not() -> None:
    """Beside the same week without its fault, a place is another one if and only if the fault is its own."""
    found = library()
    seconds = 4.5 * 86_400.0
    wrong = Story(found.scenario, 3, START_MS).truths()
    healthy = Story(found.healthy, 3, START_MS).truths()
    furthest = dict.fromkeys((week.place for week in found.weeks), 0.0)
    for (at_s, spoilt), (_, sound) in zip(wrong, healthy, strict=False):
        if at_s > seconds:
            break
        if at_s % 1_800.0 == 0.0:
            for place in furthest:
                furthest[place] = max(furthest[place], _apart(spoilt[place], sound[place]))
    for week in found.weeks:
        if week.fault and week.harm != "blind" and week.begins_s < seconds - 43_200.0:
            assert furthest[week.place] > 0.5, week
        elif week.harm == "blind":
            assert furthest[week.place] == 0.0, week


def _apart(one: Truth, other: Truth) -> float:
    air_k = abs(one.air_temperature_c - other.air_temperature_c)
    soil = abs(one.soil_moisture_pct - other.soil_moisture_pct)
    return max(air_k, soil) if soil == soil else air_k  # noqa: PLR0124 - NaN where there is no soil


def test_the_same_seed_tells_the_same_weeks() -> None:
    """Two tellings of a seed are the same message by message, another seed is not."""
    scenario = library().scenario

    def told(seed: int) -> list[bytes]:
        story = Story(scenario, seed, START_MS).publications()
        return [one.payload for one in takewhile(lambda one: one.at_s < 3_600.0, story)]

    assert told(1) == told(1) != told(2)


def test_a_mistake_in_a_week_is_told(tmp_path: Path) -> None:
    """A kind of trouble that does not exist is refused by name, with what there is."""
    text = (FOLDER / "truck.toml").read_text(encoding="utf-8")
    (tmp_path / "truck.toml").write_text(text.replace("weak_cooling", "weak_coling"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="weak_coling"):
        library(tmp_path)
