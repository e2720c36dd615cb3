"""The pages of goods: lots in the order in which they should leave, and a shipment with its what-if."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from alerts.lot import Leg, Shipment
from ingest.clock import MS_PER_DAY, MS_PER_HOUR
from tests.dashboard.chromium import Visit
from tests.dashboard.farm import Farm

pytestmark = pytest.mark.chromium


def plan(farm: Farm) -> None:
    """Plan a shipment of the lot in the truck, by truck and plane, for a buyer who requires five days."""
    now_ms = farm.clock.now_ms()
    legs = (
        Leg("Truck to Shanghai", now_ms, now_ms + 8 * MS_PER_HOUR, 2.0),
        Leg("Flight to Singapore", now_ms + 10 * MS_PER_HOUR, now_ms + 22 * MS_PER_HOUR, 8.0),
    )
    due_ms = now_ms + MS_PER_DAY
    shipment = Shipment("S1", "Singapore 14", ("L21",), "Market Hall", due_ms, 5.0, legs)
    farm.service.alerts.lot_book.ship(shipment)
    farm.live(hours=0.2)


def test_a_shipment_is_found_read_and_asked_what_a_delay_would_do(farm: Farm, visit: Visit) -> None:
    """From the first page to the lots in their turn, to a shipment, to the days that a day at 20 °C costs."""
    plan(farm)
    page = visit.see(farm.wall_clock)
    page.get_by_role("link", name="Who goes where").click()
    turn = page.get_by_role("listitem").filter(has_text="Lot 21").first
    expect(turn).to_contain_text("Use by")
    turn.get_by_text("Rules").first.click()
    turn.get_by_text("Every number that Lot 21 is judged by").click()
    expect(turn.get_by_label("warm · worth telling")).to_have_value("0.5")
    turn.get_by_role("link", name="goes to Singapore 14").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Singapore 14")
    expect(page.get_by_text("Flight to Singapore")).to_be_visible()
    expect(page.get_by_text("Enough:")).to_be_visible()
    page.get_by_role("button", name="Show what that does").click()
    expect(page.get_by_role("alert")).to_contain_text("Give a delay")
    page.get_by_label("Delay, hours").fill("24")
    page.get_by_label("Air meanwhile").fill("20")
    page.get_by_role("button", name="Show what that does").click()
    expect(page.get_by_text("22 h late")).to_be_visible()
    expect(page.get_by_text("Not enough:")).to_be_visible()
    planned = farm.service.alerts.lot_book.shipment("S1")
    assert planned.arrives_at_ms < farm.clock.now_ms() + MS_PER_DAY
    page.get_by_text("Change what the buyer requires").click()
    page.get_by_label("Days left on arrival").fill("3.5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The buyer requires 3.5 days on arrival.")).to_be_visible()
    assert farm.service.alerts.lot_book.shipment("S1") == replace(planned, required_life_days=3.5)
