"""What holds for every route: tokens, problem documents, hosts, headers; routes are taken from OpenAPI."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

import alerts.errors
import ingest.errors
from api import errors
from api.auth import COOKIE
from api.errors import STATUS
from tests.api.house import House, open_house

OPEN_TO_ALL = {"/health/live", "/health/ready"}
UNKNOWN = "cf_not-a-token-of-ours"


QUESTIONS = {("POST", "/api/v1/shipments/{shipment_id}/what-if")}
"""What is asked with a body, and changes nothing."""


def _routes(house: House) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in house.app.openapi()["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def _example(path: str) -> str:
    return (
        path.replace("{place_id}", "room")
        .replace("{device_id}", "probe")
        .replace("{name}", "packhouse")
        .replace("{alert_id}", "a1")
        .replace("{lot_id}", "L21")
        .replace("{format}", "tive")
    )


def test_commands_need_a_known_token(house: House) -> None:
    """Every route that changes something refuses no token and a wrong one before it looks further."""
    commands = [(method, path) for method, path, _ in _routes(house) if method != "GET"]
    commands = [command for command in commands if command not in QUESTIONS]
    assert len(commands) >= 7
    for method, path in commands:
        for token in (None, UNKNOWN):
            answer = house.ask(method, _example(path), token=token, json={})
            assert answer.status_code == 401, (method, path, token)
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert answer.headers["content-type"] == errors.MEDIA_TYPE


def test_reading_from_outside_needs_a_known_token(outside_house: House) -> None:
    """Where others can reach the service, every route but the health probes refuses strangers."""
    for method, path, _ in _routes(outside_house):
        if path in OPEN_TO_ALL:
            continue
        for token in (None, UNKNOWN):
            answer = outside_house.ask(method, _example(path), token=token)
            assert answer.status_code == 401, (method, path, token)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_what_a_proxy_hands_on_is_not_asked_on_this_machine(house: House, header: str) -> None:
    """Who forgot to say that a proxy stands in front of the service does not show the farm to everybody."""
    handed_on = {header: "203.0.113.7"}
    assert house.get("/api/v1/places").status_code == 200
    assert house.get("/api/v1/places", headers=handed_on).status_code == 401
    assert house.ask("GET", "/api/v1/places", token=house.token, headers=handed_on).status_code == 200


def test_reading_from_outside_works_with_a_token(outside_house: House) -> None:
    """A known token opens every route that reads."""
    outside_house.raise_alert()
    outside_house.hear("air_temperature_c", 2.0)
    for path in ("summary", "places", "places/room", "devices", "alerts", "lots", "products", "quarantine"):
        answer = outside_house.ask("GET", f"/api/v1/{path}", token=outside_house.token)
        assert answer.status_code == 200, path


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://127.0.0.1:8321"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:8321"}, 403),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_other_sites_cannot_use_the_session(house: House, headers: dict[str, str], status: int) -> None:
    """With the session cookie alone, only a request from our own page commands."""
    house.raise_alert()
    answer = house.ask(
        "POST",
        "/api/v1/alerts/a1/acknowledge",
        json={"by": "Ana"},
        headers={"Cookie": f"{COOKIE}={house.token}", **headers},
    )
    assert answer.status_code == status


def test_a_name_that_was_pointed_here_is_refused(house: House) -> None:
    """A request for a host that is not ours is refused, so that no rebound name reads the farm."""
    for path in ("/", "/api/v1/places", "/health/live", "/openapi.json"):
        answer = house.get(path, headers={"Host": "evil.example"})
        assert answer.status_code == 421
        assert answer.headers["content-type"] == errors.MEDIA_TYPE


def test_every_answer_carries_the_security_headers(house: House) -> None:
    """Pages, data, errors and refusals all say that nothing from elsewhere may run here."""
    for path, headers in (
        ("/", {}),
        ("/api/v1/places", {}),
        ("/nowhere", {}),
        ("/", {"Host": "evil.example"}),
    ):
        answer = house.get(path, headers=headers)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/v1/nothing", 404), ("DELETE", "/api/v1/places", 405), ("GET", "/api/v1/places/:key", 404)],
)
def test_errors_are_problem_documents(house: House, method: str, path: str, status: int) -> None:
    """Whatever goes wrong is answered with type, title, status, detail and instance."""
    answer = house.ask(method, path)
    document = answer.json()
    assert (answer.status_code, document["status"], document["instance"]) == (status, status, path)
    assert answer.headers["content-type"] == errors.MEDIA_TYPE
    assert document["title"]
    assert document["type"]


def test_a_body_that_is_too_large_is_refused(house: House) -> None:
    """A body above the limit is refused before it is read."""
    answer = house.command("/api/v1/lots", {"name": "x" * (1 << 20)})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == errors.MEDIA_TYPE


def test_our_own_mistakes_tell_no_secrets(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect is answered with 500 and a problem document that does not repeat the exception."""

    def fail(*_: object) -> None:
        raise RuntimeError("password is hunter2")

    monkeypatch.setattr(type(house.deps.alert_desk), "answers", fail)
    with capture_logs() as logged:
        answer = house.get("/api/v1/alerts")
    assert [line["event"] for line in logged] == ["request failed"]
    assert (answer.status_code, answer.headers["content-type"]) == (500, errors.MEDIA_TYPE)
    assert "hunter2" not in answer.text


