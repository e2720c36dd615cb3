"""``check`` beside a stopped service: what is only known with what it keeps."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from alerts.edition import editions_in_files
from alerts.product_book import ProductBook
from api.commands import token
from api.commands.check import check
from api.data_folder import DataFolder
from api.state_database import open_state
from ingest.clock import SystemClock
from tests.mosquitto import free_port

OUTSIDE = """
data = "{folder}"
[http]
host = "0.0.0.0"
port = 0
[broker]
enabled = true
port = {port}
[alerts]
product_rules."own_fig" = {{ "warm.worth_telling" = 0.25 }}
"""


def _lines(folder: Path) -> list[str]:
    """Return what ``check`` finds amiss, or worth a note."""
    file = folder / "coldframe.toml"
    file.write_text(OUTSIDE.format(folder=folder / "data", port=free_port()), encoding="utf-8")
    lines: list[str] = []
    check(file, lines.append)
    return [line for line in lines if not line.startswith("good")][1:]


def test_what_serve_would_refuse_or_leave_out_is_told(tmp_path: Path) -> None:
    """A farm that others could reach wants a token; numbers of a product want it; and is anybody told?."""
    told = _lines(tmp_path)
    assert [line.split(":")[0] for line in told] == [
        "wrong  who may read",
        "wrong  products and recipes",
        "note   ways to tell people",
    ]
    assert "own_fig" in told[1]
    assert not (tmp_path / "data").exists()


def test_what_people_entered_before_counts(tmp_path: Path) -> None:
    """A token, and a product, that a stopped service keeps are seen."""
    token.create(tmp_path / "data", "ana", lambda _: None)
    folder, in_files = DataFolder(tmp_path / "data"), editions_in_files()
    with closing(open_state(folder)) as database:
        fig = in_files["fig"].file.model_dump(mode="json")
        ProductBook(database, SystemClock(), in_files).put("own_fig", {**fig, "id": "own_fig"}, "ana")
    assert [line.split(":")[0] for line in _lines(tmp_path)] == ["note   ways to tell people"]
