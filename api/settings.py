"""The whole configuration: the sections of ingest and alerts, and ``[http]``, which is ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from alerts.adjustment import adjusted, changed
from alerts.errors import InvalidCommand
from alerts.goods_terms import GOODS
from alerts.people import Duty
from alerts.recipe import Recipe
from alerts.settings import AlertsSettings, NotifySettings
from api.security import is_loopback
from ingest.configuration import Contradiction, Section, read_configuration
from ingest.settings import (
    Brokers,
    BrokerSettings,
    Farm,
    IngestSettings,
    JournalSettings,
    MqttSettings,
    StoreSettings,
    alike,
    kept_secret,
    unreadable,
)


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
        raise ValueError("an address such as https://farm.example, without user and query")
    if parts.path.strip("/"):
        raise ValueError("an address without a path: Coldframe wants a host name of its own")
    _ = parts.port  # raises ValueError where it is no port
    return url.rstrip("/")


def _only_here(host: object, public_url: object, further_hosts: object) -> bool:
    if not isinstance(host, str) or not is_loopback(host):
        return False
    if isinstance(further_hosts, Sequence) and not all(is_loopback(str(name)) for name in further_hosts):
        return False
    if not isinstance(public_url, str):
        return True
    return is_loopback(urlsplit(public_url).hostname or "")


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:\[\]_-]{1,253}", text):
        raise ValueError("the name or the address of a host, such as farm.example or 192.168.1.5")
    return text


def _host_without_port(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.-]{1,253}", text):
        raise ValueError("the name of a host without a port, such as farm.example")
    return text


Host = Annotated[str, AfterValidator(_host)]


class HttpSettings(Section):
    """``[http]``: where the page and the interface for programs are, and who may read."""

    host: Host = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8321
    public_url: Annotated[str, AfterValidator(_web_address)] | None = None
    allowed_hosts: tuple[Annotated[str, AfterValidator(_host_without_port)], ...] = ()
    read_without_token: bool | None = None

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Refuse to show a farm to everybody who can reach the address."""
        names = raw.get("host", "127.0.0.1"), raw.get("public_url"), raw.get("allowed_hosts", ())
        outside = not _only_here(*names)
        if raw.get("read_without_token") is True and outside:
            yield Contradiction(
                ("read_without_token",), True, "false where other machines can reach this service"
            )

    @property
    def only_here(self) -> bool:
        """Tell whether only this machine can reach the service."""
        return _only_here(self.host, self.public_url, self.allowed_hosts)

    @property
    def reading_is_free(self) -> bool:
        """Tell whether reading needs no token; commands always need one."""
        return self.only_here if self.read_without_token is None else self.read_without_token

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach the service over HTTPS."""
        return (self.public_url or "").startswith("https://")

    @property
    def own_hosts(self) -> frozenset[str]:
        """Return the names, in lower case, under which the service is reached."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        names = {self.host, *self.allowed_hosts, *([public] if public else [])}
        return frozenset(name.lower() for name in names)


class DeadManSettings(Section):
    """``[dead_man]``: an address outside that hears from us while all is well.

    Attributes:
        url: what is asked, such as ``https://hc-ping.com/…``; whoever knows it can keep the switch held.
        url_file: a file that holds the address.
        every_s: how often.
    """

    url: SecretStr | None = None
    url_file: Path | None = None
    every_s: Annotated[int, Field(ge=10, le=3_600)] = 60

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield what the fields say against each other."""
        url, file = raw.get("url"), raw.get("url_file")
        if url is not None and file is not None:
            yield Contradiction(("url",), url, "one of url and url_file, not both")
        if isinstance(url, str) and not url.startswith(("http://", "https://")):
            yield Contradiction(("url",), url, "an address that begins with http:// or https://")
        yield from unreadable(raw, "url_file")

    def secret(self) -> str:
        """Return the address from wherever it stands; empty where none is given."""
        return (kept_secret(self.url, self.url_file) or "").strip()


class Settings(Farm):
    """Everything that the one TOML file may say."""

    data: Path = Path("coldframe-data")
    http: HttpSettings = Field(default_factory=HttpSettings)
    mqtt: Brokers = (MqttSettings(),)
    broker: BrokerSettings = Field(default_factory=BrokerSettings)
    journal: JournalSettings = Field(default_factory=JournalSettings)
    store: StoreSettings = Field(default_factory=StoreSettings)
    ingest: IngestSettings = Field(default_factory=IngestSettings)
    alerts: AlertsSettings = Field(default_factory=AlertsSettings)
    notify: NotifySettings = Field(default_factory=NotifySettings)
    duty: Duty = Field(default_factory=Duty)
    dead_man: DeadManSettings = Field(default_factory=DeadManSettings)

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield what the sections say against each other."""
        yield from super().contradictions(raw)
        mqtt, broker = raw.get("mqtt", {}), raw.get("broker", {})
        path: tuple[str | int, ...] = ("mqtt", "url")
        if isinstance(mqtt, list) and mqtt:
            yield from alike(mqtt)
            path, mqtt = ("mqtt", 0, "url"), mqtt[0]
        if (
            not isinstance(mqtt, Mapping)
            or not isinstance(broker, Mapping)
            or broker.get("enabled") is not True
        ):
            return
        host, port = broker.get("host", "127.0.0.1"), broker.get("port", 1883)
        ours = BrokerSettings.model_construct(host=str(host), port=port).url
        if mqtt.get("url", ours) != ours:
            yield Contradiction(path, mqtt["url"], f"no url, or {ours}, where broker.enabled is true")

    @property
    def brokers_elsewhere(self) -> tuple[MqttSettings, ...]:
        """Return the brokers that are programs of their own."""
        return self.mqtt[1:] if self.broker.enabled else self.mqtt


def recipe_mistakes(settings: Settings, recipes: Mapping[str, Recipe]) -> tuple[str, ...]:
    """Return a sentence for every place whose recipe there is not, or is for another kind of place."""
    mistakes = []
    for number, place in enumerate(settings.places):
        recipe = recipes.get(place.recipe)
        if recipe is None:
            known = ", ".join(recipes)
            mistakes.append(f"places.{number}.recipe: saw {place.recipe!r}, expected one of {known}")
        elif recipe.kind is not place.kind:
            mistakes.append(
                f"places.{number}.recipe: {recipe.id} is for kind {recipe.kind}, {place.id} is {place.kind}"
            )
    return (*mistakes, *_rule_mistakes(settings, recipes))


def _rule_mistakes(settings: Settings, recipes: Mapping[str, Recipe]) -> Iterator[str]:
    """Yield a sentence for every place that is not there, and for all own rules that cannot be."""
    places = {place.id: place for place in settings.places}
    for place_id, changes in settings.alerts.rules.items():
        place = places.get(place_id)
        if place is None:
            known = f"which are {', '.join(places)}" if places else "which names none"
            yield f"alerts.rules.{place_id}: expected the id of a place of this file, {known}"
        elif place.recipe in recipes:
            try:
                adjusted(recipes[place.recipe], changes)
            except InvalidCommand as error:
                yield f"alerts.rules.{place_id}: {error}"
    goods = (("product_rules", settings.alerts.product_rules), ("lot_rules", settings.alerts.lot_rules))
    for table, rules in goods:
        for subject_id, changes in rules.items():
            try:
                changed(GOODS, changes, "set in this file")
            except InvalidCommand as error:
                yield f"alerts.{table}.{subject_id}: {error}"


def load_settings(path: Path) -> Settings:
    """Return what the file at *path* says; raises SettingsError with all of its mistakes."""
    return read_configuration(path, Settings)