def test_every_error_of_ours_has_a_meaning_over_http() -> None:
    """Each error that reading or commanding can raise is mapped; those of starting are told elsewhere."""
    at_start = {"SettingsError", "AddressInUse", "DataFolderUnusable", "NoToken", "WorkerUnusable"}
    inside = {"DecodeError", "NotYetDecodable", "ChannelError", "ChannelBusy", "ChannelBroken"}
    bases = {"IngestError", "AlertsError", "ApiError", "StoreError"}
    for module in (ingest.errors, alerts.errors, errors):
        for name, kind in vars(module).items():
            ours = (
                isinstance(kind, type) and issubclass(kind, Exception) and kind.__module__ == module.__name__
            )
            if ours and name not in at_start | inside | bases:
                assert any(base in STATUS for base in kind.__mro__), name


@pytest.fixture(name="shared", scope="module")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("shared")) as house:
        house.raise_alert()
        house.hear("air_temperature_c", 2.0)
        yield house


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_parameter_makes_a_500(shared: House, data: st.DataObject) -> None:
    """Whatever stands in path, query and body, the answer is no server error, and errors are documents."""
    routes = [route for route in _routes(shared) if not route[1].endswith("/stream")]
    method, path, operation = data.draw(st.sampled_from(routes))
    for name in ("place_id", "device_id", "name", "alert_id", "lot_id", "product_id"):
        if f"{{{name}}}" in path:
            word = data.draw(st.one_of(st.sampled_from(["room", "probe", "a1", "fig", ":key"]), WORDS))
            path = path.replace(f"{{{name}}}", _quoted(word))
    query = {
        parameter["name"]: data.draw(st.one_of(st.integers().map(str), WORDS))
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and data.draw(st.booleans())
    }
    token = data.draw(st.sampled_from([shared.token, shared.administrator, None]))
    body = json.dumps(data.draw(_body(shared, operation))).encode()
    answer = shared.ask(
        method, path, token=token, params=query, content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code < 500, (method, path, query, body, answer.text)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == errors.MEDIA_TYPE


def _body(house: House, operation: dict[str, Any]) -> st.SearchStrategy[object]:
    """Return bodies that look like the one the operation takes, with junk in their fields."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return st.just({})
    if "$ref" not in content["schema"]:
        return JUNK  # a table of any shape
    name = content["schema"]["$ref"].rpartition("/")[2]
    fields = house.app.openapi()["components"]["schemas"][name]["properties"]
    return st.one_of(JUNK, st.fixed_dictionaries({}, optional=dict.fromkeys(fields, JUNK)))


def _quoted(word: str) -> str:
    return "".join(f"%{byte:02X}" for byte in word.encode())


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b'{"by": "\\ud800"}', b"[" * 10_000, b'{"by": 1e999}']
)
def test_no_body_makes_a_500(house: House, body: bytes) -> None:
    """Broken JSON, broken text and deep nesting are answered with 4xx and a problem document."""
    house.raise_alert()
    answer = house.ask(
        "POST",
        "/api/v1/alerts/a1/acknowledge",
        token=house.token,
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == errors.MEDIA_TYPE


def test_mistakes_of_a_request_are_told_as_those_of_a_file(house: House) -> None:
    """Each names the field, what was seen and what was expected, or that there is no such field."""
    house.raise_alert()

    def told(content: str) -> list[str]:
        headers = {"Content-Type": "application/json"}
        path = "/api/v1/alerts/a1/resolve"
        answer = house.ask("POST", path, token=house.token, content=content, headers=headers)
        return list(answer.json()["errors"])

    assert told("{") == [
        "body: expected JSON, Expecting property name enclosed in double quotes at character 1"
    ]
    assert told('{"by": "", "why": 1}') == [
        "body.by: saw '', expected a text of length 1 or more",
        "body.reason: saw nothing, expected a value, because there is no default",
        "body.why: there is no such field",
    ]


def test_the_house_leaves_no_secret_in_its_files(house: House, tmp_path: Path) -> None:
    """No token stands in clear in any file of the data folder."""
    house.raise_alert()
    for file in tmp_path.iterdir():
        if file.is_file():
            assert house.token.encode() not in file.read_bytes()
