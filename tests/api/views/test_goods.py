"""Lots with what is left of their life."""

from __future__ import annotations

import pytest

from alerts.journey import JourneyState
from alerts.ledger import Passage
from alerts.lot import Lot, Stay
from alerts.product import load_products
from api.views.goods import LotFacts, lot_answer
from tests.api.views.examples import MINUTE_MS, NOW_MS, PLACE

LOT = Lot("L21", "First picking", "waxberry", "open_tray", NOW_MS - 600 * MINUTE_MS, 26.0, 1.0, 120.0)
STAYS = (
    Stay("L21", "gone", NOW_MS - 600 * MINUTE_MS, NOW_MS - 300 * MINUTE_MS),
    Stay("L21", PLACE.id, NOW_MS - 300 * MINUTE_MS),
)
JOURNEY = JourneyState(NOW_MS - MINUTE_MS, 3.5, life_used=0.25)


def _facts(journey: JourneyState | None, product_id: str = "waxberry") -> LotFacts:
    passage = None if journey is None else Passage(LOT.id, PLACE.id, STAYS[1].start_ms, journey, seen=True)
    return LotFacts(LOT, load_products().get(product_id), STAYS, passage, "S1")


def test_a_lot_shows_its_life_with_its_band() -> None:
    """Life used is a percentage, life left three numbers from cautious to hopeful, as of the last reading."""
    answer = lot_answer(_facts(JOURNEY), {PLACE.id: PLACE}, NOW_MS)
    life = answer.remaining_life_days
    assert life is not None
    assert 0.0 < life.p20 < life.p50 < life.p80
    assert answer.life_used_pct == pytest.approx(25.0)
    assert (answer.product_temperature_c, answer.as_of, answer.estimated) == (3.5, NOW_MS - MINUTE_MS, False)
    assert (answer.place_id, answer.place_name, answer.shipment_id) == (PLACE.id, PLACE.name, "S1")


def test_a_place_that_is_gone_goes_by_its_id() -> None:
    """A stay at a place that is no longer known is still shown."""
    answer = lot_answer(_facts(JOURNEY), {PLACE.id: PLACE}, NOW_MS)
    assert [stay.place_name for stay in answer.stays] == ["gone", PLACE.name]


def test_what_was_not_seen_makes_an_estimate() -> None:
    """A history with gaps is marked as estimated; so is a lot that was never seen."""
    unseen = JourneyState(NOW_MS, 3.5, life_used=0.25, half_range=0.05)
    assert lot_answer(_facts(unseen), {}, NOW_MS).estimated
    assert lot_answer(_facts(None), {}, NOW_MS).estimated


def test_a_lot_of_an_unknown_product_claims_no_life_left() -> None:
    """Where the product's file is gone, nothing is said about what is left."""
    answer = lot_answer(_facts(JOURNEY, "dragonfruit"), {}, NOW_MS)
    assert (answer.remaining_life_days, answer.product.name) == (None, "waxberry")
