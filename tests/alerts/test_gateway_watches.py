"""Gateways: whoever is met on the way is watched over as if everybody had been known from the start."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alerts.gateway_watches import Gateways
from ingest.clock import MS_PER_DAY, MS_PER_MINUTE
from ingest.place import Installation
from tests.alerts.rig import RECIPES

_RECIPES = {"cold": RECIPES["cold_room"], "truck": RECIPES["truck"]}
_GATEWAYS = st.sampled_from(["gw-1", "gw-2", "gw-3", "gw-4"])
_DEVICES = st.sampled_from([f"device-{n}" for n in range(12)])
_HUNG = {
    f"device-{n}": (Installation(f"device-{n}", "truck" if n == 11 else "cold", "", n // 6),)
    for n in range(12)
}


@given(st.dictionaries(_DEVICES, _GATEWAYS), st.lists(st.tuples(_DEVICES, _GATEWAYS), max_size=8))
def test_who_is_met_later_is_watched_over_like_those_who_were_known(
    known: dict[str, str], met: list[tuple[str, str]]
) -> None:
    """After any meetings and moves, what was returned last for each gateway is what all of it comes to."""

    def behind() -> dict[str, list[Installation]]:
        return {
            gw: [one for device in known if known[device] == gw for one in _HUNG[device]]
            for gw in known.values()
        }

    gateways = Gateways(behind(), _RECIPES)
    watched = gateways.watches({})
    for device, gateway in met:
        known[device] = gateway
        watched |= gateways.meet([(device, gateway, _HUNG[device])], {})
    assert {name: found for name, found in watched.items() if found} == {
        name: found for name, found in Gateways(behind(), _RECIPES).watches({}).items() if found
    }


def test_who_hangs_nowhere_or_is_behind_nobody_changes_nothing() -> None:
    """A device that waits in the inbox, and one whose gateway is not known, call for no watch."""
    gateways = Gateways({"gw-1": _HUNG["device-1"]}, _RECIPES)
    assert gateways.meet([("new", "gw-1", ()), ("device-2", "", _HUNG["device-2"])], {}) == {}


def test_of_devices_that_are_hung_up_one_after_the_other_only_the_last_crew_is_watched() -> None:
    """Each makes another crew, which is too soon another one for its darkness to be found out."""
    hung = [Installation(f"device-{n}", "cold", "", n * MS_PER_MINUTE) for n in range(60)]
    one, _all = Gateways({"gw": hung}, _RECIPES).watches({}).values()
    assert [(watch.start_ms, watch.end_ms) for watch in one] == [(hung[-1].start_ms, None)]
    late = Installation("late", "cold", "", hung[-1].start_ms + MS_PER_DAY)
    one, _all = Gateways({"gw": [*hung, late]}, _RECIPES).watches({}).values()
    assert [watch.end_ms for watch in one] == [late.start_ms, None]
