"""The farm file: planned, applied, written, and refused where it contradicts itself or the farm."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.books import Books, open_books
from ingest.clock import MS_PER_DAY, ManualClock
from ingest.database import Database
from ingest.farm.written import written
from ingest.known import Meaning
from ingest.place import Calibration, Installation
from tests.ingest.farm.applying import NOW_MS, applied

MIDNIGHT_MS = 1_780_243_200_000
"""2026-06-01 00:00 in Shanghai."""

FARM = """
[[sites]]
id = "farm"
name = "Farm"
time_zone = "Asia/Shanghai"

[[places]]
id = "cold-1"
site = "farm"
name = "Cold room 1"
kind = "cold_room"
recipe = "cold_room"

[[places]]
id = "truck-1"
site = "farm"
name = "Truck 1"
kind = "truck"
recipe = "truck"

[[gateways]]
id = "gw-1"
name = "Roof"
time_zone = "Asia/Singapore"

[[devices]]
id = "probe"
name = "Return air"

[[installations]]
device = "probe"
place = "cold-1"
position = "return air"

[[installations]]
device = "probe"
place = "truck-1"
position = "front"
from = 2026-06-01

[[calibrations]]
device = "probe"
quantity = "air_temperature_c"
offset = -0.3
certificate = "C-17"
due = 2027-06-01
from = 2026-06-01T00:00:00+08:00

[[fields]]
model = "Acme TH-1"
field = "probes.0.x"
quantity = "air_temperature_c"
unit = "°F"
channel = "2"

