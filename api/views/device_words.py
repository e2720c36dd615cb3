"""How the health of devices and the clocks of gateways are said, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from alerts.notify.audience import Language
from ingest.reading import Flag, Reason


@dataclass(frozen=True, slots=True)
class DeviceWords:
    """Sentences without a full stop; what stands in braces is filled in."""

    no_value: str
    one_report: str
    all_reports: str
    missing_one: str
    missing_some: str
    clocks: Mapping[Flag, str]
    nearly_empty: str
    overdue: str
    unplaced_one: str
    unplaced_some: str
    never_set: str
    ahead: str
    behind: str
    corrected: str
    tolerated: str


ENGLISH = DeviceWords(
    no_value="{what}: no value, because {why}",
    one_report="its one report came",
    all_reports="all {everything} reports of the last day came",
    missing_one="{missing} of {everything} reports of the last day is missing",
    missing_some="{missing} of {everything} reports of the last day are missing",
    clocks=MappingProxyType(
        {
            Flag.CLOCK_UNSET: "its clock was never set: its readings carry the time at which they arrived",
            Flag.CLOCK_AHEAD: "its clock is ahead: its readings carry the time at which they arrived",
            Flag.CLOCK_DRIFTS: "the clock of its gateway is wrong: the times of its readings are corrected",
        }
    ),
    nearly_empty="its battery is nearly empty: {charge:.0f} %",
    overdue="{what}: the next calibration was due on {due}",
    unplaced_one="1 field has no meaning yet: {names}",
    unplaced_some="{count} fields have no meaning yet: {names}",
    never_set="its clock was never set",
    ahead="its clock is {length} ahead; {what}",
    behind="its clock is {length} behind; {what}",
    corrected="the times of its readings are corrected",
    tolerated="that is tolerated",
)

CHINESE = DeviceWords(
    no_value="{what}没有数值：{why}",
    one_report="唯一的一次报告已收到",
    all_reports="最近一天的{everything}次报告全部收到",
    missing_one="最近一天的{everything}次报告中缺少{missing}次",
    missing_some="最近一天的{everything}次报告中缺少{missing}次",
    clocks=MappingProxyType(
        {
            Flag.CLOCK_UNSET: "时钟从未校准：读数采用到达时间",
            Flag.CLOCK_AHEAD: "时钟偏快：读数采用到达时间",
            Flag.CLOCK_DRIFTS: "网关时钟不准：读数时间已修正",
        }
    ),
    nearly_empty="电池即将耗尽：{charge:.0f} %",
    overdue="{what}：应于{due}校准，已过期",
    unplaced_one="1个字段含义不明：{names}",
    unplaced_some="{count}个字段含义不明：{names}",
    never_set="时钟从未校准",
    ahead="时钟快{length}；{what}",
    behind="时钟慢{length}；{what}",
    corrected="读数时间已修正",
    tolerated="在允许范围内",
)

WORDS: Mapping[Language, DeviceWords] = MappingProxyType(
    {Language.ENGLISH: ENGLISH, Language.CHINESE: CHINESE}
)

REASONS_IN_CHINESE: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.UNKNOWN_TOPIC: "主题未知",
        Reason.NOT_DECODABLE: "无法解码",
        Reason.TOO_LARGE: "数据过大",
        Reason.UNKNOWN_QUANTITY: "测量量未知",
        Reason.NOT_A_NUMBER: "不是数字",
        Reason.OUT_OF_RANGE: "超出合理范围",
        Reason.SENSOR_FAULT: "传感器报告故障",
        Reason.NO_READINGS: "没有读数",
        Reason.STORE_REFUSED: "存储拒绝",
        Reason.NOT_ALLOWED: "不允许",
        Reason.TOO_MANY_DEVICES: "设备过多",
    }
)
"""Why there is no value; what exactly was seen stands behind it as the format told it."""
