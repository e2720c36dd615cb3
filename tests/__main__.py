"""`./coldframe test`: brings what the tests need, runs them, and says at the end what could not be run.

With arguments it hands them to pytest; without, it runs everything and measures coverage.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from api.building import BuildFailed, build
from tests import edge_node

ROOT = Path(__file__).parent.parent
LEAST_COVERED_PCT = 94
"""Lines and branches of the four packages that the suite has to reach; raised as it grows, never lowered."""

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder with a name of its own is made in it
ROOM_BYTES = 4 << 30
"""A file system in memory, and how much must be free in it: many times what was seen of a run."""

PARTS = {
    "mosquitto": "mosquitto",
    "mosquitto_pub": "mosquitto-clients",
    "chromium": "chromium",
    "influxd": "influxdb",
}
"""Programs that stand for the field in tests, and the Debian packages that bring them."""


def say(line: str) -> None:
    """Print a line of progress, apart from what pytest prints."""
    sys.stderr.write(f"coldframe test: {line}\n")
    sys.stderr.flush()


def missing_programs() -> tuple[str, ...]:
    """Return the programs of PARTS that are not on the PATH."""
    return tuple(program for program in PARTS if shutil.which(program) is None)


def bring_parts() -> None:
    """Install the missing programs from Debian's packages where this machine allows it."""
    missing = missing_programs()
    if not missing or shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    packages = sorted({PARTS[program] for program in missing})
    say(f"installing {', '.join(packages)} from Debian's packages ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "-qq", "install", "--no-install-recommends", "-y", *packages]
    for command in (["apt-get", "-qq", "update"], install):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            say(f"'{' '.join(command)}' failed: {done.stderr.strip()[-400:]}")
            return
    for started in {"mosquitto", "influxdb"} & set(packages) if shutil.which("service") else ():
        # The packages start servers of their own, which would keep ports 1883 and 8086.
        subprocess.run(["service", started, "stop"], capture_output=True, check=False)


def build_dashboard() -> None:
    """Build the dashboard for the tests that look at it; without it they are skipped, or fail in CI."""
    try:
        build(say)
    except (BuildFailed, OSError) as error:
        say(f"the dashboard could not be built: {error}")


def bring_edge_node() -> None:
    """Install the Sparkplug edge node; without it its tests are skipped, or fail in CI."""
    try:
        edge_node.install()
    except (BuildFailed, OSError) as error:
        say(f"the Sparkplug edge node could not be installed: {error}")


@contextmanager
def scratch() -> Iterator[Mapping[str, str]]:
    """Yield the environment of a run whose files are in memory, where this machine has room for them.

    What is tested survives kills of its process, for which memory is as good; a disk that takes its time to
    sync would make the suite several times as long. Journals are cut and flipped as a power cut leaves them.
    """
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM_BYTES:
        yield os.environ
        return
    with TemporaryDirectory(prefix="coldframe-tests-", dir=MEMORY) as folder:
        Path(folder).chmod(0o711)  # some tests run programs as a user who may do little
        yield {**os.environ, "TMPDIR": folder}


def run_pytest(arguments: Iterable[str]) -> int:
    """Run pytest with *arguments*; without any, run everything, and in CI demand LEAST_COVERED_PCT.

    Measuring what is covered makes everything half as slow again, and tells the same every time.
    """
    arguments = list(arguments)
    python = [sys.executable, "-m"]
    if arguments:
        return subprocess.run([*python, "pytest", *arguments], cwd=ROOT, check=False).returncode
    # Brokers, browsers and services are waited for as often as worked for.
    workers = (os.cpu_count() or 1) + 2
    pytest = ["pytest", "-q", f"--numprocesses={workers}", "--dist=loadfile", "--no-loadscope-reorder"]
    coverage = [*python, "coverage"]
    measured = os.environ.get("CI") == "true"
    command = [*coverage, "run", "-m", *pytest] if measured else [*python, *pytest]
    with scratch() as environment:
        tested = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    if not measured:
        return tested
    subprocess.run([*coverage, "combine", "--quiet"], cwd=ROOT, check=False)
    report = [*coverage, "report", f"--fail-under={LEAST_COVERED_PCT}"]
    covered = subprocess.run(report, cwd=ROOT, check=False)
    return tested or covered.returncode


def main() -> int:
    """Bring the parts, build, test; return the exit code."""
    bring_parts()
    build_dashboard()
    bring_edge_node()
    code = run_pytest(sys.argv[1:])
    for program in missing_programs():
        say(f"tests with {program} were skipped: it is not installed (Debian package {PARTS[program]})")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
