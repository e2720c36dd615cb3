"""What plants went through is told by the true state of their place, and puts labels right."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from api.bench.alert_quality.hardship import Hardship, hardships, put_right
from api.bench.alert_quality.trial import Page, Real, Trial, Truths
from api.bench.alert_quality.verdict import judge, tally

HOUR_S = 3_600.0


@dataclass(frozen=True, slots=True)
class Week:
    """A label."""

    place: str = "bay"
    kind: str = "greenhouse"
    name: str = "a mild week"
    fault: str = ""
    harm: str = ""
    begins_s: float = 0.0
    ends_s: float = 0.0


def _night(leaf_c: float, humidity_pct: float, lasting_h: float) -> Trial:
    """Return a day on which leaves are so cold in air of 10 °C for a while, and dry and warm else."""

    def truths() -> Truths:
        for minute in range(24 * 60):
            is_night = 2 * 60 <= minute < (2 + lasting_h) * 60
            wet = Real(10.0, 0.0, leaf_c, humidity_pct)
            yield minute * 60.0, {"bay": wet if is_night else Real(20.0, 0.0, 21.0, 50.0)}

    return Trial((Week(),), {}, (), 0, 86_400.0, tuple, truths, truths)


@pytest.mark.parametrize(
    ("leaf_c", "lasting_h", "what"),
    [
        (3.0, 6, []),
        (1.6, 6, [("frost", False)]),
        (-0.5, 1, [("frost", True)]),
    ],
)
def test_a_frost_is_a_night_in_which_fans_are_started(
    leaf_c: float, lasting_h: float, what: list[tuple[str, bool]]
) -> None:
    """Two kelvins above freezing to call is right, and below it somebody must."""
    found = hardships(_night(leaf_c, 50.0, lasting_h))
    assert [(one.what, one.is_grave) for one in found] == what


@pytest.mark.parametrize(
    ("humidity_pct", "lasting_h", "what"),
    [
        (80.0, 10, []),
        (97.0, 3.9, []),
        (97.0, 5, [("wet leaves", False)]),
        (97.0, 9, [("wet leaves", True)]),
    ],
)
def test_dew_is_what_stays_on_leaves_for_hours(
    humidity_pct: float, lasting_h: float, what: list[tuple[str, bool]]
) -> None:
    """Leaves of 9 °C in air of 10 °C are wet at 97 %: after four hours a call is right, after eight due."""
    found = hardships(_night(9.0, humidity_pct, lasting_h))
    assert [(one.what, one.is_grave) for one in found] == what


DEW = Hardship("bay", "wet leaves", frozenset({"condensation"}), 4 * HOUR_S, 9 * HOUR_S, 4 * HOUR_S, False)
PAGES = [Page("bay", 8 * HOUR_S, "condensation"), Page("bay", 8 * HOUR_S, "too_cold")]


def test_a_page_that_weather_bears_out_is_not_false_and_any_other_is() -> None:
    """A call for dew while there is dew is right; one for frost in the same hour, or at noon, is not."""
    noon = Page("bay", 12 * HOUR_S, "condensation")
    (outcome,) = judge((Week(),), [*PAGES, noon], {}, [DEW])
    assert outcome.borne_out == (PAGES[0],)
    assert outcome.false == (PAGES[1], noon)
    assert tally((outcome,)).borne_out == 1


def test_a_normal_week_with_a_grave_hardship_is_none() -> None:
    """What was meant to be normal and froze is a fault to be found; a faulty week keeps its label."""
    grave = Hardship("bay", "frost", frozenset({"too_cold"}), 5 * HOUR_S, 9 * HOUR_S, 2 * HOUR_S, True)
    assert put_right((Week(),), [DEW]) == (Week(),)
    (froze,) = put_right((Week(),), [DEW, grave])
    assert (froze.fault, froze.harm, froze.begins_s) == ("frost", "plants", 2 * HOUR_S)
    assert tally(judge((froze,), PAGES, {}, [DEW, grave])).found == 1
    faulty = Week(fault="sensor silent", harm="blind")
    assert put_right((faulty,), [grave]) == (faulty,)
