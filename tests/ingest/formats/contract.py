"""What every decoder has to answer, whatever it is given."""

from __future__ import annotations

from pathlib import Path

CASES = Path(__file__).parent / "cases"
CORPUS = Path(__file__).parent / "corpus"
RECEIVED_AT_MS = 1_781_410_205_000
"""2026-06-14T04:10:05Z."""


def topic_of(folder: Path) -> str:
    """Return the topic of a golden case."""
    return (folder / "topic").read_text("utf-8").strip()


def payload_of(folder: Path) -> bytes:
    """Return the payload of a golden case."""
    if (folder / "payload.bin").exists():
        return (folder / "payload.bin").read_bytes()
    if (folder / "payload.hex").exists():
        return bytes.fromhex((folder / "payload.hex").read_text("ascii"))
    return (folder / "payload.json").read_bytes().strip()


def check(name: str, topic: str, payload: bytes) -> None:
    """Fail unless the decoder *name* answers with a report that can be judged, or with a DecodeError.

    The packages are imported here, so that a fuzzer can watch them from their first line.
    """
    from ingest.assess import Objection, assess  # noqa: PLC0415 - see above
    from ingest.errors import DecodeError  # noqa: PLC0415 - see above
    from ingest.formats import BY_NAME  # noqa: PLC0415 - see above
    from ingest.reading import Reading, Sample  # noqa: PLC0415 - see above

    try:
        report = BY_NAME[name].decode(topic, payload, RECEIVED_AT_MS)
    except DecodeError:
        return
    for sample in report.samples:
        assert type(sample) is Sample
        assert sample.device
        assert type(assess(sample, RECEIVED_AT_MS)) in {Reading, Objection}
