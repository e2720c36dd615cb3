"""The pages of devices: a sensor appears by itself, gets its place, and what it says is explained once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ingest.clock import to_datetime
from tests.dashboard.chromium import Visit
from tests.dashboard.farm import Farm

pytestmark = pytest.mark.chromium

EUI = "a84041000181c061"


def _switch_on(farm: Farm, **fields: object) -> None:
    """Let a new LoRaWAN sensor send its first message."""
    farm.hear(
        f"application/1/device/{EUI}/event/up",
        {
            "time": to_datetime(farm.clock.now_ms()).isoformat(),
            "deviceInfo": {"devEui": EUI, "deviceName": "Spare probe", "deviceProfileName": "LHT65N"},
            "object": dict(fields, temperature=3.4, humidity=91.0),
            "rxInfo": [{"gatewayId": "24e124fffef54092", "rssi": -71, "snr": 9.5}],
        },
    )
    farm.settle()


def _open_inbox(farm: Farm, visit: Visit) -> Page:
    page = visit.see(farm.wall_clock)
    page.get_by_role("link", name="1 device waits for a place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Devices")
    return page


def test_a_new_sensor_appears_by_itself_and_gets_a_place(farm: Farm, visit: Visit) -> None:
    """It waits in the inbox with its live values, until somebody names it and says where it hangs."""
    _switch_on(farm)
    page = _open_inbox(farm, visit)
    card = page.get_by_role("article").filter(has_text=EUI)
    expect(card).to_contain_text("3.4")
    expect(card).to_contain_text("air temperature, relative humidity")
    expect(card).to_contain_text("\u221271")
    card.get_by_role("button", name="Give it a place").click()
    card.get_by_label("Name").fill("Truck wall")
    card.get_by_label("Place").select_option("Truck 1")
    card.get_by_label("Position").fill("back wall")
    card.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Inbox (0)")).to_be_visible()
    expect(page.get_by_role("link", name="Truck wall")).to_contain_text("back wall")
    assert farm.service.ingest.registry.device(EUI).name == "Truck wall"


def test_a_field_that_nobody_understands_is_explained_once(farm: Farm, visit: Visit) -> None:
    """The device's page shows it, and what is said there holds for the model from the next message on."""
    _switch_on(farm, qx7=12.5)
    page = _open_inbox(farm, visit)
    page.get_by_role("link", name="Spare probe").click()
    page.get_by_label("qx7").select_option("Soil moisture, % vol")
    page.get_by_role("button", name="Save the meaning").click()
    expect(page.get_by_text("qx7")).to_have_count(0)
    farm.live(hours=0.2)
    _switch_on(farm, qx7=13.5)
    expect(page.get_by_role("term").filter(has_text="Soil moisture")).to_be_visible()
    expect(page.locator("dd").filter(has_text="13.5")).to_be_visible()


def test_a_calibration_corrects_what_came_before_it_and_can_be_undone(farm: Farm, visit: Visit) -> None:
    """From its date on values are corrected, those that are stored too; undone, they are raw again."""
    _switch_on(farm)
    farm.live(hours=0.2)
    page = _open_inbox(farm, visit)
    page.get_by_role("link", name="Spare probe").click()
    page.get_by_text("Enter a calibration").click()
    page.get_by_label("Offset to add").fill("-0.4")
    page.get_by_label("Certificate number").fill("K-2026-117")
    page.get_by_label("Valid since").fill("2026-06-15T01:00")
    page.get_by_role("button", name="Save the calibration").click()
    expect(page.get_by_text("certificate K-2026-117")).to_contain_text("\u22120.40")
    expect(page.locator("dd").filter(has_text="3.0")).to_contain_text("raw 3.4")
    page.locator("summary").filter(has_text="Undo this calibration").click()
    page.get_by_role("button", name="Undo this calibration").click()
    expect(page.get_by_text("certificate K-2026-117")).to_have_count(0)
    expect(page.locator("dd").filter(has_text="3.4")).not_to_contain_text("raw")


def test_a_gateway_gets_a_name_and_the_zone_of_its_times(farm: Farm, visit: Visit) -> None:
    """What people say of a gateway stands in its row; a zone that does not exist is refused in words."""
    _switch_on(farm)
    page = _open_inbox(farm, visit)
    row = page.get_by_role("listitem").filter(has_text="24e124fffef54092")
    row.get_by_text("Name it, or say where it is").click()
    row.get_by_label("Time zone").fill("Asia/Chingtien")
    row.get_by_role("button", name="Save the gateway").click()
    expect(row.get_by_role("alert")).to_contain_text("Asia/Shanghai")
    row.get_by_label("Time zone").fill("Asia/Tokyo")
    row.get_by_label("Name").fill("On the roof")
    row.get_by_role("button", name="Save the gateway").click()
    named = page.get_by_role("listitem").filter(has_text="On the roof")
    expect(named).to_contain_text("local times in Asia/Tokyo")
    assert farm.service.ingest.registry.gateway("24e124fffef54092").time_zone == "Asia/Tokyo"


def test_without_a_key_devices_can_be_seen_and_not_changed(farm: Farm, keyless: Visit) -> None:
    """Whoever has no key sees what waits, and is told why there is no form."""
    _switch_on(farm)
    page = _open_inbox(farm, keyless)
    page.get_by_role("button", name="Give it a place").click()
    expect(page.get_by_text("this link has no key")).to_be_visible()
