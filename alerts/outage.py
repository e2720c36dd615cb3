"""Outages: what of the service itself does not work, how long that may last, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from alerts.alert import Severity
from alerts.notify.audience import Language
from alerts.notify.gsm7 import plain
from alerts.notify.lane import ChannelState, ChannelStatus
from ingest.clock import MS_PER_MINUTE
from ingest.condition import Condition
from ingest.journal import JournalState

_LITTLE_ROOM_H = 6.0
"""House choice: a night's sleep before the journal is full, it is told once more."""

_DETAIL_CHARACTERS = 50


class OutageKind(StrEnum):
    """What does not work."""

    FULL = "full"
    UNWRITABLE = "unwritable"
    BROKER = "broker"
    STORE = "store"
    LITTLE_ROOM = "little_room"
    JUDGING = "judging"
    CHANNEL_BROKEN = "channel_broken"
    CHANNEL_BUSY = "channel_busy"


PATIENCE_MS: Mapping[OutageKind, int] = MappingProxyType(
    {
        OutageKind.FULL: MS_PER_MINUTE,
        OutageKind.UNWRITABLE: MS_PER_MINUTE,
        OutageKind.BROKER: 5 * MS_PER_MINUTE,
        OutageKind.STORE: 15 * MS_PER_MINUTE,
        OutageKind.LITTLE_ROOM: MS_PER_MINUTE,
        OutageKind.JUDGING: 5 * MS_PER_MINUTE,
        OutageKind.CHANNEL_BROKEN: MS_PER_MINUTE,
        OutageKind.CHANNEL_BUSY: 15 * MS_PER_MINUTE,
    }
)
"""House choices: how long each may last before people are told. A consumer catches up in a minute; a broker
is restarted in less than five, and a device would be missed after twelve; a store that is upgraded is away
for longer, and costs nothing but charts meanwhile; a channel tries again by itself."""

_SUBJECTS: Mapping[OutageKind, str] = MappingProxyType(
    {
        OutageKind.FULL: "journal",
        OutageKind.UNWRITABLE: "journal",
        OutageKind.CHANNEL_BROKEN: "channel",
        OutageKind.CHANNEL_BUSY: "channel",
    }
)
"""Kinds that are about one thing, which is told once, however it fares."""


class Outage(NamedTuple):
    """Something that does not work: which, why, and for how many hours there is room; None: not known."""

    kind: OutageKind
    name: str = ""
    detail: str = ""
    room_h: float | None = None

    @property
    def subject(self) -> str:
        """Return what it is about, which is told once."""
        return f"{_SUBJECTS.get(self.kind, self.kind)}/{self.name}"

    @property
    def channel(self) -> str:
        """Return the channel that cannot be told of it, since it is the one; empty: all can."""
        return self.name if self.subject.startswith("channel/") else ""

    @property
    def severity(self) -> Severity:
        """Return how much it matters: while the store is away nothing is lost, and alerts go on."""
        return Severity.WATCH if self.kind is OutageKind.STORE else Severity.ACT_NOW


def outages_of(
    condition: Condition, judging: str = "", channels: Sequence[ChannelStatus] = ()
) -> tuple[Outage, ...]:
    """Return what does not work.

    Args:
        condition: how intake is.
        judging: why readings are not judged; empty where they are.
        channels: how the ways to people fare.
    """
    return tuple(_found(condition, judging, channels))


def _found(condition: Condition, judging: str, channels: Sequence[ChannelStatus]) -> Iterator[Outage]:
    journal = condition.journal
    if not journal.state.accepts:
        is_full = journal.state is JournalState.FULL
        yield Outage(OutageKind.FULL if is_full else OutageKind.UNWRITABLE)
    for line in condition.lines:
        if not line.connected:
            yield Outage(OutageKind.BROKER, line.broker, line.detail)
    if condition.store:
        yield Outage(OutageKind.STORE, "", condition.store, journal.room_h)
        if journal.room_h is not None and journal.room_h < _LITTLE_ROOM_H:
            yield Outage(OutageKind.LITTLE_ROOM, "", condition.store, journal.room_h)
    if judging:
        yield Outage(OutageKind.JUDGING, "", judging)
    for channel in channels:
        if channel.state is not ChannelState.OK:
            is_broken = channel.state is ChannelState.BROKEN
            kind = OutageKind.CHANNEL_BROKEN if is_broken else OutageKind.CHANNEL_BUSY
            yield Outage(kind, channel.name, channel.detail)


def words(outage: Outage, language: Language, *, over: bool) -> str:
    """Return what people are told of *outage*; *over*: that it is no more."""
    text = (_OVER if over else _WORDS)[language][outage.kind]
    detail = plain(outage.detail)[:_DETAIL_CHARACTERS].strip() or "-"
    return text.format(name=outage.name, detail=detail, room=_ROOM[language](outage.room_h))


def _room(room_h: float | None) -> str:
    return "some time" if room_h is None else f"about {room_h:.0f} h"


