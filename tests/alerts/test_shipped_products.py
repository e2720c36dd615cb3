"""The products that come with Coldframe: that all are there, and that their numbers agree with each other."""

from __future__ import annotations

import numpy as np
import pytest

from alerts.product import Product, load_products
from alerts.science.cold_limits import ColdLimits, tolerated_h
from alerts.science.kinetics import arrhenius_rate
from alerts.science.kinetics_from_lives import activation_of_lives
from alerts.science.q10_bands import Q10Bands, banded_q10_rate
from alerts.science.square_root import square_root_rate

PRODUCTS = load_products()
IDS = [
    "waxberry",
    "waxberry_export",
    "strawberry",
    "raspberry",
    "blackberry",
    "blueberry",
    "cranberry",
    "sweet_cherry",
    "sour_cherry",
    "apricot",
    "peach",
    "nectarine",
    "plum",
    "table_grape",
    "kiwifruit",
    "fig",
    "apple",
    "pear",
    "persimmon",
    "lychee",
    "mango",
    "banana",
    "pineapple",
    "papaya",
    "avocado",
    "passion_fruit",
    "guava",
    "orange",
    "mandarin",
    "grapefruit",
    "lemon",
    "lime",
    "cantaloupe",
    "honeydew",
    "watermelon",
    "cucumber",
    "zucchini",
    "eggplant",
    "bell_pepper",
    "tomato_mature_green",
    "tomato_ripe",
    "snap_bean",
    "okra",
    "sweet_corn",
    "broccoli",
    "cauliflower",
    "cabbage",
    "brussels_sprouts",
    "asparagus",
    "celery",
    "carrot",
    "spinach",
    "crisphead_lettuce",
    "romaine_lettuce",
    "butter_lettuce",
    "fresh_cut_lettuce",
    "baby_spinach",
    "endive",
    "basil",
    "green_onion",
    "mushroom",
    "cut_rose",
    "gypsophila",
    "gerbera",
    "sunflower",
    "pasteurised_milk",
    "butter",
    "yoghurt_and_cheese",
    "fresh_fish",
    "map_fish",
    "smoked_salmon",
    "fresh_poultry",
    "fresh_pork",
    "beef_and_lamb",
    "minced_meat",
    "offal",
    "vaccine_2_8",
]
CHILLED = [product for product in PRODUCTS.values() if product.facts.chilling]
every_product = pytest.mark.parametrize("product", PRODUCTS.values(), ids=list(PRODUCTS))


def test_every_product_is_there() -> None:
    """74 kinds of goods: waxberry in two packings, and beef, mince and offal apart as law limits them so."""
    assert set(PRODUCTS) == set(IDS)
    assert len(IDS) == 74 + 1 + 2


@every_product
def test_every_product_can_be_looked_up(product: Product) -> None:
    """Each has its name in English, in Chinese characters and in Latin."""
    assert product.names["en"][0].isascii()
    assert any("\u4e00" <= sign <= "\u9fff" for sign in product.names["zh"])
    assert product.scientific_name


@every_product
def test_cold_and_warm_limits_are_sane(product: Product) -> None:
    """Low alarm < planned < upper; a storage band; no alarm below freezing; none above a legal limit."""
    assert product.freeze_c < product.planned_c < product.upper_c
    facts = product.facts
    assert facts.storage is not None
    assert facts.storage.low.value <= facts.storage.high.value <= product.upper_c
    assert facts.storage.low.value - 0.1 <= product.planned_c <= facts.storage.high.value + 1.0
    if facts.freezing:
        assert facts.freezing.point.value < product.planned_c
    assert all(product.upper_c <= law.maximum.value for law in facts.legal.values())


@every_product
def test_the_conservative_life_is_shipped(product: Product) -> None:
    """Where lives are reported as a range, the short end counts; waxberry's were chosen by hand."""
    number = product.numbers["life.reference_life"]
    if number.low is not None and not product.id.startswith("waxberry"):
        by_scan = product.id == "table_grape"
        assert number.value == (90 if by_scan else number.low)


