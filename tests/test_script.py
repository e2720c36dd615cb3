"""The shell script `coldframe`, with a stub in the place of Python that writes down what it is asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOLS = ("sh", "dirname", "cmp", "cp", "mkdir", "chmod", "cat")
NOBODY = 65_534

STUB = """#!/bin/sh
printf '%s\\n' "$*" >> "$STUB_LOG"
case "$*" in
    *version_info*) exit "${STUB_OLD:-0}" ;;
    *ensurepip*) exit "${STUB_NO_VENV:-0}" ;;
    "-m venv "*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
    *"pip install"*) exit "${STUB_NO_PACKAGES:-0}" ;;
    *) exit 0 ;;
esac
"""


@dataclass(frozen=True)
class Machine:
    """A copy of the script in a folder of its own, on a PATH with nothing but the stub and what it needs."""

    folder: Path
    programs: Path

    def run(self, *arguments: str, user: int | None = None, **stub: str) -> subprocess.CompletedProcess[str]:
        """Run the script; *stub* sets how the stub behaves."""
        environment = {"PATH": str(self.programs), "STUB_LOG": str(self.folder / "asked.log"), **stub}
        script = [str(self.programs / "sh"), str(self.folder / "coldframe"), *arguments]
        return subprocess.run(script, env=environment, user=user, capture_output=True, text=True, check=False)

    def asked(self) -> list[str]:
        """Return what the stub was asked for since the last time, without the questions about its version."""
        log = self.folder / "asked.log"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        log.write_text("", encoding="utf-8")
        return [line for line in lines if "version_info" not in line and "ensurepip" not in line]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a fresh machine with a Python of the right age."""
    return _machine_in(tmp_path)


def _machine_in(base: Path) -> Machine:
    folder, programs = base / "coldframe-folder", base / "bin"
    folder.mkdir()
    programs.mkdir()
    for file in ("coldframe", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / file, folder)
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (programs / tool).symlink_to(found)
    (programs / "python3").write_text(STUB, encoding="ascii")
    (programs / "python3").chmod(0o755)
    return Machine(folder, programs)


def _one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Return the last line of what was said, which is all that explains the failure."""
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_the_first_run_makes_the_environment_and_the_second_does_not(machine: Machine) -> None:
    """.venv is made from the lock once, with a line of progress; then commands just run."""
    first = machine.run("demo", "--port", "1")
    assert "installing the packages of requirements.lock" in first.stderr
    asked = machine.asked()
    assert asked[0].startswith("-m venv")
    assert "--require-hashes -r" in asked[-2]
    assert asked[-1] == "-P -m api demo --port 1"
    second = machine.run("check")
    assert (second.stderr, machine.asked()) == ("", ["-P -m api check"])


def test_a_changed_lock_refreshes_the_environment_in_place(machine: Machine) -> None:
    """When the lock changes, the packages are installed again, and a service that runs keeps its Python."""
    machine.run("check")
    machine.asked()
    with (machine.folder / "requirements.lock").open("a", encoding="ascii") as lock:
        lock.write("# another version\n")
    machine.run("check")
    asked = machine.asked()
    assert not any(line.startswith("-m venv") for line in asked)
    assert any("pip install" in line for line in asked)


def test_what_the_tests_need_serves_the_commands_too(machine: Machine) -> None:
    """`test` installs the larger lock and runs the tests; no command then installs the smaller one again."""
    machine.run("test", "-k", "journal")
    assert machine.asked()[-1] == "-m tests -k journal"
    machine.run("demo")
    assert machine.asked() == ["-P -m api demo"]


def test_python_that_is_too_old_is_said(machine: Machine) -> None:
    """Without a Python of at least 3.11, one sentence says what is needed and how to name it."""
    sentence = _one_sentence(machine.run("demo", STUB_OLD="1"))
    assert "Python 3.11 or newer is needed" in sentence
    assert "COLDFRAME_PYTHON" in sentence


def test_missing_pip_or_venv_is_said(machine: Machine) -> None:
    """A Python without pip or venv is named, with the package that brings them."""
    assert "python3 lacks pip or venv" in _one_sentence(machine.run("demo", STUB_NO_VENV="1"))


def test_packages_that_cannot_be_installed_are_said_and_tried_again(machine: Machine) -> None:
    """When pip fails the command does not start, and the next run tries again."""
    assert "could not install the packages" in _one_sentence(machine.run("demo", STUB_NO_PACKAGES="1"))
    machine.asked()
    machine.run("demo")
    assert machine.asked()[-1] == "-P -m api demo"


def test_folder_that_cannot_be_written_is_said() -> None:
    """Where .venv cannot be made because the folder is read-only, one sentence names the folder."""
    with tempfile.TemporaryDirectory() as base:
        machine = _machine_in(Path(base))
        Path(base).chmod(0o755)  # for a user who is not the superuser, to whom every folder is writable
        machine.folder.chmod(0o555)
        done = machine.run("demo", user=NOBODY if os.getuid() == 0 else None)
        machine.folder.chmod(0o755)
        assert f"cannot write in {machine.folder}" in _one_sentence(done)
