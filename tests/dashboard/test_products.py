"""The pages of products: found by a name, read with life, numbers and sources."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.dashboard.chromium import Visit
from tests.dashboard.farm import Farm

pytestmark = pytest.mark.chromium


def test_a_product_is_found_and_read(farm: Farm, visit: Visit) -> None:
    """From the lots to the products, by a Chinese name to waxberry, its life with the band, and a source."""
    farm.service.alerts.products.put("fig", {**_fig(farm), "note": "Ours."}, "packhouse")
    page = visit.see(farm.wall_clock)
    page.get_by_role("link", name="Who goes where").click()
    page.get_by_role("link", name="Products").click()
    expect(page.get_by_text("77 products", exact=True)).to_be_visible()
    page.get_by_label("Search").fill("杨梅")
    expect(page.get_by_text("2 of 77 products")).to_be_visible()
    page.get_by_role("link", name="Waxberry 杨梅 Morella rubra").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Waxberry")
    expect(page.get_by_role("img", name="Life of Waxberry")).to_be_visible()
    planned = page.get_by_role("row").filter(has_text="planned")
    expect(planned.get_by_role("cell").nth(1)).to_have_text("14\u202fd")
    energy = page.locator("div").filter(has=page.get_by_text("activation energy", exact=True)).last
    expect(energy).to_contain_text("60\u202fkJ/mol (45 to 70)")
    expect(energy).to_contain_text("derived from cited numbers")
    energy.get_by_text("Sources").click()
    expect(energy.get_by_text("Journal of Texture Studies")).to_be_visible()
    page.goto(visit.url + "/#/products/fig")
    expect(page.get_by_text("Said by packhouse")).to_be_visible()
    expect(page.get_by_text("packhouse changed it")).to_be_visible()


def test_a_number_is_changed_and_taken_back(farm: Farm, visit: Visit) -> None:
    """A limit of one's own counts at once with its reason; a mistake is told; all of it can be taken back."""
    visit.see(farm.wall_clock)
    page = visit.open("/#/products/waxberry")
    page.get_by_text("Change a number", exact=True).click()
    page.get_by_label("Its new value, °C").fill("99")
    page.get_by_label("Why, or from where").fill("our buyers taste it")
    page.get_by_role("button", name="Let it count").click()
    expect(page.get_by_role("alert")).to_contain_text("limits.upper: saw 99 °C")
    page.get_by_label("Its new value, °C").fill("4.5")
    page.get_by_role("button", name="Let it count").click()
    expect(page.get_by_text("our own choice: our buyers taste it")).to_be_visible()
    assert farm.service.alerts.products["waxberry"].upper_c == 4.5
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("As it came with Coldframe")).to_be_visible()
    assert farm.service.alerts.products["waxberry"].upper_c == 3.0


def _fig(farm: Farm) -> dict[str, object]:
    return farm.service.alerts.products.edition("fig").file.model_dump(mode="json")
