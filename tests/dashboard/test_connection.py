"""What the page shows while it cannot reach the service."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.dashboard.chromium import Visit
from tests.dashboard.farm import TOO_WARM, Farm

pytestmark = pytest.mark.chromium


def test_a_lost_connection_is_told_and_found_again(farm: Farm, visit: Visit) -> None:
    """The last state stays, marked as old in words, and comes back to life by itself."""
    page = visit.page
    expect(page.get_by_role("banner")).to_contain_text("All good")

    visit.context.set_offline(True)
    expect(page.get_by_role("banner")).to_contain_text("We cannot see")
    expect(page.get_by_role("banner")).to_contain_text("Last known: All good.")
    expect(page.get_by_text(re.compile("^Old: no connection since 02:3"))).to_be_visible()
    expect(page.locator("a.tile").filter(has_text="Truck 1")).to_contain_text("Old: all good")

    farm.live(hours=3, truck_c=14)
    visit.context.set_offline(False)
    expect(page.get_by_role("article").filter(has_text=TOO_WARM)).to_be_visible()
    expect(page.get_by_text("Old: no connection")).to_have_count(0)


def test_a_reload_without_a_service_shows_the_last_state(farm: Farm, visit: Visit) -> None:
    """A page that is opened while the service does not answer shows what it knew, and says that it is old."""
    page = visit.see(farm.wall_clock)
    expect(page.get_by_role("banner")).to_contain_text("All good")
    visit.context.route("**/api/**", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("banner")).to_contain_text("We cannot see")
    expect(page.get_by_text("Old: no connection since")).to_be_visible()
    expect(page.locator("a.tile").filter(has_text="Truck 1")).to_contain_text("1.0")
    page.get_by_role("link", name="Who goes where").click()
    expect(page.get_by_role("alert")).to_have_text("This could not be loaded: no answer")
    visit.context.unroute("**/api/**")
    expect(page.get_by_role("banner")).to_contain_text("All good")


def test_nobody_takes_an_alert_into_the_void(farm: Farm, visit: Visit) -> None:
    """Without a connection the button is gone, so that nobody believes to have told the others."""
    page = visit.page
    farm.live(hours=3, truck_c=14)
    alert = page.get_by_role("article").filter(has_text=TOO_WARM)
    expect(alert.get_by_role("button", name="I’ve got it")).to_be_visible()
    visit.context.set_offline(True)
    expect(alert).to_contain_text("taking it is not possible now")
    expect(alert.get_by_role("button")).to_have_count(0)
    visit.context.set_offline(False)
    expect(alert.get_by_role("button", name="I’ve got it")).to_be_visible()
