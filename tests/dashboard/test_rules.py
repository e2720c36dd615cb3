"""The rules of a place on its page: a change is looked at before it is saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from alerts.rule_book import Kind, Subject
from tests.dashboard.chromium import Visit
from tests.dashboard.farm import Farm

pytestmark = pytest.mark.chromium


def test_a_change_is_tried_on_what_was_measured_and_then_saved(farm: Farm, visit: Visit) -> None:
    """A lower limit for the cold room: the page shows the alert it would have raised, then saves it."""
    page = visit.see(farm.wall_clock)
    page.goto(f"{visit.url}/#/places/cold-room")
    page.get_by_text("Every number it is watched by").click()
    high = page.get_by_label("limits · air temperature c · high")
    expect(high).to_have_value("3.5")
    save = page.get_by_role("button", name="Save these rules")
    expect(save).to_be_disabled()
    high.fill("0.2")
    page.get_by_role("button", name="Show what this would have told in 30 days").click()
    expect(page.get_by_text("With the change: 1 alert.")).to_be_visible()
    expect(page.get_by_text("new: too warm")).to_be_visible()
    page.get_by_label("Your name").fill("Ana")
    page.get_by_label("Why (others will read it)").fill("strawberries")
    save.click()
    expect(page.get_by_text("Saved. They hold from now on.")).to_be_visible()
    expect(page.get_by_text("by Ana")).to_contain_text("(strawberries)")
    page.get_by_text("Numbers that may be set besides").click()
    page.get_by_label("limits · air temperature c · compliance high").fill("6")
    page.get_by_role("button", name="Show what this would have told in 30 days").click()
    expect(page.get_by_text("The same alerts, perhaps at other times.")).to_be_visible()
    save.click()
    expect(page.get_by_label("limits · air temperature c · compliance high")).to_have_value("6")
    expect(page.get_by_text("compliance high: 6\u202f°C, by Ana")).to_be_visible()
    page.get_by_role("button", name="°F").click()
    page.get_by_text("Every number it is watched by").click()
    expect(page.get_by_label("limits · air temperature c · compliance high")).to_have_value("42.8")
    expect(page.get_by_label("limits · air temperature c · hysteresis")).to_have_value("0.9")
    own = farm.service.alerts.rule_book.own(Subject(Kind.PLACE, "cold-room"))
    assert own == {
        "limits.air_temperature_c.high": 0.2,
        "limits.air_temperature_c.compliance_high": 6.0,
    }
