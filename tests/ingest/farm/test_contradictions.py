"""What a farm file may not say: each contradiction is refused by name, and nothing is changed."""

from __future__ import annotations

import pytest

from ingest.books import Books
from ingest.errors import SettingsError
from tests.ingest.farm.applying import applied


def _mistakes(books: Books, text: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as error:
        applied(books, text)
    return error.value.problems


_SITE = '[[sites]]\nid = "s"\nname = "S"\ntime_zone = "UTC"\n'
_ROOM = _SITE + '[[places]]\nid = "r"\nsite = "s"\nname = "R"\nkind = "cold_room"\nrecipe = "cold_room"\n'
_HANGS = '[[installations]]\ndevice = "d"\nplace = "r"\n'
_OFFSET = '[[calibrations]]\ndevice = "d"\nquantity = "co2_ppm"\noffset = 5\nfrom = 2026-06-01\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            _ROOM + _HANGS + _HANGS,
            "installations.1.from: saw 'from ever on', expected another time than installations.0: one",
        ),
        (
            _ROOM + _HANGS + "to = 2026-06-10\n" + _HANGS + "from = 2026-06-05\n",
            "installations.1.from: saw '2026-06-05'",
        ),
        (
            _ROOM + _HANGS + "from = 2026-06-10\nto = 2026-06-05\n",
            "installations.0.to: saw '2026-06-05', expected a time after",
        ),
        (
            _ROOM + _HANGS + "from = 2026-07-01\n",
            "installations.0.from: saw '2026-07-01', expected now or an earlier time",
        ),
        (
            _ROOM + _HANGS + "from = 2026-06-01T10:00:00\n",
            "installations.0.from: saw 2026-06-01 10:00:00, expected a time with its offset",
        ),
        (
            _ROOM + _HANGS.replace('"r"', '"attic"'),
            "installations.0.place: saw 'attic', expected the id of a place",
        ),
        (
            _ROOM + _HANGS + '[[devices]]\nid = "d"\nplace = "r"\n',
            "devices.0.place: saw 'r', expected no place here",
        ),
        (_ROOM + '[[devices]]\nid = "d"\nplace = "attic"\n', "devices.0.place: saw 'attic'"),
        (_ROOM.replace('site = "s"', 'site = "z"'), "places.0.site: saw 'z', expected the id of a site"),
        (
            _ROOM.replace('recipe = "cold_room"', 'recipe = "truck"'),
            "places.0.recipe: saw 'truck', expected a recipe for a place of kind cold_room:",
        ),
        (_ROOM + _ROOM.replace('id = "r"', 'id = "q"'), "sites.1.id: saw 's', expected an id that no other"),
        (_OFFSET.replace("co2_ppm", "warmth"), "calibrations.0.quantity: saw 'warmth', expected one of air"),
        (
            _OFFSET + _OFFSET,
            "calibrations.1.from: saw '2026-06-01', expected another time than calibrations.0: co2_ppm of d",
        ),
        (_OFFSET.replace("from = 2026-06-01\n", ""), "calibrations.0.from: saw nothing"),
        (_OFFSET + 'due = "soon"\n', "calibrations.0.due: saw 'soon'"),
        (
            '[[fields]]\nmodel = "m"\nfield = "x"\n',
            "fields.0.quantity: saw nothing, expected a quantity, or ignore = true",
        ),
        (
            '[[fields]]\nmodel = "m"\nfield = "x"\nquantity = "co2_ppm"\nunit = "V"\n',
            "fields.0.unit: saw 'V', expected a unit in which co2_ppm",
        ),
        ('[[fields]]\nmodel = "m"\nfield = "x"\nignore = true\n' * 2, "fields.1.field: saw 'x'"),
        (
            '[[gateways]]\nid = "g"\ntime_zone = "Mars/Base"\n',
            "gateways.0.time_zone: saw 'Mars/Base', expected the name of an IANA time zone",
        ),
        ("[[cows]]\n", "cows: there is no such setting"),
        ("[[devices]\n", "the file is not TOML"),
    ],
)
def test_contradictions_are_refused_by_name(books: Books, text: str, problem: str) -> None:
    """Each mistake names the entry, the field and what was seen there, and nothing at all is changed."""
    before = books.farm()
    problems = _mistakes(books, text)
    assert len(problems) == 1
    assert problems[0].startswith(problem)
    assert books.farm() == before


def test_all_mistakes_are_told_at_once(books: Books) -> None:
    """A mistake never comes alone: one run tells them all."""
    text = _ROOM + _HANGS.replace('"r"', '"attic"') + _OFFSET.replace("co2_ppm", "warmth")
    assert len(_mistakes(books, text)) == 2
