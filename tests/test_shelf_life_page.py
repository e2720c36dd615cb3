"""docs/shelf-life.md: its numbers are computed, its examples run, its figures are those of the code."""

from __future__ import annotations

import doctest
import html
import json
import re
from pathlib import Path

import pytest

from api.figures.canvas import save
from tests.shelf_life_facts import facts, figures

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "shelf-life.md").read_text(encoding="utf-8")
CLAIMS = re.findall(r"(-?[\d,]+(?:\.\d+)?)<!--(\w+)-->", PAGE)
NOT_TEXT = (
    r"```.*?```",
    r"\$\$.*?\$\$",
    r"\$[^$]*\$",
    r"`[^`]*`",
    r"\[[\d, ]+\]",
    r"Q10",
    r"-?[\d,.]+<!--\w+-->",
)
"""Code, formulas, references, and numbers that have a name behind them."""
SPOKEN = {"0", "1", "2", "5", "10", "15", "20", "25", "30", "8", "14", "100"}
"""Temperatures and the like that are asked about, not found: what an example starts from."""


@pytest.mark.parametrize(("said", "name"), CLAIMS, ids=[name for _, name in CLAIMS])
def test_every_number_of_the_page_is_what_the_code_computes(said: str, name: str) -> None:
    """A number with a name behind it is the code's, to the digits that are printed."""
    digits = len(said.partition(".")[2])
    assert f"{facts()[name]:,.{digits}f}" == said


def test_no_number_of_the_page_is_on_its_own() -> None:
    """Whatever else looks like a result in the text has a name behind it, and no name is left over."""
    text = PAGE.partition("## References")[0]
    for without in NOT_TEXT:
        text = re.sub(without, "", text, flags=re.DOTALL)
    assert {number for number in re.findall(r"\d+(?:\.\d+)?", text) if number not in SPOKEN} == set()
    assert {name for _, name in CLAIMS} == set(facts())


def test_the_examples_of_the_page_run() -> None:
    """The code that the page shows prints what the page says."""
    examples = doctest.DocTestParser().get_doctest(PAGE, {}, "shelf-life.md", None, 0)
    assert len(examples.examples) >= 5
    assert doctest.DocTestRunner().run(examples).failed == 0


@pytest.mark.parametrize("name", list(figures()))
def test_the_figures_of_the_page_are_those_of_the_code(name: str) -> None:
    """A figure in the page carries the data that the code computes today (see ``python -m api.figures``)."""
    assert f"(shelf-life/{name}.svg)" in PAGE
    svg = (DOCS / "shelf-life" / f"{name}.svg").read_text(encoding="utf-8")
    carried = re.search(r"<dc:description>(.*?)</dc:description>", svg, flags=re.DOTALL)
    assert carried is not None
    was, now = json.loads(html.unescape(carried.group(1))), figures()[name].data()
    assert was.keys() == now.keys()
    for course, values in now.items():
        assert was[course] == pytest.approx(values, rel=1e-4, abs=1e-4), course


def test_a_figure_is_drawn_with_its_data(tmp_path: Path) -> None:
    """Drawing a figure writes an SVG that has its words as words, and its data; twice the same bytes."""
    drawing = figures()["rates"]
    for file in ("first.svg", "second.svg"):
        save(drawing.draw(), tmp_path / file, drawing.carried())
    first = (tmp_path / "first.svg").read_bytes()
    assert first == (tmp_path / "second.svg").read_bytes()
    assert "temperature of the goods" in first.decode()
    assert "square root: fresh fish.y" in first.decode()
