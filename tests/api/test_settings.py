"""The whole configuration: defaults, mistakes, and who may read."""

from __future__ import annotations

from pathlib import Path

import pytest

from alerts.recipe import load_recipes
from api.settings import HttpSettings, Settings, load_settings, recipe_mistakes
from ingest.errors import SettingsError
from tests.api.house import FARM

_TWO_BROKERS = """
[[mqtt]]
name = "barn"
url = "mqtt://barn.example"
[[mqtt]]
url = "mqtt://field.example"
"""


def _load(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "coldframe.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


def test_an_empty_file_is_a_good_configuration(tmp_path: Path) -> None:
    """Everything has a default, and the defaults stay on this machine."""
    settings = _load(tmp_path, "")
    assert settings == Settings()
    assert settings.http.only_here
    assert settings.http.reading_is_free


def test_five_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """A file with five mistakes reports all five, each with its path and the value that was seen."""
    text = """
    datta = "x"
    [http]
    port = 70000
    host = "a farm"
    [notify]
    prove_at = "25:00"
    [store]
    kind = "influx"
    [mqtt]
    url = "ftp://broker"
    [[sites]]
    id = "farm"
    name = "Farm"
    time_zone = "Mars/Olympus"
    [[places]]
    id = "room"
    site = "elsewhere"
    name = "Room"
    kind = "cold_room"
    recipe = "cold_room"
    """
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, text)
    told = "\n".join(caught.value.problems)
    assert len(caught.value.problems) == 8
    assert "http.host: saw 'a farm', expected the name or the address of a host" in told
    assert "notify.prove_at: saw '25:00', expected a time of day, such as 09:00" in told
    assert "store.kind: saw 'influx', expected 'embedded' or 'influxdb'" in told
    for part in ("datta", "http.port", "70000", "mqtt.url", "ftp://broker", "time_zone", "Mars/Olympus"):
        assert part in told
    assert "elsewhere" in told


def test_one_broker_or_several(tmp_path: Path) -> None:
    """``[mqtt]`` is one broker, each ``[[mqtt]]`` one of several, with a name and topics of its own."""
    one = _load(tmp_path, "[mqtt]\nkeep_alive_s = 60\n")
    assert [broker.title for broker in one.mqtt] == ["127.0.0.1:1883"]
    settings = _load(tmp_path, f"{_TWO_BROKERS}topics = ['field/#']\n")
    assert [broker.title for broker in settings.mqtt] == ["barn", "field.example:1883"]
    assert [broker.topics for broker in settings.mqtt] == [None, ("field/#",)]
    assert settings.brokers_elsewhere == settings.mqtt
    embedded = _load(tmp_path, "[[mqtt]]\n[[mqtt]]\nurl = 'mqtt://field.example'\n[broker]\nenabled = true\n")
    assert [broker.host for broker in embedded.brokers_elsewhere] == ["field.example"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("topics = ['field/#/air']\n", ["mqtt.1.topics", "field/#/air"]),
        ("topics = []\n", ["mqtt.1.topics", "at least one"]),
        ("[[mqtt]]\nurl = 'mqtt://field.example'\n", ["mqtt.2.client_id", "take turns"]),
        ("[[mqtt]]\nname = 'barn'\nurl = 'mqtt://third.example'\n", ["mqtt.2.name", "no earlier table"]),
        ("[broker]\nenabled = true\n", ["mqtt.0.url", "mqtt://barn.example"]),
    ],
)
def test_mistakes_among_brokers_name_the_table(tmp_path: Path, more: str, words: list[str]) -> None:
    """What is wrong with one of several brokers, or between two, is told with the number of its table."""
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, _TWO_BROKERS + more)
    assert len(caught.value.problems) == 1
    for word in words:
        assert word in caught.value.problems[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("this is not TOML", "not TOML"), ("[http]\nport = 'high'", "http.port"), ("http = 3", "http")],
)
def test_a_file_that_cannot_be_understood_says_where(tmp_path: Path, text: str, expected: str) -> None:
    """A mistake of form is told with its place."""
    with pytest.raises(SettingsError, match=expected):
        _load(tmp_path, text)


