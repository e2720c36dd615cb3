"""How places and the farm are, in one of four words."""

from __future__ import annotations

import itertools

import pytest

from alerts.alert import AlertState, Severity
from alerts.cause import Cause
from api.schemas.places import State
from api.views.state import Shown, farm_standing, place_standing, worst
from tests.api.views.examples import alert, place, value

MAIN = "air_temperature_c"


def _shown(*args: object, **kwargs: object) -> Shown:
    return Shown(alert(*args, **kwargs), "too warm")  # type: ignore[arg-type]  # passed on as they are


def test_a_place_with_fresh_values_in_their_band_is_good() -> None:
    """Nothing open and something fresh to see: good."""
    assert place_standing([], [value()], MAIN).state is State.GOOD


def test_a_value_outside_its_band_without_an_alert_is_still_good() -> None:
    """What is brief enough for no alert is normal use, and the reason says so."""
    standing = place_standing([], [value(6.0, in_band=False)], MAIN)
    assert standing.state is State.GOOD
    assert "outside its band" in standing.reason


@pytest.mark.parametrize("state", [AlertState.OPEN, AlertState.ACKNOWLEDGED])
@pytest.mark.parametrize(
    ("severity", "expected"), [(Severity.WATCH, State.WATCH), (Severity.ACT_NOW, State.ACT_NOW)]
)
def test_a_lasting_alert_sets_the_state(state: AlertState, severity: Severity, expected: State) -> None:
    """An alert counts until it is over, also when somebody has it in hand."""
    standing = place_standing([_shown(severity, state=state)], [value()], MAIN)
    assert (standing.state, standing.reason) == (expected, "too warm")


@pytest.mark.parametrize("state", [AlertState.RESOLVED, AlertState.WITHDRAWN])
def test_an_alert_that_is_over_sets_nothing(state: AlertState) -> None:
    """Resolved and withdrawn alerts leave the place good."""
    assert place_standing([_shown(Severity.ACT_NOW, state=state)], [value()], MAIN).state is State.GOOD


@pytest.mark.parametrize(
    "values",
    [
        [],
        [value(stale=True)],
        [value(quantity="soil_moisture_pct")],
        [value(stale=True), value(quantity="co2_ppm")],
    ],
)
def test_unknown_is_never_good(values: list[object]) -> None:
    """Without a fresh value of what speaks for the place, it cannot be seen."""
    standing = place_standing([], values, MAIN)  # type: ignore[arg-type]  # a list of values
    assert standing.state is State.CANNOT_SEE
    assert standing.reason


def test_blindness_is_worse_than_watch_and_act_now_is_worse_than_blindness() -> None:
    """A mild alert does not hide that nothing is seen; a severe one is shown all the same."""
    stale = [value(stale=True, age_s=7_200)]
    assert place_standing([_shown(Severity.WATCH)], stale, MAIN).state is State.CANNOT_SEE
    assert place_standing([_shown(Severity.ACT_NOW)], stale, MAIN).state is State.ACT_NOW


def test_one_silent_sensor_beside_a_speaking_one_is_to_be_watched() -> None:
    """A silence is told apart from fine, but does not blind a place that another sensor shows."""
    standing = place_standing([_shown(Severity.ACT_NOW, Cause.SILENT)], [value(), value(stale=True)], MAIN)
    assert standing.state is State.WATCH


def test_a_place_whose_only_sensor_is_not_to_be_trusted_cannot_be_seen() -> None:
    """A fresh value that cannot be true shows nothing; beside a sensor that is well it blinds nobody."""
    sound, broken = value(device="a"), value(device="b")
    alone = place_standing([], [broken], MAIN, {("b", MAIN)})
    assert alone.state is State.CANNOT_SEE
    assert "to be trusted" in alone.reason
    assert place_standing([], [sound, broken], MAIN, {("b", MAIN)}).state is State.GOOD


def test_worst_is_an_order() -> None:
    """The worst of several states does not depend on their order, and nothing at all cannot be seen."""
    for states in itertools.permutations(State):
        assert worst(states) is State.ACT_NOW
    assert worst([State.GOOD, State.WATCH]) is State.WATCH
    assert worst([State.WATCH, State.CANNOT_SEE]) is State.CANNOT_SEE
    assert worst([]) is State.CANNOT_SEE


def test_the_headline_names_the_worst_place_and_counts_the_others() -> None:
    """The farm's sentence names the worst place and says how many more there are."""
    places = [place(State.GOOD, "Bay 1"), place(State.ACT_NOW, "Truck"), place(State.ACT_NOW, "Room")]
    standing = farm_standing(places, [])
    assert standing.state is State.ACT_NOW
    assert standing.reason == "Act now: Truck: too warm, and 1 more"


def test_the_worst_does_not_hide_the_others() -> None:
    """Places that are less bad, but not good, are named after the worst one."""
    places = [
        place(State.WATCH, "Truck"),
        place(State.GOOD, "Bay 1"),
        place(State.CANNOT_SEE, "Bay 2", "no data"),
    ]
    assert farm_standing(places, []).reason == "We cannot see: Bay 2: no data; watch: Truck"


def test_a_farm_is_all_good_only_when_the_service_sees() -> None:
    """A lost broker makes an otherwise good farm one that we cannot see, and says why."""
    assert farm_standing([place(State.GOOD)], []).reason == "All good"
    standing = farm_standing([place(State.GOOD)], ["no connection to the broker"])
    assert standing.state is State.CANNOT_SEE
    assert "no connection to the broker" in standing.reason


def test_a_farm_without_places_is_not_good() -> None:
    """Nothing set up yet is nothing seen."""
    assert farm_standing([], []).state is State.CANNOT_SEE
