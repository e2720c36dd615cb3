"""Coverage-guided fuzzing of one decoder; run by hand, its corpus is kept and replayed by the suite.

    pip install atheris
    python -m tests.ingest.formats.fuzzing NAME FOLDER [-max_total_time=60]

NAME is a format. FOLDER collects what reached new code, and begins with the payloads of the golden cases.
Whatever libFuzzer understands may follow. Then

    python -m tests.ingest.formats.fuzzing NAME SMALLEST FOLDER -merge=1
    python -m tests.ingest.formats.corpora NAME SMALLEST

keeps the smallest set of inputs that reaches the same code.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.ingest.formats.contract import CASES, check, payload_of, topic_of


def seeds(name: str) -> dict[str, bytes]:
    """Return the payloads of a format's golden cases, by the names of their folders."""
    folders = sorted(path.parent for path in (CASES / name).glob("*/topic"))
    return {folder.name: payload_of(folder) for folder in folders}


def entry(name: str) -> Callable[[bytes], None]:
    """Return what is called with every input: it is read on every topic that the cases have."""
    topics = sorted({topic_of(path.parent) for path in (CASES / name).glob("*/topic")})

    def read(payload: bytes) -> None:
        for topic in topics:
            check(name, topic, payload)

    return read


def main(arguments: list[str]) -> None:
    """Fuzz until libFuzzer ends."""
    atheris = import_module("atheris")  # installed by hand, for this alone
    name, *rest = arguments
    folders = [Path(one) for one in rest if not one.startswith("-")]
    if not any(one.startswith("-merge") for one in rest):
        folders[0].mkdir(parents=True, exist_ok=True)
        for case, payload in seeds(name).items():
            (folders[0] / f"case-{case}").write_bytes(payload)
    with atheris.instrument_imports(include=["ingest"]):
        from ingest.formats import BY_NAME  # noqa: PLC0415 - imported here to be instrumented

        assert name in BY_NAME
        run = entry(name)
    with TemporaryDirectory() as folder:
        atheris.Setup([str(_program(Path(folder), name)), *rest], run)
        atheris.Fuzz()


def _program(folder: Path, name: str) -> Path:
    """Return a program that fuzzes *name*: libFuzzer starts itself again when it merges."""
    program = folder / f"fuzz-{name}"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m {__spec__.name} {name} "$@"\n', "utf-8")
    program.chmod(0o700)
    return program


if __name__ == "__main__":
    main(sys.argv[1:])
