"""Texts for people follow the language and the unit of whoever asks; numbers and keys stay as they are."""

from __future__ import annotations

import pytest

from alerts.notify.audience import Language, TemperatureUnit
from api.languages import audience_of
from api.schemas.places import State
from api.views.device_health import HealthFacts, health_sentences
from api.views.device_words import REASONS_IN_CHINESE
from api.views.gateways import clock_sentence
from api.views.state import farm_standing, place_standing
from api.views.state_words import WORDS
from ingest.clock_watch import GatewayClock
from ingest.health import Fault, ReportCounts
from ingest.reading import Reason
from tests.api.house import House
from tests.api.views.examples import place, value

CHINESE = {"Accept-Language": "zh-CN, en;q=0.5"}


@pytest.mark.parametrize(
    ("header", "language", "temperature"),
    [
        ("", "en", "C"),
        ("*", "en", "C"),
        ("fr, de", "en", "C"),
        ("zh-Hans-CN", "zh", "C"),
        ("en;q=0.4, zh;q=0.7", "zh", "C"),
        ("en;q=nonsense, zh", "zh", "C"),
        ("en ; q=0.7, zh; q=0.8", "zh", "C"),
        ("zh;q=0", "en", "C"),
        ("zh-u-mu-fahrenhe", "zh", "F"),
        ("en-US-u-ca-gregory-mu-fahrenhe", "en", "F"),
        ("en-u-mu", "en", "C"),
    ],
)
def test_a_header_tells_language_and_unit(header: str, language: str, temperature: str) -> None:
    """The first language that there is counts, by weight; what means nothing is English and °C."""
    audience = audience_of(header)
    assert (audience.language, audience.temperature) == (Language(language), TemperatureUnit(temperature))


def test_an_alert_is_told_as_its_reader_reads(house: House) -> None:
    """Title, message and what to do are in Chinese, in °F where that is asked for; facts stay in °C."""
    house.raise_alert()
    english = house.get("/api/v1/alerts/a1").json()
    answer = house.get("/api/v1/alerts/a1", headers=CHINESE)
    assert "Accept-Language" in answer.headers["Vary"]
    chinese = answer.json()
    assert (chinese["title"], chinese["what_to_do"]) == ("温度过高", "检查库门和压缩机。")
    assert "7.8℃" in chinese["message"]
    warm = house.get("/api/v1/alerts/a1", headers={"Accept-Language": "zh-u-mu-fahrenhe"}).json()
    assert "46.0℉" in warm["message"]
    assert english["facts"] == chinese["facts"] == warm["facts"]


def test_places_and_the_farm_are_told_in_the_language_of_whoever_asks(house: House) -> None:
    """States stay keys; reasons, the headline and the titles of values and recipes are words."""
    house.hear("air_temperature_c", 7.8)
    house.raise_alert()
    room, truck = house.get("/api/v1/places", headers=CHINESE).json()
    assert (room["state"], room["state_reason"], room["recipe"]["title"]) == ("act_now", "温度过高", "冷库")
    assert room["values"][0]["title"] == "空气温度"
    assert truck["state_reason"] == "还没有收到这里的数据"
    headline = house.get("/api/v1/summary", headers=CHINESE).json()["headline"]
    assert headline == "立即处理：Cold room：温度过高；无法监测：Truck"


def test_every_reason_is_told_in_every_language() -> None:
    """A silent sensor and a silent farm are told in Chinese as they are in English."""
    silent = [value(stale=True, age_s=4_320.0)]
    for language, told in ((Language.ENGLISH, "1 h 12 min"), (Language.CHINESE, "1小时12分")):
        assert told in place_standing([], silent, "air_temperature_c", (), language).reason
        assert WORDS[language].no_places in farm_standing([], [], language).reason
    both = [place(State.WATCH, "A", "甲"), place(State.WATCH, "B", "乙")]
    assert farm_standing(both, [], Language.CHINESE).reason == "注意：A：甲，另有1处"


def test_products_and_rules_are_told_in_language_and_unit(house: House) -> None:
    """Kinetics, how sure a number is, packagings and the titles of rules are words; notes stay as written."""
    headers = {"Accept-Language": "zh-u-mu-fahrenhe"}
    chinese = house.get("/api/v1/products/waxberry", headers=headers).json()
    assert chinese["kinetics"] == "阿伦尼乌斯方程，活化能 60 kJ/mol；已知适用于 33.8 °F 至 68 °F"
    assert chinese["packagings"][0]["title"] == "敞口托盘"
    grades = {one["grade"]: one["grade_meaning"] for one in chinese["numbers"]}
    assert (grades["P"], grades["H"]) == ("同行评审文献", "自行选定")
    english = house.get("/api/v1/products/waxberry").json()
    assert english["kinetics"] == "Arrhenius, 60 kJ/mol; known from 1 °C to 20 °C"
    assert chinese["numbers"][0]["value"] == english["numbers"][0]["value"]
    assert house.get("/api/v1/places/room/rules", headers=CHINESE).json()["title"] == "冷库"
    assert house.get("/api/v1/products/waxberry/rules", headers=CHINESE).json()["title"] == "杨梅"


def test_devices_are_told_in_the_language_of_whoever_asks(house: House) -> None:
    """What a device measures and what is wrong with it are words."""
    house.hear("battery_pct", 4.0)
    (device,) = (one for one in house.get("/api/v1/devices", headers=CHINESE).json() if one["values"])
    assert device["battery"]["title"] == "电量"
    assert device["health"] == ["电池即将耗尽：4 %"]


def test_what_is_wrong_with_devices_and_gateways_is_told_in_chinese() -> None:
    """A fault says of what kind it is, and behind it what the device said; a clock by how much it is off."""
    assert set(REASONS_IN_CHINESE) == set(Reason)
    fault = Fault("air_temperature_c", Reason.SENSOR_FAULT, "it says collection_err", 0, 0, 1)
    facts = HealthFacts([fault], ReportCounts(received=271, missing=17), [], [])
    assert health_sentences(facts, 0, Language.CHINESE) == [
        "空气温度没有数值：传感器报告故障（it says collection_err）",
        "最近一天的288次报告中缺少17次",
    ]
    clock = GatewayClock(-7_512_000, True, 1_781_410_200_000)
    assert clock_sentence(clock, Language.CHINESE) == "时钟快2小时5分；读数时间已修正"
