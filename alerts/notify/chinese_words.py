"""Chinese words for what happened, what is wrong and what to do, in tables that a grower can read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from alerts.alert import EventKind
from alerts.cause import Cause, Fault
from ingest.place import PlaceKind

URGENCIES: Mapping[str, str] = MappingProxyType(
    {
        "ACT NOW": "立即处理",
        "WATCH": "注意",
        "CANNOT SEE": "无法监测",
        "TEST": "演练",
        "ON RECORD": "合规记录",
    }
)
"""By the English word; what is not here is named by what happened."""

HAPPENINGS: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.ACKNOWLEDGED: "已有人处理",
        EventKind.RESOLVED: "已恢复",
        EventKind.FOUND_LATE: "事后发现",
        EventKind.WITHDRAWN: "更正",
        EventKind.CLOSED: "已关闭",
        EventKind.STILL_BAD: "仍未恢复",
    }
)

PROBLEMS: Mapping[Cause, str] = MappingProxyType(
    {
        Cause.TOO_WARM: "温度过高",
        Cause.TOO_COLD: "温度过低",
        Cause.TOO_HUMID: "湿度过高",
        Cause.TOO_DRY: "湿度过低",
        Cause.SOIL_TOO_WET: "土壤过湿",
        Cause.SOIL_TOO_DRY: "土壤过干",
        Cause.SILENT: "没有数据",
        Cause.WAITING_WARM: "采后未及时降温",
        Cause.LIFE_SHORT: "到货货架期不足",
        Cause.ARRIVES_LATE: "将晚到",
        Cause.REHEARSAL: "演练，一切正常",
        Cause.GATEWAY_SILENT: "网关断线",
        Cause.ALL_SILENT: "所有网关均无数据",
        Cause.UNTRUSTED: "传感器不可信",
        Cause.BATTERY_LOW: "电量低",
        Cause.REPORTS_MISSING: "丢失数据",
        Cause.CLOCK_WRONG: "时钟不准",
        Cause.COOLING_SLOW: "预冷过慢",
        Cause.BEYOND_COMPLIANCE: "超出合规限值",
        Cause.OUT_OF_ICE: "冰量不足",
        Cause.BEYOND_LAW: "超过法定温度",
        Cause.ROUGH_HANDLING: "受到剧烈冲击或颠簸",
        Cause.CONDENSATION: "结露",
        Cause.INFECTION_RISK: "灰霉病风险",
        Cause.IN_USE: "正常使用",
        Cause.UNIT_FAILING: "制冷机组异常",
    }
)

FAULTS: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.STUCK: "传感器卡住",
        Fault.LEAPS: "传感器跳变",
        Fault.DRIFTS: "传感器漂移",
        Fault.APART: "传感器读数不一致",
        Fault.CLOCK_UNSET: "时钟未设置",
        Fault.CLOCK_AHEAD: "时钟偏快",
        Fault.CLOCK_BEHIND: "时钟偏慢",
        Fault.SHORT_CYCLING: "机组启动过于频繁",
        Fault.DEFROST_LONG: "化霜时间过长",
        Fault.DEFROST_OFTEN: "化霜过于频繁",
        Fault.DEFROST_WARM: "化霜升温过高",
        Fault.SLOW_PULL_DOWN: "机组降温变慢",
    }
)

KINDS: Mapping[PlaceKind, str] = MappingProxyType(
    {
        PlaceKind.GREENHOUSE: "温室",
        PlaceKind.PRECOOLER: "预冷间",
        PlaceKind.COLD_ROOM: "冷库",
        PlaceKind.TRUCK: "冷藏车",
        PlaceKind.ICE_BOX: "冰盒",
    }
)

DOOR_OPEN = "请关门"

_ANYWHERE: Mapping[Cause, str] = {
    Cause.TOO_WARM: "检查门、风机和制冷",
    Cause.TOO_COLD: "调高设定温度",
    Cause.TOO_HUMID: "检查排水和通风",
    Cause.TOO_DRY: "盖好货物，检查加湿器",
    Cause.SOIL_TOO_WET: "停止浇水，检查排水",
    Cause.SOIL_TOO_DRY: "立即浇水，检查阀门和水泵",
    Cause.SILENT: "检查电池和网关",
    Cause.WAITING_WARM: "立即送去预冷",
    Cause.LIFE_SHORT: "改发近处买家，或联系买家",
    Cause.ARRIVES_LATE: "联系买家，或换更快的路线",
    Cause.REHEARSAL: "请像真实警报一样回应",
    Cause.GATEWAY_SILENT: "检查网关电源和路由器",
    Cause.ALL_SILENT: "检查电源、网络和消息服务器",
    Cause.UNTRUSTED: "用另一件仪器核对",
    Cause.BATTERY_LOW: "更换电池",
    Cause.REPORTS_MISSING: "移近网关或换天线",
    Cause.CLOCK_WRONG: "请用NTP校时",
    Cause.COOLING_SLOW: "检查风机、盘管、盖布和堆码",
    Cause.BEYOND_COMPLIANCE: "记录原因和处理措施",
    Cause.IN_USE: "无需处理",
    Cause.UNIT_FAILING: "请制冷维修检查机组",
    Cause.OUT_OF_ICE: "加冰，或移入冷库",
    Cause.BEYOND_LAW: "立即降温，并记录处理措施",
    Cause.ROUGH_HANDLING: "到货时检查货物",
    Cause.CONDENSATION: "放回冷库，或盖好缓慢回温",
    Cause.INFECTION_RISK: "通风除湿，考虑用药保护",
}
_THERE: Mapping[tuple[Cause, PlaceKind], str] = {
    (Cause.TOO_WARM, PlaceKind.GREENHOUSE): "开窗、遮阳，检查风机",
    (Cause.TOO_WARM, PlaceKind.PRECOOLER): "检查风机、盘管和盖布",
    (Cause.TOO_WARM, PlaceKind.COLD_ROOM): "检查库门和压缩机",
    (Cause.TOO_WARM, PlaceKind.TRUCK): "联系司机，检查制冷机组",
    (Cause.TOO_WARM, PlaceKind.ICE_BOX): "加冰，盖紧，避免日晒",
    (Cause.TOO_COLD, PlaceKind.GREENHOUSE): "关窗，开始加温",
    (Cause.TOO_COLD, PlaceKind.TRUCK): "联系司机，调高设定温度",
    (Cause.TOO_COLD, PlaceKind.ICE_BOX): "在冰和货物之间垫一层",
    (Cause.TOO_HUMID, PlaceKind.GREENHOUSE): "通风，开风机，稍加温",
    (Cause.TOO_DRY, PlaceKind.GREENHOUSE): "喷雾或关窗",
    (Cause.CONDENSATION, PlaceKind.GREENHOUSE): "稍加温，通风，开风机",
    (Cause.SILENT, PlaceKind.TRUCK): "联系司机，检查定位器电源",
    (Cause.SILENT, PlaceKind.COLD_ROOM): "查看库房显示屏，检查网关",
}


def action(cause: Cause, kind: PlaceKind) -> str:
    """Return what to do about a cause in a kind of place."""
    return _THERE.get((cause, kind)) or _ANYWHERE[cause]
