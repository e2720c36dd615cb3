"""How the state of a place and of the farm is said, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from alerts.notify.audience import Language
from api.schemas.places import State


@dataclass(frozen=True, slots=True)
class StateWords:
    """Sentences without a full stop; what stands in braces is filled in."""

    states: Mapping[State, str]
    fine: str
    briefly_outside: str
    untrusted: str
    unheard: str
    unmeasured: str
    not_read_for: str
    closed: str
    no_places: str
    no_broker: str
    nothing_accepted: str
    no_store: str
    of: str
    more: str
    besides: str


ENGLISH = StateWords(
    states=MappingProxyType(
        {
            State.ACT_NOW: "Act now",
            State.CANNOT_SEE: "We cannot see",
            State.WATCH: "Watch",
            State.GOOD: "All good",
        }
    ),
    fine="everything is as it should be",
    briefly_outside="{what} is outside its band, but not for long enough to matter",
    untrusted="no sensor of {what} here is to be trusted",
    unheard="nothing has been heard from here yet",
    unmeasured="no sensor measures {what} here",
    not_read_for="no reading of {what} for {length}",
    closed="{problem} still, resolved by {who}",
    no_places="no place has been set up yet",
    no_broker="no connection to the broker ({detail})",
    nothing_accepted="nothing more can be accepted ({detail})",
    no_store="the store of readings does not answer: {detail}",
    of="{where}: {what}",
    more=", and {count} more",
    besides="; {state}: {where}",
)

CHINESE = StateWords(
    states=MappingProxyType(
        {
            State.ACT_NOW: "立即处理",
            State.CANNOT_SEE: "无法监测",
            State.WATCH: "注意",
            State.GOOD: "一切正常",
        }
    ),
    fine="一切正常",
    briefly_outside="{what}超限，但时间很短，无关紧要",
    untrusted="这里测{what}的传感器都不可信",
    unheard="还没有收到这里的数据",
    unmeasured="这里没有测{what}的传感器",
    not_read_for="{what}已{length}没有读数",
    closed="仍然{problem}，{who}已关闭",
    no_places="还没有设置场所",
    no_broker="与消息服务器没有连接（{detail}）",
    nothing_accepted="无法再接收数据（{detail}）",
    no_store="读数存储没有应答：{detail}",
    of="{where}：{what}",
    more="，另有{count}处",
    besides="；{state}：{where}",
)

WORDS: Mapping[Language, StateWords] = MappingProxyType(
    {Language.ENGLISH: ENGLISH, Language.CHINESE: CHINESE}
)
