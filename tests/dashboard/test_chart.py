"""The page of a place: its chart, its newest values and its history."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.dashboard.chromium import Visit
from tests.dashboard.farm import Farm

pytestmark = pytest.mark.chromium


def test_the_chart_keeps_its_peak(farm: Farm, visit: Visit) -> None:
    """A tap on a place opens its day with the peak in words, and the same peak in the week and the month."""
    farm.live(hours=2, truck_c=9)
    farm.live(hours=0.2, truck_c=14.7)
    farm.live(hours=1)
    page = visit.see(farm.wall_clock)
    page.locator("a.tile").filter(has_text="Truck 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Truck 1")
    for period in ("24 h", "7 d", "30 d"):
        page.get_by_role("button", name=period).click()
        expect(page.get_by_role("button", name=period)).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("img", name=f"Chart of Air temperature, {period}")).to_be_visible()
        expect(page.locator("figcaption")).to_contain_text("Highest 14.7")


def test_the_legend_says_what_is_shaded(farm: Farm, visit: Visit) -> None:
    """What is outside the limits is named in words beside the pattern that marks it."""
    farm.live(hours=3, truck_c=14)
    page = visit.see(farm.wall_clock)
    page.locator("a.tile").filter(has_text="Truck 1").click()
    legend = page.get_by_role("list", name="What the chart marks")
    expect(legend).to_contain_text("Allowed")
    expect(legend).to_contain_text("Outside limits")


def test_another_quantity(farm: Farm, visit: Visit) -> None:
    """The chart shows another quantity of the place when it is asked for."""
    page = visit.see(farm.wall_clock)
    page.locator("a.tile").filter(has_text="Cold room").click()
    page.get_by_role("button", name="Relative humidity").click()
    expect(page.get_by_role("img", name="Chart of Relative humidity, 24 h")).to_be_visible()
    expect(page.locator("figcaption")).to_contain_text("Lowest 92")


def test_a_door_is_open_or_shut(farm: Farm, visit: Visit) -> None:
    """The chart of a door has no highest and no lowest value."""
    page = visit.see(farm.wall_clock)
    page.locator("a.tile").filter(has_text="Truck 1").click()
    expect(page.locator("figcaption")).to_be_visible()
    page.get_by_role("button", name="Door").click()
    expect(page.get_by_role("img", name="Chart of Door, 24 h")).to_be_visible()
    expect(page.locator("figcaption")).to_have_count(0)


def test_times_are_those_of_the_site(farm: Farm, visit: Visit) -> None:
    """A browser in Toronto shows the times of Qingtian."""
    farm.live(hours=0.2, truck_c=4.4)
    page = visit.see(farm.wall_clock)
    page.locator("a.tile").filter(has_text="Truck 1").click()
    expect(page.locator("figcaption")).to_contain_text("Highest 4.4\u202f°C, 02:4")


def test_the_keyboard_reaches_everything(farm: Farm, visit: Visit) -> None:
    """Without a mouse one opens a place, changes the period, and goes back."""
    page = visit.see(farm.wall_clock)
    page.locator("a.tile").filter(has_text="Truck 1").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="7 d").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="7 d")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Farm").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Places")).to_be_visible()
