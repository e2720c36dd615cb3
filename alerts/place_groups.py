"""Which watches each place calls for, in groups that come and go together. Pure wiring."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import TypeAlias

from alerts.box_watches import box_watches
from alerts.clock_watches import clock_watches
from alerts.handling_watches import handling_watches
from alerts.moist_watches import moist_watches
from alerts.place_watches import place_watches
from alerts.plan import Plan
from alerts.recipe import Recipe
from alerts.sensor_watches import sensor_watches
from alerts.watch import Heard, Watch

Group: TypeAlias = tuple[str, str]
"""Watches that come and go together: those of one "place", "lot" and so on, and its id."""


_OF_OTHERS = frozenset({"lot", "gateway"})


def is_of_one(group: Group, place_ids: Container[str]) -> bool:
    """Tell whether the watches of *group* are those of one of these places."""
    kind, name = group
    return kind not in _OF_OTHERS and name in place_ids


def place_groups(plan: Plan, place_ids: Iterable[str], heard: Heard) -> dict[Group, tuple[Watch, ...]]:
    """Return what is watched at these places."""
    return {
        (kind, place_id): watches
        for place_id in place_ids
        for one in (plan.places[place_id],)
        for kind, watches in (*_said(plan, place_id, one.recipe), *_heard(plan, place_id, one.recipe, heard))
    }


def heard_groups(plan: Plan, place_ids: Iterable[str], heard: Heard) -> dict[Group, tuple[Watch, ...]]:
    """Return what is watched at some places because their devices tell of it."""
    return {
        (kind, place_id): watches
        for place_id in place_ids
        for kind, watches in _heard(plan, place_id, plan.places[place_id].recipe, heard)
    }


def all_watches(plan: Plan, place_id: str, recipe: Recipe, heard: Heard) -> Iterator[Watch]:
    """Yield everything that would be watched at a place by *recipe*."""
    for _, watches in (*_said(plan, place_id, recipe), *_heard(plan, place_id, recipe, heard)):
        yield from watches


def _said(plan: Plan, place_id: str, recipe: Recipe) -> Iterator[tuple[str, tuple[Watch, ...]]]:
    """Yield what follows from what people said alone."""
    one = plan.places[place_id]
    yield "place", place_watches(one.place, recipe, one.installations, one.zone)
    if recipe.ice is not None:
        yield "box", tuple(box_watches(place_id, recipe.ice, plan.stowages(place_id), plan.hanging))


def _heard(
    plan: Plan, place_id: str, recipe: Recipe, heard: Heard
) -> Iterator[tuple[str, tuple[Watch, ...]]]:
    """Yield what follows from what devices tell besides."""
    one = plan.places[place_id]
    if recipe.clock is not None:
        yield "clock", tuple(clock_watches(recipe.clock, one.installations, heard))
    yield "water", tuple(moist_watches(one.place, recipe, one.installations, heard))
    yield "sensors", tuple(sensor_watches(one.place, recipe, one.installations, heard))
    if recipe.rough is not None:
        stowages = plan.stowages(place_id)
        yield "handling", tuple(handling_watches(recipe.rough, stowages, one.installations, heard))
