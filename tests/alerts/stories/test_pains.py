"""Every pain that people have with today's systems has a story of its own."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[2]
PAINS = 15


def test_each_pain_has_one_file_that_names_it() -> None:
    """The files are numbered, and each says in its first line which pain it is about and what is done."""
    files = {int(file.name[10:12]): file for file in TESTS.rglob("test_pain_*.py")}
    assert sorted(files) == list(range(1, PAINS + 1))
    for number, file in files.items():
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        assert re.fullmatch(rf'"""Pain {number}, [^:]+: .+\."""', first), f"{file.name}: {first}"
