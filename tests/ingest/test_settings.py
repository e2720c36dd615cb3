"""The configuration: all mistakes at once, each with path, value and expectation; secrets stay secret."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from ingest.configuration import Section, read_configuration
from ingest.errors import SettingsError
from ingest.settings import BrokerSettings, Farm, IngestSettings, MqttSettings, StoreSettings

FIVE_MISTAKES = """\
[mqtt]
url = "http://broker.farm:1883"
receive_maximum = "many"

[broker]
host = "0.0.0.0"
anonymous = true
prot = 1884

[[sites]]
id = "qingtian"
name = "Qingtian"
time_zone = "Asia/Chingtien"
"""


class _Whole(Farm):
    """A configuration as a service composes it."""

    store: StoreSettings = StoreSettings()
    mqtt: MqttSettings = MqttSettings()
    broker: BrokerSettings = BrokerSettings()
    ingest: IngestSettings = IngestSettings()


def _read(folder: Path, text: str) -> _Whole:
    file = folder / "farm.toml"
    file.write_text(text, "utf-8")
    return read_configuration(file, _Whole)


def _problems(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as raised:
        _read(folder, text)
    return raised.value.problems


def test_empty_file_is_a_whole_configuration(tmp_path: Path) -> None:
    """Everything has a default that is safe on one machine."""
    settings = _read(tmp_path, "")
    assert (settings.mqtt.host, settings.mqtt.port, settings.broker.enabled) == ("127.0.0.1", 1883, False)


def test_five_mistakes_are_five_sentences(tmp_path: Path) -> None:
    """A file with five mistakes reports all five: path, value seen, what was expected."""
    assert sorted(_problems(tmp_path, FIVE_MISTAKES)) == [
        (
            "broker.anonymous: saw true, expected false where other machines can reach the broker, "
            "because anybody may publish"
        ),
        "broker.prot: there is no such setting",
        "mqtt.receive_maximum: saw 'many', expected a whole number",
        "mqtt.url: saw 'http://broker.farm:1883', expected mqtt://host:port or mqtts://host:port",
        (
            "sites.0.time_zone: saw 'Asia/Chingtien', expected the name of an IANA time zone, "
            "such as Asia/Shanghai"
        ),
    ]


def test_a_switch_and_a_path_are_told_as_the_operator_wrote_them(tmp_path: Path) -> None:
    """A value that is no secret is shown, also under a name like one, and without words of Python."""
    file = tmp_path / "coldframe.toml"
    file.write_text("read_without_token = true\nca_file = 5\n", "utf-8")

    class Switches(Section):
        read_without_token: Literal[False]
        ca_file: Path

    with pytest.raises(SettingsError) as raised:
        read_configuration(file, Switches)
    assert raised.value.problems == (
        "read_without_token: saw true, expected False",
        "ca_file: saw 5, expected a path",
    )


def test_file_that_is_missing_or_no_toml_is_told(tmp_path: Path) -> None:
    """A file that cannot be read, or is not TOML, is one clear mistake."""
    with pytest.raises(SettingsError, match="cannot be read"):
        read_configuration(tmp_path / "nowhere.toml", _Whole)
    assert "not TOML" in _problems(tmp_path, "[mqtt")[0]


def test_exactly_one_of_password_and_its_file(tmp_path: Path) -> None:
    """A password stands in the file or in a file of its own, never in both, and needs a user."""
    secret = tmp_path / "secret"
    secret.write_text("waxberry\n", "utf-8")
    both = f'[mqtt]\npassword = "waxberry"\npassword_file = "{secret}"'
    assert _problems(tmp_path, both) == (
        f"mqtt.password_file: saw '{secret}', expected exactly one of password and password_file",
        "mqtt.username: saw nothing, expected a name beside the password",
    )
    one = _read(tmp_path, f'[mqtt]\nusername = "farm"\npassword_file = "{secret}"')
    assert one.mqtt.secret() == "waxberry"


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    """Neither a mistaken secret, nor one under a wrong name, nor one in an address is printed."""
    text = '[mqtt]\nurl = "mqtt://farm:waxberry@broker"\npassword = ["waxberry"]\npasword = "waxberry"'
    problems = _problems(tmp_path, text)
    assert len(problems) == 4
    assert "waxberry" not in "\n".join(problems)
    settings = _read(tmp_path, '[mqtt]\nusername = "farm"\npassword = "waxberry"')
    assert "waxberry" not in repr(settings)


def test_mistakes_between_tables_are_told_beside_the_others(tmp_path: Path) -> None:
    """Names that nothing has, and ids that stand twice, are told together with wrong values."""
    text = """
    [[places]]
    id = "cold"
    site = "nowhere"
    name = "Cold room"
    kind = "cellar"
    recipe = "cold_room"
    [[devices]]
    id = "a"
    place = "attic"
    [[devices]]
    id = "a"
    """
    assert sorted(_problems(tmp_path, text)) == [
        "devices.0.place: saw 'attic', expected the id of one of the places",
        "devices.1.id: saw 'a', expected an id that no other of the devices has",
        "places.0.kind: saw 'cellar', expected 'greenhouse', 'precooler', 'cold_room', 'truck' or 'ice_box'",
        "places.0.site: saw 'nowhere', expected the id of one of the sites",
    ]


@pytest.mark.parametrize("topic", ["", "a/#/b", "a/b+/c", "#/a"])
def test_topic_filter_that_no_broker_takes_is_a_mistake(topic: str, tmp_path: Path) -> None:
    """A wrong topic filter is found before the broker refuses it."""
    problem = _problems(tmp_path, f'[ingest.subscriptions]\n"{topic}" = "auto"')[0]
    assert problem.startswith(f"ingest.subscriptions.{topic}: saw '{topic}', expected an MQTT topic filter")


def test_portals_of_venus_os_are_named_once(tmp_path: Path) -> None:
    """The portals that are kept publishing stand in the file; one with a wildcard is a mistake."""
    text = '[ingest]\nvictron_portals = ["c0619ab4a585", "+"]'
    (problem,) = _problems(tmp_path, text)
    assert problem.startswith("ingest.victron_portals.1: saw '+', expected 1 to 64 letters, digits or")


@pytest.mark.parametrize(("workers", "expected"), [(0, "at least 1"), (17, "at most 16")])
def test_as_many_processes_decode_as_a_machine_can_use(workers: int, expected: str, tmp_path: Path) -> None:
    """No process at all cannot decode, and of a hundred most would only take memory."""
    (problem,) = _problems(tmp_path, f"[ingest]\nworkers = {workers}")
    assert problem == f"ingest.workers: saw {workers}, expected a number of {expected}"


@pytest.mark.parametrize(
    ("broker", "is_open", "url"),
    [
        ({}, True, "mqtt://127.0.0.1:1883"),
        ({"host": "::1"}, True, "mqtt://[::1]:1883"),
        ({"anonymous": False}, False, "mqtt://127.0.0.1:1883"),
        ({"host": "0.0.0.0"}, False, "mqtt://127.0.0.1:1883"),  # noqa: S104 - nothing is bound
        ({"host": "192.168.1.5", "anonymous": False}, False, "mqtt://192.168.1.5:1883"),
    ],
)
def test_nobody_comes_in_nameless_where_others_reach_the_broker(
    broker: dict[str, object], url: str, *, is_open: bool
) -> None:
    """Without a word of the operator, a name is needed as soon as other machines reach the broker."""
    settings = BrokerSettings.model_validate(broker)
    assert (settings.is_open, settings.url) == (is_open, url)


def test_files_of_mosquitto_need_a_name_for_coldframe_itself(tmp_path: Path) -> None:
    """Who lets Coldframe write the files, and does not let it log in, is told before it is locked out."""
    (problem,) = _problems(tmp_path, '[mqtt]\nmosquitto_files = "files"')
    assert problem.startswith("mqtt.mosquitto_files: saw 'files', expected username and password")


@pytest.mark.parametrize(
    ("store", "problem"),
    [
        (
            'url = "http://influx:8086"',
            "store.url: saw 'http://influx:8086', expected kind = \"influxdb\" beside it",
        ),
        ('kind = "influxdb"\ndatabase = "a"', "store.url: saw nothing, expected the address of InfluxDB"),
        ('kind = "influxdb"\nurl = "http://a"', "store.bucket: saw nothing, expected bucket or database"),
        (
            'kind = "influxdb"\nurl = "http://a"\nbucket = "a"\ndatabase = "a"',
            "store.bucket: saw 'a', expected bucket or database, exactly one of them",
        ),
        (
            'kind = "influxdb"\nurl = "http://u:p@a"\nbucket = "a"',
            "store.url: saw 'http://…@a', expected http://host:port without user and password",
        ),
        (
            'kind = "influxdb"\nurl = "http://a"\nbucket = "a"\ntoken = "t"\nusername = "u"',
            "store.username: saw 'u', expected either a token, or username and password",
        ),
        (
            'kind = "influxdb"\nurl = "http://a"\nbucket = "a"\npassword = "p"',
            "store.username: saw nothing, expected username and password, or neither",
        ),
        (
            'kind = "influxdb"\nurl = "http://a"\nbucket = "a"\ntoken_file = "/no/such"',
            "store.token_file: saw '/no/such', expected a file that can be read",
        ),
        (
            'kind = "influxdb"\nurl = "http://a"\nbucket = "a"\nca_file = "/etc/hostname"',
            "store.url: saw 'http://a', expected https://host:port where ca_file is given",
        ),
    ],
)
def test_what_a_store_in_influxdb_needs_is_told(tmp_path: Path, store: str, problem: str) -> None:
    """A store without an address, or with half a login or two, is a mistake with its path."""
    assert any(one.startswith(problem) for one in _problems(tmp_path, f"[store]\n{store}\n"))


def test_secrets_of_the_store_come_from_files_of_their_own(tmp_path: Path) -> None:
    """A token, or a password, may stand in a file; its last line break is not part of it."""
    (tmp_path / "token").write_text("secret\n", "utf-8")
    text = f'[store]\nkind = "influxdb"\nurl = "http://a:1/"\nbucket = "b"\ntoken_file = "{tmp_path}/token"\n'
    access = _read(tmp_path, text).store.access()
    assert (access.url, access.bucket, access.token) == ("http://a:1", "b", "secret")
    assert "secret" not in repr(access)


_OVER_TLS = 'kind = "influxdb"\nurl = "https://a"\ndatabase = "a"\n'


@pytest.mark.parametrize(
    ("setting", "content", "expected"),
    [
        ("token_file", b"caf\xe9\n", "a file with the secret in it, one line of text (UTF-8)"),
        ("token_file", b"\n", "a file with the secret in it, one line of text (UTF-8)"),
        ("token_file", b"one\ntwo\n", "a file with the secret in it, one line of text (UTF-8)"),
        ("token_file", "tökén€\n".encode(), "visible characters of ASCII, as InfluxDB makes them"),
        ("ca_file", b"nothing of the kind\n", "a file with certificates in it (PEM)"),
        ("ca_file", b"", "a file with certificates in it (PEM)"),
        ("ca_file", None, "a file that can be read (it is none)"),
    ],
)
def test_a_file_that_cannot_serve_is_told_before_anything_starts(
    tmp_path: Path, setting: str, content: bytes | None, expected: str
) -> None:
    """Secrets and certificates are read when the configuration is; what they say is never shown."""
    file = tmp_path / "given"
    file.mkdir() if content is None else file.write_bytes(content)
    problems = _problems(tmp_path, f'[store]\n{_OVER_TLS}{setting} = "{file}"\n')
    assert problems == (f"store.{setting}: saw '{file}', expected {expected}",)


def test_a_file_that_others_own_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this user may not read is a mistake with the system's own word for it."""

    def refuse(_file: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "token").write_text("secret", "utf-8")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    problems = _problems(tmp_path, f'[store]\n{_OVER_TLS}token_file = "{tmp_path}/token"\n')
    assert problems[0].endswith("/token', expected a file that can be read (Permission denied)")


def test_a_token_is_not_shown_where_it_cannot_be_one(tmp_path: Path) -> None:
    """A token with a space or a line break in it would break the request that carries it."""
    problems = _problems(tmp_path, f'[store]\n{_OVER_TLS}token = "se cret"\n')
    assert len(problems) == 1
    assert problems[0].startswith("store.token: saw a value that is not shown, expected visible characters")
