"""The labelled weeks: enough of them, each different, and each true to its label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import numpy as np
import pytest

from simulators.errors import ScenarioError
from simulators.labelled import FOLDER, LASTING_S, library
from simulators.scenario import FAULTS
from simulators.sensors import Truth
from simulators.story import Story
from tests.simulators.label_claims import CLAIMS, SAMPLE_S, Array, Seen

START_MS = 1_781_366_400_000

QUANTITIES = tuple(Truth.__dataclass_fields__)

SLIGHT = frozenset({"unit failing"})
"""What shows in how a unit works, and hardly in what it is like in its room."""

NEVER = {
    "greenhouse": ("frost", "wet leaves", "soil too dry"),
    "precooler": ("freezing",),
    "cold_room": ("freezing", "air too dry"),
    "truck": ("freezing", "rough handling"),
    "ice_box": ("freezing", "rough handling"),
}
"""What must not be so in a normal week, by kind of place."""


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
            assert week.harm in {"goods", "plants", "late", "uncosted", "blind"}
        else:
            assert week.harm == ""


@pytest.fixture(scope="module")
def truths() -> Mapping[str, Array]:
    """Return time and true state of every place with a true story of its own, every five minutes."""
    found = library()
    told = {week.place for week in found.weeks if week.harm != "blind"}
    climates = tuple(one for one in found.scenario.climates if one.place in told)
    rows: dict[str, list[tuple[float, ...]]] = {one.place: [] for one in climates}
    for at_s, places in Story(replace(found.scenario, climates=climates), 3, START_MS).truths():
        if at_s > LASTING_S:
            break
        if at_s % SAMPLE_S == 0.0:
            for place, truth in places.items():
                rows[place].append((at_s, *(getattr(truth, name) for name in QUANTITIES)))
    return {place: np.array(taken).T for place, taken in rows.items()}


def test_every_label_of_a_place_is_borne_out_by_its_physics(truths: Mapping[str, Array]) -> None:
    """What is said to be wrong with a place shows in its true state while it is said to be."""
    for week in library().weeks:
        if week.fault and week.harm not in {"blind", "late"} and week.fault not in SLIGHT:
            rows = truths[week.place]
            inside = (rows[0] >= week.begins_s) & (rows[0] <= week.ends_s)
            seen = Seen(
                dict(zip(QUANTITIES, rows[1:, inside], strict=True)),
                float(np.median(rows[1, ~inside])) if (~inside).any() else -np.inf,
            )
            assert CLAIMS[week.fault](seen), week


def test_nothing_is_wrong_with_a_place_in_a_normal_week(truths: Mapping[str, Array]) -> None:
    """What cools stays cool but for doors and defrosts, and no plant freezes or drowns."""
    for week in library().weeks:
        if not week.fault:
            seen = Seen(dict(zip(QUANTITIES, truths[week.place][1:], strict=True)), -np.inf)
            for fault in NEVER[week.kind]:
                assert not CLAIMS[fault](seen), (week, fault)


def test_a_week_of_blindness_has_nothing_wrong_but_sensors_and_lines() -> None:
    """Where only a sensor fails, nothing happens to its place; what is late is due before it leaves."""
    found = library()
    places = {fault.target for fault in found.scenario.faults if FAULTS[fault.kind] == "place"}
    due_s = {lot: one.due_s for one in found.scenario.shipments for lot in one.lots}
    late = {
        lot.stays[0].place for lot in found.scenario.lots if due_s.get(lot.id, 1e9) < lot.stays[-1].from_s
    }
    for week in found.weeks:
        assert not (week.harm == "blind" and week.place in places), week
        assert (week.harm == "late") == (week.place in late), week


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
