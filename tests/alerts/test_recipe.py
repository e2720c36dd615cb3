"""Recipes: what the five kinds of places should be like."""

from __future__ import annotations

from pathlib import Path

import pytest

from alerts.errors import InvalidProduct
from alerts.recipe import BUILTIN_RECIPES, load_recipes
from ingest.place import PlaceKind
from ingest.quantity import QUANTITIES

COLD_ROOM = (BUILTIN_RECIPES / "cold_room.toml").read_text(encoding="utf-8")


def test_there_is_a_recipe_for_every_kind_of_place() -> None:
    """Each kind of place has its recipe, and its main quantity is in the glossary."""
    recipes = load_recipes()
    assert set(recipes) == {"greenhouse_waxberry", "precooler", "cold_room", "truck", "ice_box"}
    assert {recipe.kind for recipe in recipes.values()} == set(PlaceKind)
    assert all(recipe.main_quantity in QUANTITIES for recipe in recipes.values())


@pytest.mark.parametrize("recipe_id", list(load_recipes()))
def test_every_number_has_a_source_or_a_reason(recipe_id: str) -> None:
    """Each number comes from a reference of its file or is a house choice with its reason."""
    recipe = load_recipes()[recipe_id]
    for path, number in recipe.numbers.items():
        if number.grade == "H":
            assert number.source == "house choice", path
            assert number.note, path
        else:
            assert all(key.strip() in recipe.references for key in number.source.split(",")), path


@pytest.mark.parametrize("recipe_id", ["cold_room", "truck", "precooler", "ice_box"])
def test_air_rules_are_patient(recipe_id: str) -> None:
    """Air alone waits longer than a defrost (30 min) or a door in use (15 min); a door less than 25 min."""
    recipe = load_recipes()[recipe_id]
    assert recipe.limits["air_temperature_c"].dwell_min >= 45
    if recipe_id == "cold_room":
        assert recipe.door_dwell_min is not None
        assert 15 < recipe.door_dwell_min < 25


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("low = { value = -0.5", "low = { value = 9", "low 9.0 is not below high 3.5"),
        ("[limits.air_temperature_c]", "[limits.air_temp]", "limits.air_temp is not a quantity"),
        ('kind = "cold_room"', 'kind = "cave"', "kind: saw 'cave'"),
        ('main_quantity = "air_temperature_c"', 'main_quantity = "air"', "main_quantity: saw 'air'"),
        ('value = 0.5, unit = "K"', 'value = 0.5, unit = "%"', "hysteresis: expected K, not %"),
        ('value = 0.5, unit = "K"', 'value = -0.5, unit = "K"', "hysteresis -0.5 is below 0"),
        (
            "act_now_after = { value = 150",
            "act_now_after = { value = 15",
            "act_now_after 15.0 is below dwell",
        ),
        ("high = { value = 3.5", "high = { value = 350", "high 350.0 is not plausible"),
        ('value = 3.5, unit = "°C"', 'value = 3.5, unit = "F"', "high: expected °C, not F"),
        ("low = { value = 80", "lower = { value = 80", "lower: there is no such field"),
        ("dwell = { value = 45", "dwell = { value = true", "dwell.value: saw true"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, before: str, after: str, reason: str) -> None:
    """A recipe with a mistake is refused with file, field, value and reason."""
    assert before in COLD_ROOM
    own = tmp_path / "own.toml"
    own.write_text(COLD_ROOM.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InvalidProduct) as caught:
        load_recipes([own])
    assert "own.toml: " in str(caught.value)
    assert reason in str(caught.value)
