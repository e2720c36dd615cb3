"""The night story: a compressor fails, somebody takes it, it is repaired, a sensor falls silent."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.dashboard.chromium import Visit
from tests.dashboard.farm import TOO_WARM, Farm

pytestmark = pytest.mark.chromium


def test_good_night(farm: Farm, visit: Visit) -> None:
    """A farm whose places are inside their limits says so, with every value's age and its lots' days."""
    page = visit.page
    expect(page.get_by_role("banner")).to_contain_text("All good")
    expect(page.get_by_text("No open alerts.")).to_be_visible()
    truck = page.get_by_role("link", name="Truck 1", exact=False).first
    expect(truck).to_contain_text("1.0")
    expect(truck).to_contain_text("ago")
    expect(truck).to_contain_text("Allowed −0.5 to 4.5")
    expect(page.get_by_role("article").filter(has_text="Lot 21")).to_contain_text("days left")
    expect(page.locator(".band-clock")).to_contain_text("02:31")
    assert farm.service.alerts.ledger.alerts() == ()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("banner")).to_contain_text("一切正常")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.get_by_role("button", name="°F").click()
    expect(truck).to_contain_text("33.8")
    expect(truck).to_contain_text("允许范围 31.1 至 40.1\u202f°F")


def test_compressor_fails_and_is_repaired(farm: Farm, visit: Visit) -> None:
    """An alert appears by itself with its cost, is taken by name, and ends with duration, peak and cost."""
    page = visit.page
    expect(page.get_by_role("banner")).to_contain_text("All good")

    farm.live(hours=3, truck_c=14)
    alert = page.get_by_role("article").filter(has_text=TOO_WARM)
    expect(alert).to_be_visible()
    expect(page.get_by_role("banner")).not_to_contain_text("All good")
    expect(alert).to_contain_text("Shelf life used")
    expect(alert).to_contain_text("Goods")
    expect(alert).to_contain_text("Too late about")
    expect(alert).to_contain_text(re.compile("What to do: .+"))
    expect(alert).to_contain_text("Nobody has it yet")

    alert.get_by_role("button", name="I’ve got it").click()
    page.get_by_label("Your name").fill("Ana")
    page.get_by_role("dialog").get_by_role("button", name="I’ve got it").click()
    expect(alert).to_contain_text("Ana has it")
    expect(alert.get_by_role("button")).to_have_count(0)
    (kept,) = farm.service.alerts.ledger.alerts()
    assert kept.acknowledged_by == "Ana"

    farm.live(hours=8)
    expect(page.get_by_text("No open alerts.")).to_be_visible()
    over = page.get_by_text("Over in the last 24 hours (1)")
    over.click()
    row = page.get_by_role("link").filter(has_text=TOO_WARM)
    expect(row).to_contain_text("lasted")
    expect(row).to_contain_text("peak 1")
    expect(row).to_contain_text("of shelf life")
    row.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TOO_WARM)
    expect(page.locator(".history")).to_contain_text("Taken by Ana")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Truck 1：(货物)?温度过高$"))
    expect(page.locator(".history")).to_contain_text("已有人处理 （Ana）")


def test_the_name_is_asked_once(farm: Farm, visit: Visit) -> None:
    """Who has said their name takes the next alert with one press."""
    page = visit.page
    page.evaluate("localStorage.setItem('coldframe.name', 'Luis')")
    farm.live(hours=3, truck_c=14)
    alert = page.get_by_role("article").filter(has_text=TOO_WARM)
    alert.get_by_role("button", name="I’ve got it").click()
    expect(alert).to_contain_text("Luis has it")


def test_silence_is_not_fine(farm: Farm, visit: Visit) -> None:
    """A place whose sensor is silent shows for how long, and the farm says that we cannot see."""
    page = visit.page
    farm.live(hours=1.5, truck_c=None)
    expect(page.get_by_role("banner")).to_contain_text("We cannot see")
    expect(page.get_by_role("article").filter(has_text="Truck 1: no data")).to_be_visible()
    tile = page.locator("a.tile").filter(has_text="Truck 1")
    expect(tile).to_contain_text("No data for 1")
    expect(tile).to_contain_text("Last reading 1.0")


def test_without_a_key_one_can_only_look(farm: Farm, keyless: Visit) -> None:
    """Without a token the page shows the alert and says how to get a link that may command."""
    farm.live(hours=3, truck_c=14)
    alert = keyless.page.get_by_role("article").filter(has_text=TOO_WARM)
    expect(alert).to_contain_text("coldframe token")
    expect(alert.get_by_role("button")).to_have_count(0)
    expect(keyless.open("/?token=wrong").get_by_role("heading")).to_have_text("This link cannot be used")
