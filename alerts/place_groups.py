"""Which watches each place calls for, in groups that come and go together. Pure wiring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from alerts.box_watches import box_watches
from alerts.handling_watches import handling_watches
from alerts.moist_watches import moist_watches
from alerts.place_watches import place_watches
from alerts.plan import Heard, Plan
from alerts.watch import Watch

Group: TypeAlias = tuple[str, str]
"""Watches that come and go together: those of one "place", "lot" and so on, and its id."""


def place_groups(plan: Plan, heard: Heard) -> dict[Group, tuple[Watch, ...]]:
    """Return what is watched at every place."""
    hanging = {place_id: one.installations for place_id, one in plan.places.items()}
    groups: dict[Group, tuple[Watch, ...]] = {}
    for place_id, one in plan.places.items():
        groups["place", place_id] = place_watches(one.place, one.recipe, one.installations, one.zone)
        if one.recipe.ice is not None:
            stowages = plan.stowages(place_id)
            groups["box", place_id] = tuple(box_watches(place_id, one.recipe.ice, stowages, hanging))
    return groups | heard_groups(plan, plan.places, heard)


def heard_groups(plan: Plan, place_ids: Iterable[str], heard: Heard) -> dict[Group, tuple[Watch, ...]]:
    """Return what is watched at some places because their devices tell of it."""
    groups: dict[Group, tuple[Watch, ...]] = {}
    for place_id in place_ids:
        one = plan.places[place_id]
        groups["water", place_id] = tuple(moist_watches(one.place, one.recipe, one.installations, heard))
        if one.recipe.rough is not None:
            stowages = plan.stowages(place_id)
            watches = handling_watches(one.recipe.rough, stowages, one.installations, heard)
            groups["handling", place_id] = tuple(watches)
    return groups