def _room_in_chinese(room_h: float | None) -> str:
    return "一段时间" if room_h is None else f"约{room_h:.0f}小时"


_ROOM: Mapping[Language, Callable[[float | None], str]] = {
    Language.ENGLISH: _room,
    Language.CHINESE: _room_in_chinese,
}

_STORE_WELL = "OK Coldframe: the database takes readings again, with those that waited."
_STORE_WELL_IN_CHINESE = "正常 Coldframe：数据库已恢复写入，包括等待中的读数。"
_INTAKE_WELL = "OK Coldframe: readings are taken in again, with those that waited at the broker."
_INTAKE_WELL_IN_CHINESE = "正常 Coldframe：已恢复接收读数，包括在消息服务器上等待的读数。"
_CHANNEL_WELL = "OK Alert sender: {name} gets through again."
_CHANNEL_WELL_IN_CHINESE = "正常 警报发送：{name}已恢复。"

_WORDS: Mapping[Language, Mapping[OutageKind, str]] = {
    Language.ENGLISH: {
        OutageKind.FULL: "CANNOT SEE Coldframe: no reading is taken in, its journal or disk is full. "
        "Make room, or see why the store takes nothing.",
        OutageKind.UNWRITABLE: "CANNOT SEE Coldframe: no reading is taken in, its disk cannot be "
        "written. Check the disk.",
        OutageKind.BROKER: "CANNOT SEE Coldframe: no connection to the broker {name}, so no sensor behind it "
        "is heard. Check its power, network and password.",
        OutageKind.STORE: "WATCH Coldframe: its database takes no readings. They wait, with room for {room}; "
        "alerts go on. Check the database.",
        OutageKind.LITTLE_ROOM: "ACT NOW Coldframe: its database takes no readings, and there is room for "
        "{room} only; then nothing is taken in. Start the database.",
        OutageKind.JUDGING: "CANNOT SEE Coldframe: readings are not judged, so no alert comes: {detail}. "
        "See its log.",
        OutageKind.CHANNEL_BROKEN: "CANNOT SEE Alert sender: {name} is refused ({detail}). Check its address "
        "and credit.",
        OutageKind.CHANNEL_BUSY: "CANNOT SEE Alert sender: {name} does not get through ({detail}). "
        "It goes on trying.",
    },
    Language.CHINESE: {
        OutageKind.FULL: "无法监测 Coldframe：日志或磁盘已满，不再接收读数。请腾出空间，或检查数据库。",
        OutageKind.UNWRITABLE: "无法监测 Coldframe：磁盘无法写入，不再接收读数。请检查磁盘。",
        OutageKind.BROKER: "无法监测 Coldframe：与消息服务器{name}断开，收不到其传感器。"
        "请检查电源、网络和密码。",
        OutageKind.STORE: "注意 Coldframe：数据库不接收读数，读数在等待，还可存{room}，警报照常。"
        "请检查数据库。",
        OutageKind.LITTLE_ROOM: "立即处理 Coldframe：数据库不接收读数，只能再存{room}，之后不再接收。"
        "请启动数据库。",
        OutageKind.JUDGING: "无法监测 Coldframe：读数未被判断，不会有警报。请查看日志。",
        OutageKind.CHANNEL_BROKEN: "无法监测 警报发送：{name}被拒绝，请检查地址和余额。",
        OutageKind.CHANNEL_BUSY: "无法监测 警报发送：{name}发不出去，正在重试。",
    },
}

_OVER: Mapping[Language, Mapping[OutageKind, str]] = {
    Language.ENGLISH: {
        OutageKind.FULL: _INTAKE_WELL,
        OutageKind.UNWRITABLE: _INTAKE_WELL,
        OutageKind.BROKER: "OK Coldframe: connected to the broker {name} again.",
        OutageKind.STORE: _STORE_WELL,
        OutageKind.LITTLE_ROOM: "OK Coldframe: its journal has room for readings again.",
        OutageKind.JUDGING: "OK Coldframe: readings are judged again, with those that waited.",
        OutageKind.CHANNEL_BROKEN: _CHANNEL_WELL,
        OutageKind.CHANNEL_BUSY: _CHANNEL_WELL,
    },
    Language.CHINESE: {
        OutageKind.FULL: _INTAKE_WELL_IN_CHINESE,
        OutageKind.UNWRITABLE: _INTAKE_WELL_IN_CHINESE,
        OutageKind.BROKER: "正常 Coldframe：已重新连接消息服务器{name}。",
        OutageKind.STORE: _STORE_WELL_IN_CHINESE,
        OutageKind.LITTLE_ROOM: "正常 Coldframe：读数存储空间已恢复。",
        OutageKind.JUDGING: "正常 Coldframe：已恢复判断读数，包括等待中的读数。",
        OutageKind.CHANNEL_BROKEN: _CHANNEL_WELL_IN_CHINESE,
        OutageKind.CHANNEL_BUSY: _CHANNEL_WELL_IN_CHINESE,
    },
}
