"""What docs/influxdb.md says of names, settings and versions is what the store does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from api.settings import Settings
from ingest.reading import Reading
from ingest.settings import StoreSettings
from ingest.store.influx.line_protocol import hour_line, to_lines, to_own_lines, trial_line
from ingest.store.influx.server import Server

PAGE = (Path(__file__).parent.parent / "docs" / "influxdb.md").read_text("utf-8")
READING = Reading("bay-1", "air_temperature_c", 5, 20.0, 9, 1, 19.0)


def _fields(line: str) -> set[str]:
    return set(re.findall(r"(\w+)=", line.split(" ")[1]))


def test_the_example_configuration_is_one(tmp_path: Path) -> None:
    """The configuration that the page shows names a store in InfluxDB, whose token is in a file."""
    shown = re.search(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert shown is not None
    token = tmp_path / "token"
    token.write_text("secret\n", "utf-8")
    text = shown.group(1).replace("/etc/coldframe/influxdb-token", str(token))
    access = Settings.model_validate(tomllib.loads(text)).store.access()
    assert (access.bucket, access.token) == ("coldframe", "secret")


def test_the_page_names_every_field_of_a_reading_and_of_an_hour() -> None:
    """Each field, tag and measurement that other tools find in the database is explained."""
    for field in _fields(to_lines([READING], "reading")[0]):
        assert f"`{field}`" in PAGE, field
    for tag in re.findall(r",(\w+)=", to_own_lines([READING], "reading", "1")[0].split(" ")[0]):
        assert f"`{tag}`" in PAGE, tag
    hour = hour_line("reading_hourly", "bay-1", "air_temperature_c", (0, 1.0, 5, 2.0, 6, 1.5, 2, 1.2))
    assert "`reading_hourly`" in PAGE
    assert f"`{trial_line('reading', 0).split(' ')[0]}`" in PAGE
    for field in _fields(hour):
        assert f"`…{field.removeprefix('air_temperature_c')}`" in PAGE, field


def test_the_page_says_where_each_generation_takes_lines() -> None:
    """The table of versions has the address to which lines of each generation go."""
    for generation, name in ((1, "1.6 to 1.13"), (2, "2.x"), (3, "3 Core")):
        path = Server("", generation, None, 0, append_only=False).write_path
        assert re.search(rf"^\| {re.escape(name)} \| `{path}`", PAGE, flags=re.MULTILINE), name


def test_the_page_names_only_settings_that_there_are() -> None:
    """Each setting of the store that the page names can be set."""
    named = {"keep_days", "token_file", "password_file", "organisation", "bucket", "database"}
    assert named <= StoreSettings.model_fields.keys()
    assert {name for name in named if name not in PAGE} == set()
