"""The HTTP application as a value: parts in, app out; no globals, no environment."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware import Middleware

from api import errors
from api.at_rest.backup import COLDFRAME
from api.body_limit import BodyLimit
from api.dependencies import Deps
from api.routes import (
    alerts,
    backups,
    calibrations,
    devices,
    duty,
    farm,
    gateway_credentials,
    gateways,
    goods,
    health,
    ingest,
    models,
    pages,
    photos,
    places,
    products,
    quarantine,
    readings,
    rehearsals,
    replies,
    reports,
    rules,
    shipments,
    silences,
    store,
    stream,
    take,
    tokens,
)
from api.schemas.operation import ProblemAnswer
from api.security import Security

_DESCRIPTION = (
    "Greenhouses and the cold chain that follows them, in hours of shelf life. Times are RFC 3339 in UTC; "
    "errors are problem documents (RFC 9457). Reading may need a token, commands always do."
)

_V1 = (
    places,
    rules,
    calibrations,
    devices,
    gateways,
    models,
    farm,
    readings,
    ingest,
    alerts,
    photos,
    silences,
    store,
    products,
    duty,
    replies,
    rehearsals,
    reports,
    goods,
    shipments,
    quarantine,
    stream,
    tokens,
    gateway_credentials,
    backups,
)


def create_app(deps: Deps) -> FastAPI:
    """Return the application that serves *deps*."""
    app = FastAPI(
        title="Coldframe",
        version=COLDFRAME,
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(Security, hosts=deps.http.own_hosts),
            Middleware(BodyLimit, most_bytes=deps.most_body_bytes),
        ],
        responses={"default": {"model": ProblemAnswer, "description": "A problem document"}},
    )
    app.state.deps = deps
    errors.install(app)
    for module in _V1:
        app.include_router(module.router, prefix="/api/v1")
    app.include_router(health.router)
    app.include_router(take.router)
    app.include_router(pages.router)
    if deps.dashboard.is_dir():
        app.frontend("/", directory=deps.dashboard, fallback=None)
    return app
