"""The pages for people: the dashboard, the way in with a token, and the description of the interface."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from api.auth import COOKIE, SECURE_COOKIE
from api.dependencies import Wiring
from api.docs_page import STYLE, docs_page
from api.errors import UNAUTHENTICATED
from api.take_page import refused

DASHBOARD = Path(__file__).parent.parent / "dashboard" / "dist"
"""Where the built dashboard lies; it is built, not committed."""

_SESSION_S = 90 * 86_400

_NOT_BUILT = """<!doctype html><html lang=en><meta charset=utf-8><title>Coldframe</title>
<h1>Coldframe is running</h1>
<p>The dashboard has not been built yet. <code>./coldframe demo</code> and <code>./coldframe serve</code>
build it at their first start; by hand it is <code>npm ci &amp;&amp; npm run build</code> in the folder
<code>api/dashboard</code>. Everything else works: see <a href=/docs>the interface for programs</a>.</p>
</html>
"""

router = APIRouter(include_in_schema=False)


@router.get("/")
def index(deps: Wiring, token: str | None = None) -> Response:
    """Answer the dashboard; a token in the link opens a session and leaves the address bar."""
    if token is not None:
        return _open_session(deps, token)
    page = deps.dashboard / "index.html"
    if not page.is_file():
        return HTMLResponse(_NOT_BUILT)
    return FileResponse(page, headers={"Cache-Control": "no-cache"})


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Answer the description of the HTTP interface."""
    return HTMLResponse(docs_page(request.app.openapi()))


@router.get("/docs/style.css")
def docs_style() -> Response:
    """Answer what the description looks like."""
    return Response(STYLE, media_type="text/css")


def _open_session(deps: Wiring, token: str) -> Response:
    if deps.tokens.holder(token) is None:
        return HTMLResponse(
            refused("Its key is not known here any more. Ask whoever runs Coldframe for a new link."),
            status_code=UNAUTHENTICATED,
            headers={"Cache-Control": "no-store"},
        )
    answer = RedirectResponse("/", status_code=303, headers={"Cache-Control": "no-store"})
    secure = deps.http.secure
    answer.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        token,
        max_age=_SESSION_S,
        httponly=True,
        samesite="strict",
        secure=secure,
        path="/",
    )
    return answer
