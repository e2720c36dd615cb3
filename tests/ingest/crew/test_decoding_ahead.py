"""What workers say is what decoding in place says, and is used only as long as it holds."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from ingest.crew.decoder import Decoder
from ingest.crew.task import Answer, Task, sent
from ingest.decoding import Decoded, Decoding
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.message import Message
from ingest.recognition import Recogniser
from ingest.report import Announcement, Report
from tests.ingest.crew.conftest import Team
from tests.ingest.crew.golden import FOLDERS, message_of, tell
from tests.ingest.edge import MOST_BYTES, message
from tests.ingest.formats.contract import RECEIVED_AT_MS, topic_of
from tests.ingest.formats.corpora import inputs_of

IN_PLACE = Decoding(Recogniser(), MOST_BYTES)
ZIGBEE = next(
    folder for folder in FOLDERS if folder.parent.name == "zigbee2mqtt" and (folder / "known.json").exists()
)


def _is_as_in_place(team: Team, *messages: Message) -> bool:
    """Tell whether workers find in *messages* what is found in place, written down: NaN is not NaN."""
    there = [one and replace(one, asked=()) for one in team.crew.decoded(messages, RECEIVED_AT_MS)]
    here = [IN_PLACE.of(message, RECEIVED_AT_MS, team.known) for message in messages]
    return there == here or repr(there) == repr(here)


def test_every_golden_message_says_the_same_to_a_worker(team: Team) -> None:
    """Reports, refusals, and what has to be announced first: all of it comes back as it is found in place."""
    for folder in FOLDERS:
        tell(team.known, folder)
        assert _is_as_in_place(team, message_of(folder)), folder


def test_damaged_messages_say_the_same_to_a_worker(team: Team) -> None:
    """What a fuzzer has found in any format is refused in the same words, or understood in the same way."""
    for name, topic in {folder.parent.name: topic_of(folder) for folder in FOLDERS}.items():
        assert _is_as_in_place(team, *(message(payload, topic) for payload in inputs_of(name)[::4]))


def test_what_is_announced_meanwhile_makes_what_depends_on_it_out_of_date(team: Team) -> None:
    """A message that comes after an announcement is read by it, although a worker had not heard of it."""
    tell(team.known, ZIGBEE)
    messages = [message_of(ZIGBEE)] * 4
    ahead = iter(team.crew.decoded(messages, RECEIVED_AT_MS))
    first = next(ahead)
    assert first is not None
    (scope,) = first.asked
    before = team.known.of_scope(scope)
    team.known.learn(Announcement("another", {"x": {"unit": "V"}}, lasting=False))
    assert next(ahead) is not None
    team.known.learn(Announcement(scope, {"x": {"unit": "V"}}, lasting=False))
    assert next(ahead) is None
    team.known.put_back(scope, before)
    assert next(ahead) is not None
    team.known.learn(Announcement(scope, {}, replaces=True, lasting=False))
    assert _is_as_in_place(team, message_of(ZIGBEE))


def test_what_people_say_counts_from_the_next_group_on(team: Team) -> None:
    """A farm's time zone that was changed is the one that a gateway's local times are read in."""
    local = message('{"Time": "2026-06-14T12:10:00", "SI7021": {"Temperature": 24.6}}', "tele/tent/SENSOR")
    for zone, hours in (("Asia/Shanghai", 8), ("Asia/Dubai", 4)):
        team.known.set_zones(ZoneInfo(zone), {})
        (decoded,) = team.crew.decoded([local], RECEIVED_AT_MS)
        assert decoded is not None
        assert decoded.report is not None
        assert {one.observed_at_ms for one in decoded.report.samples} == {
            1_781_439_000_000 - hours * 3_600_000
        }


def test_a_decoder_s_own_mistake_is_left_to_the_main_process() -> None:
    """It meets the mistake itself and says so; the other messages are decoded."""

    def decode(_topic: str, payload: bytes, _received_at_ms: int, _known: Known = NOTHING_KNOWN) -> Report:
        if payload == b"poison":
            raise ZeroDivisionError("division by zero")
        return Report(control="fine")

    broken = Format("broken", "Broken", decode, matches=lambda _topic: True)
    decoder = Decoder(Decoding(Recogniser({}, (broken,)), MOST_BYTES))
    messages = [sent(message(payload, "x/y")) for payload in (b"fine", b"poison", b"fine")]
    answer = msgspec.msgpack.decode(decoder.answer(Task(1, RECEIVED_AT_MS, messages, None)), type=Answer)
    fine = Decoded("broken", Report(control="fine"))
    assert answer.decoded == [fine, None, fine]
