"""How a command speaks: one line at a time, through whatever it was given."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], None]
"""Says one line to the person at the terminal."""