[[fields]]
model = "Acme TH-1"
field = "uptime"
ignore = true
"""


def test_a_farm_file_says_everything(books: Books) -> None:
    """Sites, places, gateways, devices with their moves, calibrations and meanings are known afterwards."""
    steps = applied(books, FARM)
    assert steps == [
        "+ site farm: Farm, Asia/Shanghai",
        "+ place cold-1: Cold room 1, farm, cold_room, cold_room",
        "+ place truck-1: Truck 1, farm, truck, truck",
        "+ gateway gw-1: Roof, Asia/Singapore",
        "+ device probe: Return air (not heard yet)",
        "+ device probe: hangs at cold-1 (return air) from ever on until 2026-06-01T00:00+08:00",
        "~ device probe: moves from cold-1 (return air) to truck-1 (front) on 2026-06-01T00:00+08:00",
        "+ calibration probe air_temperature_c: -0.3 from 2026-06-01T00:00+08:00, C-17, due 2027-06-01",
        "+ field probes.0.x of model Acme TH-1: air_temperature_c in °F, probe 2",
        "+ field uptime of model Acme TH-1: left alone",
    ]
    registry = books.registry
    assert registry.installations() == (
        Installation("probe", "cold-1", "return air", 0, MIDNIGHT_MS),
        Installation("probe", "truck-1", "front", MIDNIGHT_MS),
    )
    assert (registry.gateway("gw-1").title, registry.device("probe").title) == ("Roof", "Return air")
    assert books.calibrations.all() == (
        Calibration("probe", "air_temperature_c", -0.3, "C-17", "2027-06-01", MIDNIGHT_MS, created_ms=NOW_MS),
    )
    assert books.known.meanings("Acme TH-1") == {
        "probes.0.x": Meaning("air_temperature_c", "°F", "2"),
        "uptime": Meaning(""),
    }
    assert str(books.known.zone("gw-1")) == "Asia/Singapore"


def test_applying_a_file_twice_changes_nothing(books: Books) -> None:
    """The second time there is nothing to do, also after a restart."""
    applied(books, FARM)
    before = books.farm()
    assert applied(books, FARM) == []
    assert books.farm() == before


def test_what_is_written_changes_nothing_where_it_is_applied(books: Books, tmp_path: Path) -> None:
    """Export and apply is nothing to do, and on an empty farm it makes the same farm."""
    applied(books, FARM)
    books.registry.take_away("probe", NOW_MS - MS_PER_DAY)
    text = written(books.farm())
    assert applied(books, text) == []
    other = Database(tmp_path / "other.sqlite3")
    other.upgrade()
    twin = open_books(other, ManualClock(NOW_MS))
    applied(twin, text)
    assert written(twin.farm()) == text
    assert twin.registry.installations() == books.registry.installations()
    other.close()


def test_a_file_does_not_undo_what_people_moved_since(books: Books) -> None:
    """An entry says since when a device hung somewhere, not until when: later moves and departures stay."""
    applied(books, FARM)
    books.registry.install("probe", "cold-1", "door", NOW_MS - MS_PER_DAY)
    assert applied(books, FARM) == []
    books.registry.take_away("probe", NOW_MS)
    assert applied(books, FARM) == []


def test_a_file_changes_names_and_ends_what_it_says_has_ended(books: Books) -> None:
    """Every difference is one line of the plan: from what to what, and since when."""
    applied(books, FARM)
    changed = FARM.replace('"Return air"', '"Supply air"').replace(
        "from = 2026-06-01\n", "from = 2026-06-01\nto = 2026-06-10\n"
    )
    changed = changed.replace('"°F"', '"K"').replace("offset = -0.3", "offset = 0.0")
    assert applied(books, changed) == [
        "~ device probe: name 'Return air' → 'Supply air'",
        "~ device probe: was at truck-1 (front) from 2026-06-01T00:00+08:00 until 2026-06-10T00:00+08:00",
        "~ calibration probe air_temperature_c: +0 from 2026-06-01T00:00+08:00, C-17, due 2027-06-01",
        "~ field probes.0.x of model Acme TH-1: air_temperature_c in K, probe 2",
    ]
    assert [device.id for device in books.registry.inbox()] == ["probe"]
    assert applied(books, changed) == []


def test_a_place_beside_the_device_is_where_it_hangs_now(books: Books) -> None:
    """As in the configuration: from ever on the first time, from now on where it names another place."""
    applied(books, FARM)
    new = '[[devices]]\nid = "new"\nplace = "cold-1"\nposition = "door"\n'
    assert applied(books, new)[-1] == "+ device new: hangs at cold-1 (door) from ever on"
    moved = new.replace("cold-1", "truck-1")
    assert applied(books, moved) == [
        "~ device new: moves from cold-1 (door) to truck-1 (door) on 2026-06-14T12:10+08:00"
    ]
    assert applied(books, moved) == applied(books, new) == []


def test_a_probe_takes_along_what_it_inherited(books: Books) -> None:
    """A probe that is hung elsewhere by a file hung where its device did until then."""
    applied(books, FARM)
    applied(books, '[[installations]]\ndevice = "probe~2"\nplace = "cold-1"\nfrom = 2026-06-10\n')
    own = [one for one in books.registry.installations() if one.device_id == "probe~2"]
    assert [(one.place_id, one.position) for one in own] == [
        ("cold-1", "return air"),
        ("truck-1", "front"),
        ("cold-1", ""),
    ]


_DAYS = st.integers(1, 13).map(lambda day: f"2026-06-{day:02}T00:00:00Z")


@st.composite
def _histories(draw: st.DrawFn) -> str:
    days = sorted(draw(st.lists(st.integers(1, 13), max_size=5, unique=True)))
    entries = []
    for number, day in enumerate(days):
        latest = days[number + 1] if number + 1 < len(days) else 14
        end = draw(st.none() | st.integers(day + 1, latest)) if latest > day else None
        place = draw(st.sampled_from(["cold-1", "truck-1"]))
        entry = f'[[installations]]\ndevice = "mover"\nplace = "{place}"\nfrom = 2026-06-{day:02}T00:00:00Z\n'
        entries.append(entry + (f"to = 2026-06-{end:02}T00:00:00Z\n" if end else ""))
    return "".join(entries)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(_histories(), min_size=1, max_size=4))
def test_whatever_was_applied_last_is_true_and_stays(books: Books, files: list[str]) -> None:
    """After any sequence of files the last one has nothing to do, and neither has what is written then."""
    applied(books, FARM)
    for text in files:
        applied(books, text)
    assert applied(books, files[-1]) == []
    assert applied(books, written(books.farm())) == []
