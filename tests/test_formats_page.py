"""What docs/formats.md says of every wire format is what the decoders do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ingest.formats import FORMATS
from ingest.formats.wire_format import Format
from ingest.quantity import QUANTITIES
from tests.ingest.formats.contract import CASES

PAGE = Path(__file__).parent.parent / "docs" / "formats.md"
_COLUMNS = 6


def _rows() -> dict[str, list[str]]:
    """Return the cells of the page's table by the name of the format."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| **")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {re.findall(r"`([a-z0-9_]+)`", row[0])[0]: row for row in cells}


def _shown(known: Format) -> set[str]:
    """Return the canonical quantities that a format's golden cases show."""
    samples = [
        sample
        for file in (CASES / known.name).glob("*/expected.json")
        for sample in json.loads(file.read_text("utf-8")).get("samples", [])
    ]
    return {sample["quantity"] for sample in samples} & set(QUANTITIES)


def test_every_format_has_its_row_and_no_row_is_without_a_format() -> None:
    """The page lists the formats that there are."""
    assert list(_rows()) == [known.name for known in FORMATS]


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
def test_a_row_says_what_the_format_does(known: Format) -> None:
    """Title, topics and quantities of a row are those of the format and of its golden cases."""
    row = _rows()[known.name]
    assert len(row) == _COLUMNS
    assert f"**{known.title}**" in row[0]
    assert re.findall(r"`([^`]+)`", row[1]) == list(known.subscriptions)
    assert set(re.findall(r"`([^`]+)`", row[5])) == _shown(known)
    assert all(row)


def test_the_page_says_who_speaks_on_change_and_where_that_is_written() -> None:
    """Title, threshold, longest pause and source are those that formats have; all others are named below."""
    section = PAGE.read_text("utf-8").partition("## Between two readings")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    spoken = [(known.title, known.on_change) for known in FORMATS if known.on_change is not None]
    assert rows == [
        f"| {title} | {one.within_k:g} K | {one.for_h:g} h | {one.source} |" for title, one in spoken
    ]
