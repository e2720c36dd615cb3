"""Products: shipped data with sources, and mistakes in one's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alerts.edition import Origin, editions_in_files
from alerts.errors import InvalidCommand, InvalidProduct
from alerts.product import BUILTIN_PRODUCTS, load_products

PRODUCTS = load_products()
WAXBERRY = (BUILTIN_PRODUCTS / "waxberry.toml").read_text(encoding="utf-8")


def _mistakes(folder: Path, text: str) -> str:
    (folder / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidProduct) as caught:
        load_products([folder])
    return str(caught.value)


def test_the_shipped_products() -> None:
    """Waxberry and strawberry, on which the demo is built, keep what the engine computes with."""
    waxberry = PRODUCTS["waxberry"]
    assert waxberry.names == {"en": "Waxberry", "zh": "杨梅"}
    assert (waxberry.activation_kj_mol, waxberry.reference_life_h, waxberry.reference_c) == (60.0, 336.0, 1.0)
    assert (waxberry.upper_c, waxberry.freeze_c) == (3.0, -0.5)
    assert PRODUCTS["strawberry"].activation_kj_mol == 58.2


@pytest.mark.parametrize("product_id", list(PRODUCTS))
def test_every_number_has_a_source_that_can_be_looked_up(product_id: str) -> None:
    """Each number names a unit, a grade and either references of its file or a house choice with a reason."""
    product = PRODUCTS[product_id]
    assert len(product.numbers) >= 12
    for path, number in product.numbers.items():
        assert number.unit, path
        if number.grade == "H":
            assert number.note, path
        else:
            assert all(key.strip() in product.references for key in number.source.split(",")), path


def test_export_packing_is_a_profile_of_its_own() -> None:
    """The 30 days that the news claim for export packs carry grade N and never reach the open tray."""
    assert PRODUCTS["waxberry_export"].numbers["life.reference_life"].grade == "N"
    assert PRODUCTS["waxberry"].numbers["life.reference_life"].value == 14


def test_a_number_without_a_source_is_refused(tmp_path: Path) -> None:
    """A product file in which one number has no source does not load, and says which number."""
    text = WAXBERRY.replace('note = "length of a study', 'oops = "', 1)
    text = re.sub(r'(upper = \{ value = 3, unit = "°C"), source = "W1"', r"\1", text)
    assert "own.toml: limits.upper.source: saw nothing, expected a value" in _mistakes(tmp_path, text)


def test_a_source_that_nobody_can_look_up_is_refused(tmp_path: Path) -> None:
    """A source must be one of the file's own references."""
    text = WAXBERRY.replace('source = "C8"', 'source = "C99"')
    assert "packaging.pallet.lag names 'C99'" in _mistakes(tmp_path, text)


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    """Five mistakes in two files are five lines, each with file, field, value seen and reason."""
    text = (
        WAXBERRY.replace("value = 60, unit", 'value = "warm", unit', 1)
        .replace('value = 3, unit = "°C"', 'value = 3, unit = "°F"', 1)
        .replace('value = 0.5, unit = "K"', 'value = 50, unit = "K"', 1)
        .replace('scientific_name = "Morella rubra"', 'latin_name = "Morella rubra"')
    )
    (tmp_path / "broken.toml").write_text("id = ", encoding="utf-8")
    told = _mistakes(tmp_path, text)
    assert "broken.toml: cannot be read as TOML" in told
    assert "own.toml: life.activation_energy.value: saw 'warm'" in told
    assert "expected the unit '°C', not '°F'" in told
    assert "50.0 is not between 0.0 and 5.0 K" in told
    assert "own.toml: scientific_name: saw nothing" in told
    assert "own.toml: latin_name: there is no such field" in told


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (
            'note = "life is known to about 30 %, as three study lengths are all there is"',
            'note = ""',
            "needs a note",
        ),
        ('source = "house choice", grade = "H"', 'source = "house choice", grade = "P"', "belong together"),
        ("value = 14, unit", "value = 4, unit", "outside its own range"),
        (
            "value = -0.5, unit",
            "value = 2, unit",
            "limits: expected freeze_alarm < planned < upper, saw 2.0, 1.0, 3",
        ),
        ("value = 60, unit", "value = nan, unit", "finite number"),
        ('id = "waxberry"', 'id = "Wax berry"', "a text that matches ^[a-z]"),
        ('model = "arrhenius"', 'model = "q10_bands"', "belong together"),
        ("value = 92.5, unit", "value = 192.5, unit", "outside its own range"),
    ],
)
def test_a_number_must_explain_itself(tmp_path: Path, before: str, after: str, reason: str) -> None:
    """Numbers that contradict their own grade, range or neighbours are refused with the reason."""
    assert before in WAXBERRY
    assert reason in _mistakes(tmp_path, WAXBERRY.replace(before, after, 1))


def test_growers_add_and_override_products_in_files(tmp_path: Path) -> None:
    """A grower's folder adds products and overrides shipped ones; two files of one id are refused."""
    (tmp_path / "dongkui.toml").write_text(
        WAXBERRY.replace('id = "waxberry"', 'id = "dongkui"'), encoding="utf-8"
    )
    mine = WAXBERRY.replace('value = 3, unit = "°C"', 'value = 4, unit = "°C"', 1)
    (tmp_path / "waxberry.toml").write_text(mine, encoding="utf-8")
    editions = editions_in_files([tmp_path])
    assert (editions["dongkui"].origin, editions["dongkui"].beneath) == (Origin.FILE, None)
    assert (editions["waxberry"].origin, editions["waxberry"].beneath) == (Origin.FILE, Origin.SHIPPED)
    assert editions["waxberry"].product.upper_c == 4.0
    assert editions["strawberry"].origin is Origin.SHIPPED
    (tmp_path / "again.toml").write_text(WAXBERRY, encoding="utf-8")
    with pytest.raises(InvalidProduct, match="another file already has"):
        editions_in_files([tmp_path])


def test_packaging_decides_the_lag() -> None:
    """The first packaging is the default; an unknown one is refused by name."""
    waxberry = PRODUCTS["waxberry"]
    assert waxberry.packaging("").id == "open_tray"
    assert waxberry.packaging("eps_box").lag_h == pytest.approx(8.4)
    assert waxberry.thinnest_lag_h == pytest.approx(56 / 60)
    with pytest.raises(InvalidCommand, match="expected one of waxberry: open_tray, clamshell"):
        waxberry.packaging("crate")


def test_the_low_limit_is_that_of_the_goods(tmp_path: Path) -> None:
    """An alarm below the freezing point, or beside the chilling threshold, is refused with both numbers."""
    house = 'source = "house choice", grade = "H", note = "a test"'
    frozen = WAXBERRY.replace("value = -0.5, unit", "value = -0.9, unit", 1)
    assert "own.toml: limits.freeze_alarm -0.9 lies below freezing.point, -0.7" in _mistakes(tmp_path, frozen)
    chilled = f'[chilling]\nthreshold = {{ value = 0.5, unit = "°C", {house} }}\n\n[storage]'
    assert "is chilling.threshold, 0.5, not -0.5" in _mistakes(
        tmp_path, WAXBERRY.replace("[storage]", chilled, 1)
    )
