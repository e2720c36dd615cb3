"""Pain 14, a query language that churns: nothing that people read, configure or copy is written in Flux."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLUX = re.compile(
    r"\|>\s*range\(|from\s*\(\s*bucket|application/vnd\.flux|/api/v2/query|version:\s*Flux", re.IGNORECASE
)


def test_there_is_no_flux_in_what_is_shipped() -> None:
    """Configuration, dashboards, docs and code ask every version of InfluxDB in InfluxQL."""
    listed = subprocess.run(
        ["git", "ls-files", "README.md", "docs", "deploy", "api", "ingest", "alerts", "simulators"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    texts = [
        Path(name)
        for name in listed
        if Path(name).suffix in {".py", ".md", ".toml", ".json", ".yaml", ".ts", ".tsx"}
    ]
    assert len(texts) > 500
    found = [str(name) for name in texts if FLUX.search((ROOT / name).read_text(encoding="utf-8"))]
    assert found == []


def test_what_would_be_flux_is_recognised() -> None:
    """The search sees what Flux looks like, and leaves InfluxQL alone."""
    assert FLUX.search('from(bucket: "farm") |> range(start: -1h)')
    assert not FLUX.search('SELECT mean("air_temperature_c") FROM "reading" WHERE time > now() - 1h')
