"""Every error as a problem document (RFC 9457), in one place; nothing here knows routes.

ApiError
├── NotAuthenticated   no token, or one that is not known: 401
├── NotAllowed         a token is not enough, or the request comes from another site: 403
├── NotFound           there is no such thing: 404
├── BadRequest         the request cannot be meant like this: 422
├── NotAsPlanned       the farm has changed since the plan was shown: 409
├── TooLarge           what was sent is larger than what is read: 413
├── DataFolderUnusable the data folder cannot be used: say why, do not start
└── NoToken            others could reach the service and nobody could prove who they are: do not start
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

import alerts.errors as alerts_errors
import ingest.errors as ingest_errors
from ingest.expectation import Mistake, sentence

_log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
UNAUTHENTICATED = 401
_NOWHERE = 404
NOT_NOW = 503

RETRY_AFTER_S = 10
"""When somebody who was told 503 may try again: what was in trouble has looked several times by then."""


class ApiError(Exception):
    """Anything that api can tell its caller."""


class NotAuthenticated(ApiError):
    """The request carries no token that is known."""


class NotAllowed(ApiError):
    """The request may not do this."""


class NotFound(ApiError):
    """There is no such thing."""


class BadRequest(ApiError):
    """The request is well formed but cannot be meant like this."""


class TooLarge(ApiError):
    """What was sent is larger than what is read."""


class BackupUnusable(ApiError):
    """A backup cannot be written or restored like this: say why, change nothing."""


class NotAsPlanned(ApiError):
    """The farm has changed since the plan was shown that the caller wants applied."""


class DataFolderUnusable(ApiError):
    """The data folder cannot be written, is in use, or holds something else."""


class NoToken(ApiError):
    """The service would be reachable from elsewhere, and there is no token yet."""


STATUS: dict[type[Exception], tuple[int, str]] = {
    NotAuthenticated: (401, "A token is needed"),
    NotAllowed: (403, "Not allowed"),
    NotFound: (404, "Not found"),
    BadRequest: (422, "Cannot be meant like this"),
    TooLarge: (413, "Too large"),
    NotAsPlanned: (409, "Not as planned"),
    BackupUnusable: (409, "No backup can be made like this"),
    alerts_errors.UnknownAlert: (404, "No such alert"),
    alerts_errors.UnknownLot: (404, "No such lot"),
    alerts_errors.UnknownPlace: (404, "No such place"),
    alerts_errors.UnknownProduct: (404, "No such product"),
    alerts_errors.UnknownPhoto: (404, "No such photo"),
    alerts_errors.UnknownSilence: (404, "No such silence"),
    alerts_errors.UnknownShipment: (404, "No such shipment"),
    alerts_errors.InvalidProduct: (422, "The product has mistakes"),
    alerts_errors.UnknownPerson: (404, "No such person"),
    alerts_errors.LinkRefused: (410, "This link is good for nothing any more"),
    alerts_errors.InvalidCommand: (422, "Cannot be meant like this"),
    alerts_errors.NotAllowedNow: (409, "Not possible in this state"),
    ingest_errors.InvalidAccount: (422, "No such account can be made"),
    ingest_errors.FilesUnusable: (503, "A file cannot be written"),
    ingest_errors.UnknownName: (404, "No such thing"),
    ingest_errors.SettingsError: (422, "The file has mistakes"),
    ingest_errors.StoreUnavailable: (503, "The store cannot be reached"),
    ingest_errors.StoreUnusable: (503, "The store cannot be used"),
    ingest_errors.JournalFull: (503, "The journal is full"),
    ingest_errors.JournalUnusable: (503, "The journal cannot be used"),
    ingest_errors.DatabaseUnusable: (503, "The state database cannot be used"),
}
"""What each error of ours means over HTTP; an error that is not here is our own fault (500)."""

_TITLES = {
    400: "Bad request",
    401: "A token is needed",
    403: "Not allowed",
    404: "Not found",
    405: "This address does not know that method",
    413: "Too large",
    421: "Not this service's address",
    422: "The request has mistakes",
    500: "Coldframe made a mistake",
    503: "Not now",
}


_HEADERS = {
    UNAUTHENTICATED: {"WWW-Authenticate": 'Bearer realm="coldframe"'},
    NOT_NOW: {"Retry-After": str(RETRY_AFTER_S)},
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What a problem document says besides where it happened; *kind* names problems of our own."""

    status: int
    detail: str
    kind: str = ""
    title: str = ""
    errors: tuple[str, ...] = ()


def answer(request: Request, problem: Problem) -> Response:
    """Return *problem* as the answer to *request*."""
    headers = dict(_HEADERS.get(problem.status, {}))
    content = {
        "type": f"urn:coldframe:problem:{problem.kind}" if problem.kind else "about:blank",
        "title": problem.title or _TITLES.get(problem.status, "Problem"),
        "status": problem.status,
        "detail": _plain(problem.detail),
        "instance": request.url.path,
        "errors": [_plain(error) for error in problem.errors],
    }
    return JSONResponse(content, problem.status, headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make *app* answer every error with a problem document."""
    for error in STATUS:
        app.add_exception_handler(error, _known)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)


def _known(request: Request, error: Exception) -> Response:
    status, title = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    errors = error.mistakes if isinstance(error, alerts_errors.InvalidProduct) else ()
    return answer(request, Problem(status, str(error), _kebab(type(error).__name__), title, errors))


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError(f"expected an HTTPException, saw {error!r}")
    if error.status_code == _NOWHERE and error.detail == HTTPStatus.NOT_FOUND.phrase:
        return answer(request, Problem(_NOWHERE, "there is nothing at this address; see /docs"))
    return answer(request, Problem(error.status_code, str(error.detail)))


def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise TypeError(f"expected a RequestValidationError, saw {error!r}")
    mistakes = tuple(_mistake(found) for found in error.errors())
    return answer(request, Problem(422, "; ".join(mistakes[:3]), "invalid-request", errors=mistakes))


def _unexpected(request: Request, error: Exception) -> Response:
    _log.error("request failed", method=request.method, path=request.url.path, exc_info=error)
    return answer(request, Problem(500, "This is a defect of Coldframe; its log says more."))


def _mistake(found: Mistake) -> str:
    if found["type"] == "json_invalid":
        return f"body: expected JSON, {found['ctx']['error']} at character {found['loc'][-1]}"
    reason = str(found.get("ctx", {}).get("error", ""))
    speaks_for_itself = isinstance(found["input"], dict) or not reason.startswith("expected ")
    if found["type"] == "value_error" and speaks_for_itself:
        return f"{'.'.join(map(str, found['loc']))}: {reason}"
    return sentence(found, "there is no such field")


def _plain(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _kebab(name: str) -> str:
    """Return a class name as it stands in a problem's type.

    >>> _kebab("UnknownAlert")
    'unknown-alert'
    """
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")