@pytest.mark.parametrize("product", CHILLED, ids=[product.id for product in CHILLED])
def test_cold_that_injures_is_the_low_limit(product: Product) -> None:
    """Goods that chilling injures alarm at that threshold, and their limits are what the formulas take."""
    chilling = product.facts.chilling
    assert chilling is not None
    assert product.freeze_c == chilling.threshold.value
    pairs = sorted((at.temperature.value, at.time.value * 24.0) for at in chilling.tolerated.values())
    if pairs:
        cold = ColdLimits(tuple(pairs), chilling.threshold.value)
        assert tolerated_h(np.array([pairs[0][0]]), cold)[0] == pytest.approx(pairs[0][1])


@every_product
def test_one_number_says_what_the_kinetics_say(product: Product) -> None:
    """The activation energy agrees with bands or square root at both ends of what its note names."""
    kinetics = product.facts.kinetics
    assert kinetics is not None
    bands = sorted((band.low.value, band.high.value, band.q10.value) for band in kinetics.band.values())
    if kinetics.model == "arrhenius":
        return
    low_c, high_c = 0.0, 10.0
    if kinetics.minimum_temperature:
        said = square_root_rate(high_c, low_c, kinetics.minimum_temperature.value)
    else:
        if len(bands) > 1:
            generic = product.numbers["life.activation_energy"].source == "S1c"
            low_c, high_c = (
                (10.0 if generic and product.facts.chilling and product.freeze_c >= 4 else 0.0),
                20.0,
            )
        edges = (*(low for low, _, _ in bands), bands[-1][1])
        q10 = Q10Bands(edges, tuple(factor for _, _, factor in bands))
        said = float(banded_q10_rate(np.array([high_c]), low_c, q10)[0])
    assert arrhenius_rate(high_c, low_c, product.activation_kj_mol) == pytest.approx(said, rel=0.005)


@pytest.mark.parametrize(
    ("product_id", "rel"),
    [
        ("waxberry", 0.02),
        ("broccoli", 0.1),
        ("romaine_lettuce", 0.02),
        ("butter_lettuce", 0.02),
        ("fresh_cut_lettuce", 0.06),
        ("pasteurised_milk", 0.04),
    ],
)
def test_lives_give_the_shipped_activation_energy(product_id: str, rel: float) -> None:
    """Fitting the lives in a file gives its activation energy; for broccoli only their short ends."""
    seen = PRODUCTS[product_id].facts.observed_life.values()
    temperatures = np.array([life.temperature.value for life in seen])
    fitted = activation_of_lives(temperatures, np.array([life.life.value for life in seen]))
    assert fitted.activation_kj_mol == pytest.approx(PRODUCTS[product_id].activation_kj_mol, rel=rel)


@pytest.mark.parametrize(
    "product_id",
    [
        "fresh_poultry",
        "fresh_pork",
        "beef_and_lamb",
        "minced_meat",
        "offal",
        "fresh_cut_lettuce",
        "baby_spinach",
    ],
)
def test_what_does_not_add_up_says_so(product_id: str) -> None:
    """Meat and ready-to-eat greens carry the safety factor of two and a wide band."""
    product = PRODUCTS[product_id]
    assert product.facts.kinetics is not None
    assert product.facts.kinetics.safety_factor is not None
    assert product.facts.kinetics.safety_factor.value == 2.0
    assert product.model_spread >= 0.30


@every_product
def test_a_life_that_nobody_published_is_not_passed_off(product: Product) -> None:
    """A life that Coldframe chose itself says that none was found, and has a band of half to double."""
    life = product.numbers["life.reference_life"]
    if life.grade == "H":
        assert "no life was found" in life.note or "label rules" in life.note
        assert product.model_spread >= 0.5
