"""Coverage-guided fuzzing of one decoder; run by hand, its corpus is kept and replayed by the suite.

    pip install atheris
    python -m tests.ingest.formats.fuzzing NAME FOLDER [-max_total_time=60]

NAME is a format. FOLDER collects what reached new code, and begins with the payloads of the golden cases.
Whatever libFuzzer understands may follow. Then

    python -m tests.ingest.formats.fuzzing NAME tests/ingest/formats/corpus/NAME FOLDER -merge=1

keeps the smallest set of inputs that reaches the same code.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from tests.ingest.formats.contract import CASES, check, payload_of, topic_of


def seeds(name: str) -> dict[str, bytes]:
    """Return the payloads of a format's golden cases, by the names of their folders."""
    folders = sorted(path.parent for path in (CASES / name).glob("*/topic"))
    return {folder.name: payload_of(folder) for folder in folders}


def entry(name: str) -> Callable[[bytes], None]:
    """Return what is called with every input: on the topic of the format's first case."""
    topic = topic_of(next(path.parent for path in sorted((CASES / name).glob("*/topic"))))
    return lambda payload: check(name, topic, payload)


def main(arguments: list[str]) -> None:
    """Fuzz until libFuzzer ends."""
    atheris = import_module("atheris")  # installed by hand, for this alone
    name, folder, *options = arguments
    Path(folder).mkdir(parents=True, exist_ok=True)
    if not any(option.startswith("-merge") for option in options):
        for case, payload in seeds(name).items():
            (Path(folder) / f"case-{case}").write_bytes(payload)
    with atheris.instrument_imports(include=["ingest"]):
        from ingest.formats import BY_NAME  # noqa: PLC0415 - imported here to be instrumented

        assert name in BY_NAME
        run = entry(name)
    atheris.Setup([sys.argv[0], folder, *options], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
