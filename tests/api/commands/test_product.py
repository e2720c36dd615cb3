"""``product`` beside a running service, beside a stopped one, and on its own."""

from __future__ import annotations

from pathlib import Path
from unicodedata import east_asian_width

import pytest

from alerts.edition import editions_in_files
from alerts.errors import InvalidProduct, UnknownProduct
from alerts.product import BUILTIN_PRODUCTS
from api.commands import product
from api.errors import BadRequest
from api.service import Service
from api.settings import Settings
from api.views.product_page import product_page
from ingest.clock import SystemClock

EDITIONS = editions_in_files()
PNG = b"\x89PNG\r\n\x1a\n"


def settings_in(folder: Path, mqtt_port: int = 1883) -> Settings:
    """Return the settings of a service in *folder*."""
    broker = {"enabled": True, "port": mqtt_port}
    return Settings.model_validate({"data": folder, "http": {"port": 0}, "broker": broker})


def shown(settings: Settings, name: str, png: Path | None = None) -> list[str]:
    """Return what ``product show`` says."""
    lines: list[str] = []
    assert product.show(settings, name, png, lines.append) == 0
    return lines


def listed(settings: Settings, word: str = "") -> list[str]:
    """Return what ``product list`` says."""
    lines: list[str] = []
    assert product.list_all(settings, word, lines.append) == 0
    return lines


@pytest.mark.parametrize("name", ["waxberry", "Waxberry", "杨梅", " WAXBERRY "])
def test_a_product_is_shown_by_any_of_its_names(tmp_path: Path, name: str) -> None:
    """What is known of waxberry: life with its band, every number with its source and how sure it is."""
    page = "\n".join(shown(settings_in(tmp_path / "none"), name))
    assert page.startswith("Waxberry · 杨梅 · Morella rubra\nwaxberry, as it came with Coldframe\n")
    assert "  1 °C            14 d                10 d                19 d  planned\n" in page
    assert "  0 °C            15 d                11 d                21 d  extrapolated\n" in page
    assert (
        "activation energy               60 kJ/mol (45 to 70)\n    derived from cited numbers [W3]:" in page
    )
    assert "  Insulated (EPS) box             504 min (498 to 504)\n" in page
    assert "  W3: Yang, Zheng, Cao, Tang, Ma, Li 2007" in page
    assert not (tmp_path / "none").exists()


def test_an_unknown_name_is_answered_with_near_ones(tmp_path: Path) -> None:
    """A typing mistake gets suggestions; a name of several products asks which one is meant."""
    nowhere = settings_in(tmp_path / "none")
    with pytest.raises(UnknownProduct, match=r"no product 'waxbery'; meant is perhaps: waxberry \("):
        product.show(nowhere, "waxbery", None, print)
    with pytest.raises(UnknownProduct, match=r"several products are called 'Morella rubra'.*waxberry_export"):
        product.show(nowhere, "Morella rubra", None, print)
    with pytest.raises(UnknownProduct, match=r"no product '###'; `coldframe product list` shows all"):
        product.show(nowhere, "###", None, print)


def test_products_are_listed_by_a_word(tmp_path: Path) -> None:
    """The list keeps its columns apart, and can be narrowed to what has a word in a name of any language."""
    nowhere = settings_in(tmp_path / "none")
    assert len(listed(nowhere)) == len(EDITIONS)
    assert all("  " + EDITIONS[line.split()[0]].file.name.zh in line for line in listed(nowhere))
    assert [line.split()[0] for line in listed(nowhere, "杨梅")] == [
        "waxberry",
        "waxberry_export",
    ]


def test_what_people_said_is_shown_running_or_stopped(tmp_path: Path, free_port: int) -> None:
    """Beside a running service and beside its stopped data the page is that of the edition that counts."""
    settings = settings_in(tmp_path / "data", free_port)
    mine = {**EDITIONS["fig"].file.model_dump(mode="json"), "note": "Ours."}
    with Service(settings, SystemClock()) as service:
        service.alerts.products.put("fig", mine, "packhouse")
        running = shown(settings, "fig")
        assert any(line.endswith("(people)") for line in listed(settings, "fig"))
    assert running[1].startswith("fig, as said by packhouse, 20")
    assert running[1].endswith(" UTC; the shipped one lies beneath")
    assert running[2] == "Ours."
    assert shown(settings, "fig") == running


def test_no_page_is_wider_than_a_terminal() -> None:
    """Every line of every product fits into eighty columns, but for addresses that cannot be broken."""
    for edition in EDITIONS.values():
        for line in product_page(edition):
            width = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line)
            assert width <= 80 or "://" in line, line


def test_the_life_of_a_product_is_drawn(tmp_path: Path) -> None:
    """--png draws a picture; a place that cannot be written to is told."""
    nowhere = settings_in(tmp_path / "none")
    picture = tmp_path / "fig.png"
    assert shown(nowhere, "fig", picture)[-1] == f"{picture}: life against temperature, with its band"
    assert picture.read_bytes().startswith(PNG)
    with pytest.raises(BadRequest, match="cannot be written"):
        product.show(nowhere, "fig", tmp_path / "no" / "fig.png", lambda _: None)


def test_a_file_is_checked_before_it_is_used(tmp_path: Path) -> None:
    """A good file says whose place it takes; a bad one says field, value and reason."""
    own = tmp_path / "fig.toml"
    text = (BUILTIN_PRODUCTS / "fig.toml").read_text(encoding="utf-8")
    own.write_text(text, encoding="utf-8")
    lines: list[str] = []
    assert product.check([own], lines.append) == 0
    assert lines == ["good   fig: Fig, fresh, 无花果, Ficus carica; takes the place of the shipped fig"]
    own.write_text(text.replace('id = "fig"', 'id = "Brown fig"'), encoding="utf-8")
    with pytest.raises(InvalidProduct, match="id: saw 'Brown fig'"):
        product.check([own], print)
