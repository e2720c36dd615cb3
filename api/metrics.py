"""The service in numbers for Prometheus; read at every scrape from where they are kept, nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ingest.counters import Counters
from ingest.journal import JournalStatus
from ingest.subscriber import Subscriber

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_HELP = {
    "received_messages": "MQTT messages that arrived.",
    "accepted_messages": "Messages of which at least one value is in the journal.",
    "repeated_messages": "Messages that had been accepted before.",
    "retained_messages": "Messages that the broker had kept from before; not new readings.",
    "control_messages": "Messages that carry no values by their nature, such as a gateway's birth.",
    "rejected_messages": "Messages of which no value was accepted; they are in quarantine.",
    "accepted_readings": "Readings in the journal.",
    "rejected_values": "Single values in quarantine.",
    "stored_readings": "Readings that the store took.",
    "repeated_readings": "Readings that the store had already.",
    "refused_readings": "Readings that the store will never take; they are in quarantine.",
    "corrected_readings": "Stored readings whose sensor was later said to have been calibrated otherwise.",
    "evaluated_readings": "Readings that the alert engine has seen.",
    "refused_publishes": "Messages that a gateway may not publish; the embedded broker dropped them.",
    "refused_connections": "Connections that the embedded broker did not let in.",
    "forgotten_devices": "Devices without a place that had to make room for others of their gateway.",
}


class ServiceCollector(Collector):
    """Turns the service's own counts into metrics.

    Args:
        counters: the counts of what came in and what became of it.
        brokers: who listens at each broker.
        journal: returns the journal's sizes.
        open_alerts: returns how many alerts go on.
        troubles: returns what does not work.
    """

    def __init__(
        self,
        counters: Counters,
        brokers: Sequence[Subscriber],
        journal: Callable[[], JournalStatus],
        open_alerts: Callable[[], int],
        troubles: Callable[[], tuple[str, ...]],
    ) -> None:
        self._counters = counters
        self._brokers = brokers
        self._journal = journal
        self._open_alerts = open_alerts
        self._troubles = troubles

    def describe(self) -> Iterable[Metric]:
        """Return nothing: so that registering does not already read."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield every metric with its value of this moment."""
        for name, count in self._counters.snapshot().items():
            yield CounterMetricFamily(f"coldframe_{name}", _HELP.get(name, name), value=count)
        yield from _broker_metrics(self._brokers)
        yield from _journal_metrics(self._journal())
        yield GaugeMetricFamily("coldframe_open_alerts", "Alerts that go on.", value=self._open_alerts())
        yield GaugeMetricFamily(
            "coldframe_troubles", "Parts of the service that do not work.", value=len(self._troubles())
        )


def _broker_metrics(brokers: Sequence[Subscriber]) -> Iterator[Metric]:
    up = GaugeMetricFamily("coldframe_broker_up", "Whether a broker is listened to.", labels=["broker"])
    taken = CounterMetricFamily(
        "coldframe_broker_taken_messages", "Messages of a broker that are kept.", labels=["broker"]
    )
    lost = CounterMetricFamily(
        "coldframe_broker_lost_connections", "Connections to a broker that broke.", labels=["broker"]
    )
    forgotten = CounterMetricFamily(
        "coldframe_broker_lost_sessions", "Times that a broker forgot what waited.", labels=["broker"]
    )
    dropped = GaugeMetricFamily(
        "coldframe_broker_dropped_messages",
        "What a broker dropped since its start, for whomever, as it says itself.",
        labels=["broker"],
    )
    for broker in brokers:
        up.add_metric([broker.title], broker.connected)
        taken.add_metric([broker.title], broker.taken_messages)
        lost.add_metric([broker.title], broker.lost_connections)
        forgotten.add_metric([broker.title], broker.losses.lost_sessions)
        dropped.add_metric([broker.title], broker.losses.dropped_messages)
    yield from (up, taken, lost, forgotten, dropped)


def _journal_metrics(status: JournalStatus) -> Iterator[Metric]:
    yield GaugeMetricFamily("coldframe_journal_bytes", "Size of the journal.", value=status.size_bytes)
    if status.room_h is not None:
        hours = "Hours of outage that the journal can hold at the present pace."
        yield GaugeMetricFamily("coldframe_journal_room_hours", hours, value=status.room_h)
    yield GaugeMetricFamily("coldframe_journal_max_bytes", "Bound of the journal.", value=status.max_bytes)
    yield GaugeMetricFamily(
        "coldframe_journal_oldest_unread_seconds",
        "Age of the oldest reading that a consumer has not read.",
        value=status.oldest_unread_age_s,
    )
    backlog = GaugeMetricFamily(
        "coldframe_journal_backlog_readings", "Readings that a consumer has not read.", labels=["consumer"]
    )
    for consumer, readings in status.backlog.items():
        backlog.add_metric([consumer], readings)
    yield backlog


def exposition(collector: ServiceCollector) -> bytes:
    """Return the text that Prometheus scrapes."""
    registry = CollectorRegistry()
    registry.register(collector)
    return generate_latest(registry)
