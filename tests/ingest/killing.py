"""A child process that says what it has done, and is killed while it does more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def run_and_kill(program: str, arguments: list[str], after_lines: int) -> list[str]:
    """Run the Python text *program*, kill it after it has printed some lines; return all that it printed.

    Whatever it printed, it had done before; what it did after its last line nobody knows.
    """
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        lines = []
        for line in child.stdout:
            lines.append(line.strip())
            if len(lines) == after_lines:
                child.kill()
        errors = child.stderr.read()
    assert len(lines) >= after_lines, f"the child ended by itself: {errors}"
    return lines
