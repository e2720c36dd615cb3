"""What deploy/grafana ships: Grafana can read it, and each of its queries is answered by a real InfluxDB."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml  # type: ignore[import-untyped]  # ships no types

from ingest.quantity import QUANTITIES
from ingest.reading import Reading
from ingest.store.influx.answers import Table, tables
from ingest.store.influx.connection import Connection
from ingest.store.influx.store import InfluxStore
from tests.influxdb import InfluxDb
from tests.ingest.readings import START_MS

GRAFANA = Path(__file__).parent.parent / "deploy" / "grafana"
DASHBOARDS = sorted((GRAFANA / "dashboards").glob("*.json"))
SOURCES = sorted((GRAFANA / "datasources").glob("*/*.yaml"))
NAMES = ("bay 1", "bay/2 (south)")
CHOSEN = {
    "one": r"bay\/2 \(south\)",
    "several": r"(bay 1|bay\/2 \(south\))",
    "All": ".*",
}
"""What Grafana puts in place of the devices that are chosen, written as ``:regex`` tells it to."""


class Query(NamedTuple):
    """One query of a dashboard, and where it stands."""

    where: str
    text: str


def _dashboard(file: Path) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return whole


def _queries(file: Path) -> Iterator[Query]:
    dashboard = _dashboard(file)
    for variable in dashboard["templating"]["list"]:
        yield Query(f"variable {variable['name']}", variable["query"])
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield Query(panel["title"], target["query"])


def _as_grafana_sends_it(text: str, chosen: str) -> str:
    """Return *text* with what Grafana puts in place of its own words, and *chosen* for the devices."""
    period = f"time >= {START_MS}ms and time <= {START_MS + 86_400_000}ms"
    words = {"$timeFilter": period, "$__interval": "5m", "${device:regex}": chosen}
    for word, meaning in words.items():
        text = text.replace(word, meaning)
    assert "$" not in text.replace("$/", "/"), text
    return text


@pytest.fixture(scope="module")
def database(influxdb: InfluxDb) -> Iterator[tuple[Connection, str]]:
    """Return a connection to a database that has every quantity of each device."""
    access = influxdb.access()
    store = InfluxStore(access)
    store.write(
        [
            Reading(name, quantity, START_MS + 60_000, 1.0, START_MS)
            for name in NAMES
            for quantity in QUANTITIES
        ]
    )
    store.close()
    connection = Connection(access)
    yield connection, access.bucket
    connection.close()


@pytest.mark.parametrize("file", DASHBOARDS, ids=lambda file: file.stem)
def test_every_query_of_a_dashboard_is_answered(file: Path, database: tuple[Connection, str]) -> None:
    """Each panel and each variable gets values from a database that has them, of the chosen devices."""
    connection, name = database
    asked = list(_queries(file))
    assert len(asked) > 3
    for query in asked:
        for devices, chosen in CHOSEN.items():
            text = _as_grafana_sends_it(query.text, chosen)
            found: list[Table] = list(tables(connection.query(text, name)))
            values = sum(len(table.values) for table in found)
            assert values == (1 if devices == "one" and "device:" in query.text else 2), (
                f"{file.name}, {query.where}: {devices}"
            )


@pytest.mark.parametrize("file", DASHBOARDS, ids=lambda file: file.stem)
def test_a_dashboard_asks_for_what_is_measured_and_lays_out_its_panels(file: Path) -> None:
    """Names of fields are in the glossary, the source is the provisioned one, and no panel hides another."""
    dashboard = _dashboard(file)
    fields = {
        field
        for query in _queries(file)
        for field in re.findall(r'(?:MIN|MAX|MEAN|LAST)\("(\w+)"\)', query.text)
    }
    assert fields <= set(QUANTITIES)
    covered: set[tuple[int, int]] = set()
    for panel in dashboard["panels"]:
        assert panel["datasource"] == {"type": "influxdb", "uid": "coldframe"}
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        squares = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not squares & covered, panel["title"]
        covered |= squares


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.parent.name)
def test_a_source_is_the_one_that_the_dashboards_name(file: Path) -> None:
    """Every way to the data has the same uid, speaks InfluxQL, and takes its secret from the environment."""
    (source,) = yaml.safe_load(file.read_text("utf-8"))["datasources"]
    assert (source["uid"], source["type"]) == ("coldframe", "influxdb")
    assert source["jsonData"]["version"] == "InfluxQL"
    assert source["jsonData"]["dbName"] == source["database"], "older versions know one, newer ones the other"
    assert all("$" in secret for secret in source["secureJsonData"].values())


def test_grafana_is_told_where_the_dashboards_are() -> None:
    """The provider reads files, from the folder that the page tells to copy them to."""
    text = (GRAFANA / "dashboards" / "coldframe.yaml").read_text("utf-8")
    (provider,) = yaml.safe_load(text)["providers"]
    assert provider["type"] == "file"
    page = (GRAFANA.parent.parent / "docs" / "influxdb.md").read_text("utf-8")
    assert provider["options"]["path"] in page
