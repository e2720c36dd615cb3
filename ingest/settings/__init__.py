"""The part of the one TOML file that ingest reads, with its defaults and its rules.

A mistake never comes alone, so all are told at once, each with its path, the value that was seen and
what was expected. A secret is never shown: it stands in a field of type ``SecretStr``, or in a file of
its own that the twin field ``…_file`` names.
"""

from ingest.settings.farm import DeviceSettings, Farm, PlaceSettings, SiteSettings, doubles, rows_of
from ingest.settings.files import kept_secret, unreadable
from ingest.settings.intake import IngestSettings, JournalSettings
from ingest.settings.mqtt import Brokers, BrokerSettings, MqttSettings, alike
from ingest.settings.store import StoreSettings
from ingest.settings.words import Identifier, Title, is_loopback, time_zone_name

__all__ = [
    "BrokerSettings",
    "Brokers",
    "DeviceSettings",
    "Farm",
    "Identifier",
    "IngestSettings",
    "JournalSettings",
    "MqttSettings",
    "PlaceSettings",
    "SiteSettings",
    "StoreSettings",
    "Title",
    "alike",
    "doubles",
    "is_loopback",
    "kept_secret",
    "rows_of",
    "time_zone_name",
    "unreadable",
]
