"""What a device says in words that it is: a thermometer in a pool, in a tyre or in a meal measures no air."""

from __future__ import annotations

from functools import lru_cache

from ingest.interpret.words import words_of

_KEYS = frozenset(
    ("model", "type", "kind", "devicetype", "device_type", "deviceType", "sensortype", "sensor_type")
) | {"sensorType", "product", "product_name", "productName", "modelName", "model_name", "category"}
"""Fields that say what a device is; its name is the operator's and says where it hangs."""
_ELSEWHERE = (
    frozenset(("pool", "aquarium", "pond", "spa", "jacuzzi", "shower", "boiler", "kettle", "wine", "keg"))
    | frozenset(
        ("bbq", "grill", "meat", "oven", "smoker", "tire", "tyre", "tpms", "body", "fever", "clinical")
    )
    | frozenset(("charger", "inverter", "enrg", "batt", "motor", "compressor"))
)
_LONGEST = 80


def is_elsewhere(field: str, text: str) -> bool:
    """Tell whether *text* in *field* says that a device measures in something and not the air about it.

    >>> is_elsewhere("model", "Pool Thermometer"), is_elsewhere("name", "pool house")
    (True, False)
    """
    return field in _KEYS and len(text) <= _LONGEST and _says_so(text)


@lru_cache(maxsize=2048)
def _says_so(text: str) -> bool:
    return not _ELSEWHERE.isdisjoint(words_of(text))
