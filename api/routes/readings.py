"""Series of readings, for charts and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.dependencies import READERS, Wiring
from api.errors import BadRequest
from api.schemas.devices import HoursAnswer, ReadingsAnswer
from api.schemas.values import GivenInstant, KnownId
from ingest.clock import MS_PER_DAY
from ingest.quantity import QUANTITIES, Quantity
from ingest.store import Curve, Series
from ingest.store.life_rate import mean_kinetic_temperature_c

_MOST_DEVICES, _MOST_POINTS = 50, 4_000
"""Of a chart of several devices: far more than a screen shows, and no more than an answer can hold."""

router = APIRouter(prefix="/readings", tags=["readings"], dependencies=READERS)


@router.get("", response_model=ReadingsAnswer)
def readings(  # noqa: PLR0913, PLR0917 - the parameters of the address
    deps: Wiring,
    device: KnownId,
    quantity: KnownId,
    start: GivenInstant | None = None,
    end: GivenInstant | None = None,
    max_points: Annotated[int, Query(ge=2, le=20_000)] = 1_000,
    raw: bool = False,  # noqa: FBT001, FBT002 - the parameter of the address
) -> Response:
    """Answer one quantity of one device, the last 24 hours unless told otherwise.

    Above *max_points* every stretch of time gives its lowest and its highest value, so that no peak is lost.
    With *raw* the values are as the sensor told them, before any calibration.
    """
    known = _known(deps, [device], quantity)
    start_ms, end_ms = _period(deps, start, end)
    series = deps.ingest.store.series(device, quantity, start_ms, end_ms, max_points, raw=raw)
    return _json(_content(device, quantity, known, series))


@router.get("/chart", response_model=list[ReadingsAnswer])
def chart(  # noqa: PLR0913, PLR0917 - the parameters of the address
    deps: Wiring,
    device: Annotated[list[KnownId], Query(min_length=1, max_length=_MOST_DEVICES)],
    quantity: KnownId,
    start: GivenInstant | None = None,
    end: GivenInstant | None = None,
    max_points: Annotated[int, Query(ge=2, le=_MOST_POINTS)] = 1_000,
) -> Response:
    """Answer one quantity of several devices, each as ``/readings`` does, in their order.

    *device* is given once for each of them. The store is asked for all of them at once.
    """
    devices = list(dict.fromkeys(device))
    known = _known(deps, devices, quantity)
    start_ms, end_ms = _period(deps, start, end)
    curves = [Curve(one, quantity, start_ms, end_ms) for one in devices]
    found = deps.ingest.store.chart(curves, max_points)
    return _json([_content(one, quantity, known, series) for one, series in zip(devices, found, strict=True)])


@router.get("/hours", response_model=HoursAnswer)
def hours(
    deps: Wiring,
    device: KnownId,
    quantity: KnownId,
    start: GivenInstant | None = None,
    end: GivenInstant | None = None,
) -> Response:
    """Answer what the hours came to that begin in the period, the last 24 hours unless told otherwise.

    They stay when the readings themselves are older than they are kept.
    """
    known = _known(deps, [device], quantity)
    found = deps.ingest.store.hours(device, quantity, *_period(deps, start, end))
    content = {
        "device": device,
        "quantity": quantity,
        "unit": known.unit,
        "hours": list(found.rows()),
        "mean_kinetic_temperature_c": mean_kinetic_temperature_c(found.life_rate, found.readings),
    }
    return _json(content)


def _content(device: str, quantity: str, known: Quantity, series: Series) -> dict[str, object]:
    points = list(zip(series.observed_at_ms.tolist(), series.value.tolist(), strict=True))
    return {"device": device, "quantity": quantity, "unit": known.unit, "points": points}


def _json(content: object) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")


def _known(deps: Wiring, devices: Sequence[str], quantity: str) -> Quantity:
    """Return the quantity, where it and the devices are known."""
    known = QUANTITIES.get(quantity)
    if known is None:
        raise BadRequest(f"quantity: expected one of {', '.join(QUANTITIES)}, saw {quantity!r}")
    for device in devices:
        deps.ingest.registry.device(device)
    return known


def _period(deps: Wiring, start: int | None, end: int | None) -> tuple[int, int]:
    end_ms = deps.clock.now_ms() + 1 if end is None else end
    start_ms = end_ms - MS_PER_DAY if start is None else start
    if start_ms >= end_ms:
        raise BadRequest("start must lie before end")
    return start_ms, end_ms
