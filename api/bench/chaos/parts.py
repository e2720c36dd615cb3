"""What the chaos bench stands on: servers that keep what they acknowledged, and a disk that can be filled."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from api.bench import servers
from api.bench.part import Part

_KEEPS = (
    "persistence true",
    "persistence_location {folder}/",
    "autosave_interval 50",
    "autosave_on_changes true",
    "max_queued_messages 0",
    "max_inflight_messages 1000",
)


def broker(folder: Path) -> tuple[Part, int]:
    """Return a Mosquitto that keeps what it acknowledged, as the shipped one does, and its port."""
    return servers.mosquitto(folder, *(line.format(folder=folder) for line in _KEEPS))


@contextmanager
def small_disk(folder: Path, size_mb: int) -> Iterator[bool]:
    """Make *folder* a disk of its own that can be filled; yields whether this machine allows that."""
    folder.mkdir()
    made = _done(["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs", str(folder)])
    try:
        yield made
    finally:
        if made:
            _done(["umount", "--lazy", str(folder)])


def fill(folder: Path) -> Path:
    """Fill the disk that *folder* is, to the last byte; return the file that does it."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return ballast


def _done(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words
    except OSError:
        return False
    return done.returncode == 0
