"""Health, metrics, quarantine, tokens, and the pages."""

from __future__ import annotations

import pytest

from api.auth import COOKIE, SECURE_COOKIE
from tests.api.house import House


def test_live_answers_as_long_as_the_process_does(outside_house: House) -> None:
    """Liveness needs no token and says nothing else."""
    answer = outside_house.get("/health/live", headers={"Host": "farm.example"})
    assert (answer.status_code, answer.text) == (200, "alive\n")


def test_ready_tells_what_does_not_work(house: House) -> None:
    """A service with a trouble is not ready, and says which."""
    assert house.get("/health/ready").json() == {"ready": True, "reasons": []}
    house.troubles.append("the evaluator has stopped")
    answer = house.get("/health/ready")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["the evaluator has stopped"])


def test_ready_keeps_its_reasons_from_strangers(outside_house: House) -> None:
    """Where reading needs a token, a probe without one gets the status alone."""
    outside_house.troubles.append("the broker at 10.0.0.7 is gone")
    answer = outside_house.get("/health/ready")
    assert answer.status_code == 503
    assert "10.0.0.7" not in answer.text
    told = outside_house.ask("GET", "/health/ready", token=outside_house.token)
    assert "10.0.0.7" in told.text


def test_metrics_count_what_came_in(house: House) -> None:
    """Prometheus reads counts, the journal's backlog and open alerts, afresh at every scrape."""
    house.raise_alert()
    house.deps.counters.add("received_messages", 3)
    text = house.get("/metrics").text
    assert "coldframe_received_messages_total 3.0" in text
    assert "coldframe_open_alerts 1.0" in text
    assert 'coldframe_journal_backlog_readings{consumer="store"} 0.0' in text
    house.deps.counters.add("received_messages")
    assert "coldframe_received_messages_total 4.0" in house.get("/metrics").text


def test_the_quarantine_explains_itself(house: House) -> None:
    """A refused payload is shown with topic, reason, explanation and its first bytes, newest first."""
    house.refuse("coldframe/v1/gw/probe", b"\xff\x00rubbish")
    house.refuse("elsewhere", b"{}")
    newest, oldest = house.get("/api/v1/quarantine").json()
    assert (newest["topic"], oldest["topic"]) == ("elsewhere", "coldframe/v1/gw/probe")
    assert (oldest["reason"], oldest["payload"]) == ("not_decodable", "\\xff\x00rubbish")
    assert oldest["explanation"]
    (only,) = house.get("/api/v1/quarantine", params={"before": newest["id"]}).json()
    assert only["id"] == oldest["id"]
    assert len(house.get("/api/v1/quarantine", params={"limit": 1}).json()) == 1


def test_tokens_are_made_with_the_operators_key_only(house: House) -> None:
    """An ordinary token makes no tokens; the operator's key makes, lists and revokes them."""
    assert house.command("/api/v1/tokens", {"name": "eve"}).status_code == 403
    made = house.ask("POST", "/api/v1/tokens", token=house.administrator, json={"name": "ana"})
    assert made.status_code == 201
    secret = made.json()["token"]
    names = house.ask("GET", "/api/v1/tokens", token=house.administrator).json()
    assert [known["name"] for known in names] == ["ana", "packhouse"]
    house.raise_alert()
    path = "/api/v1/alerts/a1/acknowledge"
    assert house.ask("POST", path, token=secret, json={"by": "Ana"}).status_code == 200
    assert house.ask("DELETE", "/api/v1/tokens/ana", token=house.administrator).status_code == 204
    assert house.ask("POST", path, token=secret, json={"by": "Ana"}).status_code == 401
    assert house.ask("DELETE", "/api/v1/tokens/ana", token=house.administrator).status_code == 404


def test_a_link_with_a_token_opens_a_session(house: House) -> None:
    """The link's token becomes a cookie that scripts cannot read, and leaves the address bar."""
    answer = house.get("/", params={"token": house.token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={house.token};")
    for part in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert part in cookie
    assert answer.headers["cache-control"] == "no-store"


def test_over_https_the_session_is_bound_to_the_host(outside_house: House) -> None:
    """Where people come over HTTPS, the cookie is secure and belongs to this very host."""
    cookie = outside_house.get("/", params={"token": outside_house.token}).headers["set-cookie"]
    assert cookie.startswith(SECURE_COOKIE)
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_a_link_with_a_wrong_token_opens_nothing(house: House) -> None:
    """A token that is not known sets no cookie."""
    answer = house.get("/", params={"token": "cf_wrong"})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_without_a_built_dashboard_the_page_says_how_to_build_it(house: House) -> None:
    """A service without the built dashboard still has a page, which says what to do."""
    answer = house.get("/")
    assert answer.status_code == 200
    assert "npm run build" in answer.text


def test_the_built_dashboard_is_served(house: House) -> None:
    """The page and its files are served as they were built, and nothing outside their folder."""
    folder = house.deps.dashboard
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<p>farm</p>", encoding="utf-8")
    (folder / "assets" / "a.js").write_text("1", encoding="utf-8")
    assert house.get("/").text == "<p>farm</p>"
    assert house.get("/assets/a.js").headers["content-type"].startswith("text/javascript")
    for path in (
        "/assets/b.js",
        "/../state.sqlite3",
        "/%2e%2e/state.sqlite3",
        "/assets/..%2f..%2fstate.sqlite3",
    ):
        assert house.get(path).status_code == 404


def test_the_interface_describes_itself_without_scripts(house: House) -> None:
    """The description page lists every path, and loads nothing from elsewhere."""
    page = house.get("/docs").text
    for path in house.get("/openapi.json").json()["paths"]:
        assert path in page
    assert "<script" not in page
    assert "https://" not in page.replace("https://farm", "")
    assert house.get("/docs/style.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "x"}, {"before": "0"}, {"before": "9" * 30}])
def test_wrong_questions_about_the_quarantine_are_told(house: House, query: dict[str, str]) -> None:
    """A limit or id that cannot be is answered with 422."""
    assert house.get("/api/v1/quarantine", params=query).status_code == 422
