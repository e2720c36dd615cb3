"""What one sensor says calls nobody while it is not to be trusted; what others see is told."""

from __future__ import annotations

import pytest

from alerts.alert import Facts, Spell
from alerts.cause import Cause, Fault
from alerts.shield import trusted

SOIL = "soil_moisture_pct"
IN_DOUBT = Facts(device="probe", quantity=SOIL, fault=Fault.LEAPS)
DOUBT = Spell("bay", Cause.UNTRUSTED, "trust", f"probe/{SOIL}", 100, 200, 900, None, IN_DOUBT)


def _found(detector: str, device: str, quantity: str) -> Spell:
    facts = Facts(device=device, quantity=quantity)
    return Spell("bay", Cause.SOIL_TOO_DRY, detector, f"{device}/{quantity}", 250, 300, 1_000, None, facts)


@pytest.mark.parametrize(
    ("detector", "device", "quantity", "raised_at_ms"),
    [
        ("limits", "probe", SOIL, 900),
        ("dry_down", "probe", SOIL, 900),
        ("room", "probe", SOIL, 900),
        ("precooling", "probe", SOIL, 900),
        ("limits", "probe", "soil_temperature_c", 300),
        ("dry_down", "other", SOIL, 300),
        ("goods", "probe", SOIL, 300),
    ],
    ids=[
        "its limit",
        "its forecast",
        "its room",
        "its load",
        "its other quantity",
        "another sensor",
        "what is judged without it",
    ],
)
def test_only_what_rests_on_the_sensor_in_doubt_waits(
    detector: str, device: str, quantity: str, raised_at_ms: int
) -> None:
    """It is told when the sensor is trusted again, if it still lasts then."""
    (told,) = trusted([_found(detector, device, quantity)], [DOUBT])
    assert told.raised_at_ms == raised_at_ms
