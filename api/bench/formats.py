"""How fast each wire format is read, beside how fast a library parses the same payloads and does no more.

Where simulated gateways speak a format, their messages are read; for any other there are examples, one
file per format. What a decoder needs from earlier messages, such as births and lists of devices, it is told
before the clock starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import cbor2
import msgspec
from google.protobuf.message import DecodeError as NotProtobuf  # type: ignore[import-untyped]  # no stubs

from api.bench.figure import Figure, Stopwatch, measured
from ingest.assess import assess
from ingest.clock import MS_PER_DAY
from ingest.errors import DecodeError, NotYetDecodable
from ingest.formats import FORMATS
from ingest.formats.protobuf_classes import message_classes
from ingest.formats.wire_format import Format
from ingest.known import Known, KnownFacts
from ingest.reading import Reading
from ingest.recognition import Recogniser

NOW_MS = 1_781_410_200_000 + MS_PER_DAY
"""When the messages arrive: the day of the simulated ones is over."""

EXAMPLES = Path(__file__).parent / "examples"
"""One file per format that nobody simulates: a list of messages, each with its topic and its payload as JSON
(``payload``), as text (``text``) or as hexadecimal digits (``hex``)."""

Published: TypeAlias = tuple[str, bytes]

_REPEATS = 5
_SHARE = 60


class Corpus(NamedTuple):
    """Messages of one format.

    Attributes:
        form: the format.
        messages: those that carry values.
        known: what earlier ones told.
        readings: how many readings the messages carry.
    """

    form: Format
    messages: tuple[Published, ...]
    known: Known
    readings: int


def run(count: int, simulated: Callable[[], Iterable[Published]]) -> Sequence[Figure]:
    """Read *count*/60 messages of every format, several times; return the best figures of each."""
    heard = by_format(simulated())
    return [figure for form in FORMATS for figure in _figures(corpus(form, heard), max(count // _SHARE, 1))]


def by_format(simulated: Iterable[Published]) -> Mapping[str, list[Published]]:
    """Return simulated messages by the name of their format, and the examples of the formats left over."""
    found = {file.stem: list(_examples(file)) for file in EXAMPLES.glob("*.json")}
    recogniser = Recogniser()
    for topic, payload in simulated:
        form = recogniser.by_topic(topic)
        if form is not None:
            found.setdefault(form.name, []).append((topic, payload))
    return found


def _examples(file: Path) -> Iterator[Published]:
    for entry in msgspec.json.decode(file.read_bytes()):
        if "hex" in entry:
            yield entry["topic"], bytes.fromhex(entry["hex"])
        elif "text" in entry:
            yield entry["topic"], entry["text"].encode()
        else:
            yield entry["topic"], msgspec.json.encode(entry["payload"])


def corpus(form: Format, heard: Mapping[str, Sequence[Published]]) -> Corpus:
    """Return the messages of *form* that carry values, with everything known that all of them tell.

    Raises:
        LookupError: there is none; the bench would leave this format out.
    """
    known = KnownFacts()
    carrying: list[Published] = []
    readings = 0
    for topic, payload in heard.get(form.name, ()):
        found = _read(form, topic, payload, known)
        if found:
            carrying.append((topic, payload))
            readings += found
    if not carrying:
        raise LookupError(
            f"there is no message of {form.name} to measure with: add {EXAMPLES.name}/{form.name}.json"
        )
    return Corpus(form, tuple(carrying), known, readings)


def _read(form: Format, topic: str, payload: bytes, known: KnownFacts) -> int:
    """Learn what a message tells; return how many readings are in it that can be read again and again."""
    try:
        report = form.decode(topic, payload, NOW_MS, known)
        for announcement in report.announcements:
            known.learn(announcement)
        report = form.decode(topic, payload, NOW_MS, known)
    except (DecodeError, NotYetDecodable):
        return 0
    return sum(type(assess(sample, NOW_MS)) is Reading for sample in report.samples)


def _figures(about: Corpus, count: int) -> Iterator[Figure]:
    """Measure reading alone, and reading with assessment, each beside parsing alone; all per core."""
    form, known = about.form, about.known
    messages = tuple(islice(cycle(about.messages), count))
    readings_each = about.readings / len(about.messages)
    parsers = {payload: parser_of(payload) for _, payload in about.messages}
    parsing = [(parsers[payload][0], payload) for _, payload in messages]

    def parse_all() -> None:
        for parse, payload in parsing:
            parse(payload)

    def decode_all() -> None:
        for topic, payload in messages:
            form.decode(topic, payload, NOW_MS, known)

    def assess_all() -> None:
        for topic, payload in messages:
            for sample in form.decode(topic, payload, NOW_MS, known).samples:
                assess(sample, NOW_MS)

    parsed, decoded, assessed = (_best(work) for work in (parse_all, decode_all, assess_all))
    limit = f"{' and '.join(sorted({name for _, name in parsers.values()}))} parse the same"
    for what, watch, each in (
        ("messages decoded", decoded, 1.0),
        ("readings decoded and assessed", assessed, readings_each),
    ):
        yield Figure(
            bench="formats",
            what=f"{form.name}: {what}, per core",
            rate_per_s=count * each / watch.cpu_s,
            cpu_us=watch.cpu_s / (count * each) * 1e6,
            limit=limit,
            limit_per_s=count * each / parsed.cpu_s,
        )


def _best(work: Callable[[], None]) -> Stopwatch:
    """Return the shortest of several runs: what disturbs a run only ever makes it longer."""
    watches = []
    for _ in range(_REPEATS):
        with measured() as watch:
            work()
        watches.append(watch)
    return min(watches, key=lambda watch: watch.cpu_s)


def parser_of(payload: bytes) -> tuple[Callable[[bytes], Any], str]:
    """Return what parses such a payload and does nothing else, and what it is called.

    >>> seen = (b'{"value": 4.2}', b"24.6x", bytes.fromhex("0804"), bytes.fromhex("8100"))
    >>> [parser_of(payload)[1] for payload in seen]
    ['msgspec', 'UTF-8', 'protobuf', 'cbor2']
    """
    for name, parse in _PARSERS.items():
        with suppress(ValueError, NotProtobuf, cbor2.CBORError):
            parse(payload)
            return parse, name
    return bytes, "bytes"


def _cbor(payload: bytes) -> Any:  # noqa: ANN401 - CBOR may hold anything
    """Parse an array or a map; other payloads may begin with what could be a number in CBOR."""
    if not payload or payload[0] >> 5 not in _ARRAY_OR_MAP:
        raise ValueError("this is not an array or a map in CBOR")
    return cbor2.loads(payload)


_ARRAY_OR_MAP = (4, 5)
_NO_FIELDS = message_classes("coldframe.bench", {"Anything": {}})["Anything"]
_PARSERS: Mapping[str, Callable[[bytes], Any]] = MappingProxyType(
    {
        "msgspec": msgspec.json.Decoder().decode,
        "protobuf": _NO_FIELDS.FromString,
        "UTF-8": bytes.decode,
        "cbor2": _cbor,
    }
)
"""What parses a payload and does nothing else, the most particular first."""
