"""What README, CHANGELOG and docs claim is what the program does."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

from ingest.quantity import QUANTITIES
from ingest.recognition import Recogniser

ROOT = Path(__file__).parent.parent
PAGES = (
    "README.md",
    "CHANGELOG.md",
    *(str(page.relative_to(ROOT)) for page in sorted(ROOT.glob("docs/*.md"))),
)
SCRIPT_COMMANDS = {"test"}
"""Commands that the shell script answers itself."""


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@cache
def _help_of(command: str) -> str:
    asked = [sys.executable, "-m", "api", *([command] if command else []), "--help"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command} --help: {done.stderr}"
    return done.stdout


def _claimed_commands(page: str) -> list[list[str]]:
    """Return the words of every ./coldframe command that *page* shows, up to a comment or a quote."""
    shown = re.findall(r"\./coldframe ((?:[a-z<\[\-][^`#\n>|]*))", _text(page))
    return [shlex.split(words.split("…")[0]) for words in shown]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_shows_exists(page: str) -> None:
    """Each ./coldframe command in the documents is known to the command line, with each of its options."""
    for command, *words in _claimed_commands(page):
        if command in SCRIPT_COMMANDS:
            continue
        assert command in _help_of(""), f"{page} shows ./coldframe {command}"
        for option in (word for word in words if word.startswith("--")):
            assert option in _help_of(command), f"{page} shows ./coldframe {command} {option}"


def test_readme_shows_the_two_commands_first() -> None:
    """The first commands that a newcomer reads are the demo and the tests."""
    assert [words[0] for words in _claimed_commands("README.md")][:2] == ["demo", "test"]


def test_readme_names_every_option_of_the_demo() -> None:
    """README lists the demo's options as they are."""
    options = set(re.findall(r"--[a-z-]+", _help_of("demo"))) - {"--help"}
    assert {option for option in options if f"`{option}`" not in _text("README.md")} == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_exists(page: str) -> None:
    """Relative links and named source files lead somewhere."""
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", _text(page))
    sources = re.findall(
        r"`((?:ingest|alerts|api|simulators|tests|docs|deploy)/[A-Za-z0-9_./-]+)`", _text(page)
    )
    base = (ROOT / page).parent
    assert [link for link in links if not (base / link).exists()] == []
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_readme_leads_to_every_page() -> None:
    """Who has read README can find every page of the documents from there."""
    pages = {page.relative_to(ROOT).as_posix() for page in (ROOT / "docs").glob("*.md")}
    assert pages - set(re.findall(r"\]\(([^)#]+)\)", _text("README.md"))) == set()


def test_the_folder_table_lists_the_folders() -> None:
    """README's folder table has a row for every folder of the house, and for nothing else."""
    rows = set(re.findall(r"^\| `([a-z]+)/` \|", _text("README.md"), flags=re.MULTILINE))
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    kept = {name.split("/")[0] for name in listed.split("\n") if "/" in name and not name.startswith(".")}
    assert rows == folders & kept


def test_the_example_message_is_understood() -> None:
    """The message that README publishes is decoded to the readings that it shows."""
    shown = re.search(r"-t (coldframe/\S+) -m \\\n\s+'(\{.*\})'", _text("README.md"))
    assert shown is not None
    topic, payload = shown.groups()
    wire_format = Recogniser().by_topic(topic)
    assert wire_format is not None
    report = wire_format.decode(topic, payload.encode(), 1_781_410_200_000)
    values = {sample.quantity: sample.value for sample in report.samples}
    assert values == {"air_temperature_c": 24.6, "relative_humidity_pct": 71.0, "soil_moisture_pct": 31.5}
    assert set(values) <= set(QUANTITIES)


def test_the_changelog_has_the_version_of_the_package() -> None:
    """The newest heading of the changelog is the version in pyproject.toml."""
    version = tomllib.loads(_text("pyproject.toml"))["project"]["version"]
    newest = re.search(r"^## ([0-9.]+)", _text("CHANGELOG.md"), flags=re.MULTILINE)
    assert newest is not None
    assert newest.group(1) == version


def test_the_sample_configuration_names_what_the_pages_name() -> None:
    """Every [table] of the configuration that a page mentions stands in the sample configuration."""
    asked = [sys.executable, "-m", "api", "check", "--sample"]
    sample = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for page in PAGES:
        for table in re.findall(r"`(\[\[?[a-z_.]+\]\]?)", _text(page)):
            assert table in sample, f"{page} mentions {table}"
