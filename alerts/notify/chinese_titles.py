"""What quantities, and the recipes and packagings that come with Coldframe, are called in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUANTITIES: Mapping[str, str] = MappingProxyType(
    {
        "air_temperature_c": "空气温度",
        "relative_humidity_pct": "相对湿度",
        "soil_moisture_pct": "土壤含水量",
        "soil_tension_kpa": "土壤水势",
        "soil_temperature_c": "土壤温度",
        "soil_ec_us_cm": "土壤电导率",
        "product_temperature_c": "货物温度",
        "surface_temperature_c": "表面温度",
        "co2_ppm": "二氧化碳",
        "oxygen_pct": "氧气",
        "illuminance_lux": "照度",
        "ppfd_umol_m2_s": "光合光量子",
        "pressure_hpa": "气压",
        "leaf_wetness_pct": "叶面湿润",
        "door_open": "门",
        "shock_g": "冲击",
        "vibration_g_rms": "振动",
        "battery_v": "电池",
        "battery_pct": "电量",
        "rssi_dbm": "信号强度",
        "snr_db": "信噪比",
        "clock_error_s": "时钟误差",
        "latitude_deg": "纬度",
        "longitude_deg": "经度",
    }
)

GRADES: Mapping[str, str] = MappingProxyType(
    {
        "P": "同行评审文献",
        "G": "政府或推广机构",
        "S": "标准或监管机构",
        "T": "行业或厂商",
        "N": "新闻",
        "W": "未核实的网页",
        "D": "由所引数值推导",
        "H": "自行选定",
    }
)
"""How sure a number is, in words."""

_SHIPPED: Mapping[str, str] = {
    "Cold room": "冷库",
    "Waxberry greenhouse": "杨梅温室",
    "Ice box": "冰盒",
    "Pre-cooler": "预冷间",
    "Truck": "冷藏车",
    "Pallet": "托盘",
    "Insulated (EPS) box": "泡沫保温箱",
    "Insulated (EPS) box with ice packs": "泡沫保温箱，加冰袋",
    "Corrugated plastic box": "塑料瓦楞箱",
    "Open tray or crate": "敞口托盘或周转筐",
    "Open tray": "敞口托盘",
    "Tray": "托盒",
    "Clamshell": "翻盖盒",
    "Large clamshell": "大号翻盖盒",
    "Bunches in a flower box": "成束装花箱",
    "Bottle or pack": "瓶装或袋装",
    "Carton": "纸箱",
    "Japan, one-third rule: delivered within the first third of the dated life": (
        "日本三分之一规则：在保质期的前三分之一内交货"
    ),
}


def in_chinese(title: str) -> str:
    """Return a title in Chinese; one that people gave stays as it is.

    >>> in_chinese("Cold room"), in_chinese("Wang's cellar")
    ('冷库', "Wang's cellar")
    """
    return _SHIPPED.get(title, title)