def test_a_broker_elsewhere_beside_the_embedded_one_is_a_mistake(tmp_path: Path) -> None:
    """Who names another broker while the embedded one is on is told so, rather than left to wonder."""
    file = tmp_path / "coldframe.toml"
    file.write_text('[mqtt]\nurl = "mqtt://broker.example"\n[broker]\nenabled = true\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"mqtt\.url.*broker\.enabled"):
        load_settings(file)
    file.write_text('[mqtt]\nurl = "mqtt://127.0.0.1:1884"\n[broker]\nenabled = true\nport = 1884\n')
    assert load_settings(file).broker.port == 1884


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A configuration that is not there is told by its path."""
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        load_settings(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("http", "free"),
    [
        ({}, True),
        ({"host": "::1"}, True),
        ({"host": "localhost"}, True),
        ({"host": "::"}, False),
        ({"host": "192.168.1.5"}, False),
        ({"public_url": "https://farm.example"}, False),
        ({"public_url": "http://127.0.0.1:8321"}, True),
        ({"allowed_hosts": ["pi.lan"]}, False),
        ({"read_without_token": False}, False),
    ],
)
def test_reading_is_free_only_where_nobody_else_reaches(http: dict[str, object], *, free: bool) -> None:
    """Reading needs no token only on an address of this machine that no proxy shows to others."""
    assert HttpSettings.model_validate(http).reading_is_free is free


@pytest.mark.parametrize("http", [{"host": "::"}, {"public_url": "https://farm.example"}])
def test_reading_cannot_be_made_free_for_everybody(tmp_path: Path, http: dict[str, str]) -> None:
    """Asking for free reading where others can reach the service is a mistake that is told."""
    lines = "\n".join(f'{name} = "{value}"' for name, value in http.items())
    with pytest.raises(SettingsError, match="read_without_token"):
        _load(tmp_path, f"[http]\nread_without_token = true\n{lines}")


@pytest.mark.parametrize("url", ["farm.example", "ftp://farm", "https://farm/path", "https://me:pw@farm", ""])
def test_a_public_url_is_a_plain_web_address(url: str) -> None:
    """A public address without scheme, with a path or with a password is refused."""
    with pytest.raises(ValueError, match="public_url"):
        HttpSettings.model_validate({"public_url": url})


def test_own_hosts_are_what_the_settings_name() -> None:
    """The service answers to its host, its public name and the further names it was given."""
    settings = HttpSettings(public_url="https://Farm.example", allowed_hosts=("pi.lan",))
    assert settings.own_hosts == {"127.0.0.1", "farm.example", "pi.lan"}
    assert settings.secure


def test_rules_of_ones_own_that_cannot_be_are_named() -> None:
    """Of a place, a product or a lot: the number, what was seen and why it cannot be; what can be is none."""
    good = {
        "rules": {"room": {"limits.air_temperature_c.high": 3.0}},
        "product_rules": {"waxberry": {"warm.dwell": 20.0}},
        "lot_rules": {"L21": {"warm.upper": 4.0, "arrival.required_life": 6.0}},
    }
    bad = {
        "rules": {"room": {"limits.air_temperature_c.high": -9.0}, "attic": {"door.dwell": 1.0}},
        "product_rules": {"waxberry": {"warm.dwel": 20.0}},
        "lot_rules": {"L21": {"severe.lost": 900.0}},
    }
    recipes = load_recipes()
    assert recipe_mistakes(Settings.model_validate({**FARM, "alerts": good}), recipes) == ()
    told = recipe_mistakes(Settings.model_validate({**FARM, "alerts": bad}), recipes)
    assert [one.split(": ")[0] for one in told] == [
        "alerts.rules.room",
        "alerts.rules.attic",
        "alerts.product_rules.waxberry",
        "alerts.lot_rules.L21",
    ]
    assert "warm.dwel" in told[2]
    assert "900.0 is not between 0.1 and 100.0 %" in told[3]
