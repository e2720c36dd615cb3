"""What people say of products: it counts at once, it lasts, and it can be taken back."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import sqlalchemy as sa

from alerts.edition import Origin
from alerts.errors import InvalidProduct, NotAllowedNow, UnknownProduct
from alerts.ledger.tables import PRODUCT_CHANGE
from alerts.lot import Lot
from alerts.product import BUILTIN_PRODUCTS
from alerts.product_book import Change, ProductBook
from ingest.clock import MS_PER_DAY
from tests.alerts.rig import IN_FILES, ROOM, START_MS, Rig, reading

LOT = Lot("L1", "Lot 1", "waxberry", "eps_box", START_MS, 2.0, 1.0)


def waxberry(**life: object) -> dict[str, Any]:
    """Return waxberry as it stands in its file, with other numbers of its life."""
    table = tomllib.loads((BUILTIN_PRODUCTS / "waxberry.toml").read_text(encoding="utf-8"))
    for name, value in life.items():
        table["life"][name] = {**table["life"][name], "value": value, "low": None, "high": None}
    return table


def test_what_was_said_counts_and_lasts(rig: Rig) -> None:
    """An override counts at once and after a restart, with who said it and when; so does its end."""
    edition = rig.products.put("waxberry", waxberry(reference_life=12), "packhouse")
    assert (edition.origin, edition.beneath) == (Origin.PEOPLE, Origin.SHIPPED)
    assert (edition.at_ms, edition.who) == (START_MS, "packhouse")
    again = ProductBook(rig.database, rig.clock, IN_FILES)
    for book in (rig.products, again):
        assert book["waxberry"].reference_life_h == 12 * 24
        assert book.edition("waxberry").file == edition.file
    rig.clock.set(START_MS + 60_000)
    assert again.take_back("waxberry", "owner") == IN_FILES["waxberry"]
    later = ProductBook(rig.database, rig.clock, IN_FILES)
    assert later["waxberry"] is IN_FILES["waxberry"].product
    assert later.changes("waxberry") == (
        Change(START_MS, "packhouse", taken_back=False),
        Change(START_MS + 60_000, "owner", taken_back=True),
    )


def test_lots_are_judged_again_by_the_new_numbers(rig: Rig, farm_again: Rig) -> None:
    """An override without a restart leaves every lot as if it had counted from the beginning."""
    farm_again.products.put("waxberry", waxberry(reference_life=7), "owner")
    for other in (rig, farm_again):
        other.lot_book.add(LOT, ROOM, START_MS)
        for minute in range(0, 240, 10):
            other.at(minute, 6.0)
    before = rig.ledger.journey("L1")[-1].state.life_used
    rig.products.put("waxberry", waxberry(reference_life=7), "owner")
    rig.evaluator.tick()
    assert rig.ledger.journey("L1") == farm_again.ledger.journey("L1")
    assert rig.ledger.journey("L1")[-1].state.life_used == pytest.approx(2.0 * before)


def test_mistakes_are_told_as_those_of_files_are(rig: Rig) -> None:
    """Every mistake comes with field, value and reason, and nothing of it counts."""
    wrong = waxberry(reference_life=0, activation_energy="warm")
    del wrong["limits"]["upper"]["source"]
    with pytest.raises(InvalidProduct) as caught:
        rig.products.put("waxberry", wrong, "owner")
    assert sorted(caught.value.mistakes) == [
        "waxberry: life.activation_energy.value: saw 'warm', expected a number",
        "waxberry: life.reference_life: saw 0 d: 0.0 is not between 0.1 and 1000.0 d",
        "waxberry: limits.upper.source: saw nothing, expected a value, because there is no default",
    ]
    with pytest.raises(InvalidProduct, match="id: saw 'waxberry': expected 'plum', or no id"):
        rig.products.put("plum", waxberry(), "owner")
    assert rig.products["waxberry"] is IN_FILES["waxberry"].product
    assert rig.products.version == 0


def test_no_lot_loses_its_product_or_its_packaging(rig: Rig) -> None:
    """What lots are of cannot vanish, nor the packaging that they are in; both are named."""
    mine = {**waxberry(), "id": "dongkui"}
    rig.products.put("dongkui", mine, "owner")
    rig.lot_book.add(Lot("L2", "Lot 2", "dongkui", "eps_box", START_MS, 2.0, 1.0))
    with pytest.raises(NotAllowedNow, match="dongkui would be gone, and it is what lots are of: L2"):
        rig.products.take_back("dongkui", "owner")
    del mine["packaging"]["eps_box"]
    with pytest.raises(NotAllowedNow, match="would not know the packaging eps_box of lots: L2"):
        rig.products.put("dongkui", mine, "owner")
    assert "eps_box" in rig.products["dongkui"].packagings
    rig.products.put("plum_of_ours", {**waxberry(), "id": "plum_of_ours"}, "owner")
    assert rig.products.take_back("plum_of_ours", "owner") is None
    assert "plum_of_ours" not in rig.products


@pytest.mark.parametrize("product_id", ["waxberry", "dragonfruit"])
def test_only_what_was_said_can_be_taken_back(rig: Rig, product_id: str) -> None:
    """A product that is as in its file, or that there is not, has nothing to take back."""
    with pytest.raises(UnknownProduct, match=product_id):
        rig.products.take_back(product_id, "owner")


def test_what_no_longer_passes_does_not_count(rig: Rig) -> None:
    """A product that a newer Coldframe refuses leaves the one beneath it, and the service starts."""
    rig.products.put("waxberry", waxberry(reference_life=12), "owner")
    with rig.database.begin() as connection:
        connection.execute(sa.update(PRODUCT_CHANGE).values(body=b'{"id": "waxberry"}'))
    assert ProductBook(rig.database, rig.clock, IN_FILES)["waxberry"] is IN_FILES["waxberry"].product


def test_a_lot_in_a_packaging_that_a_file_dropped_harms_no_other(rig: Rig) -> None:
    """Where a file does not know a lot's packaging any more, that lot is left out, and the others go on."""
    rig.lot_book.add(Lot("L0", "Lot 0", "waxberry", "crystal", START_MS, 2.0, 1.0), ROOM, START_MS)
    rig.lot_book.add(LOT, ROOM, START_MS)
    rig.at(10, 1.0)
    assert rig.ledger.journey("L0") == ()
    assert rig.ledger.journey("L1") != ()


def test_what_was_told_before_the_time_of_evidence_stands(rig: Rig) -> None:
    """A lot that has lain for longer than readings are kept goes on from what it had used by then."""
    apples = Lot("L3", "Apples", "apple", "", START_MS, 4.0, 4.0)
    rig.lot_book.add(apples, ROOM, START_MS)
    for day in range(4, 41, 4):
        rig.clock.set(START_MS + day * MS_PER_DAY)
        rig.hear(*(reading(60 * hour, 4.0) for hour in range((day - 4) * 24, day * 24)))
    before = rig.ledger.journey("L3")[-1].state
    assert not before.estimated
    longer = rig.products.edition("apple").file.model_dump(mode="json", exclude_defaults=True)
    longer["life"]["reference_life"] |= {"value": 80, "low": None, "high": None}
    rig.products.put("apple", longer, "owner")
    rig.evaluator.tick()
    after = rig.ledger.journey("L3")[-1].state
    assert not after.estimated
    used_by_day = before.life_used / 40
    assert after.life_used == pytest.approx(used_by_day * (5 + 35 * 40 / 80), rel=0.1)
