"""Whole objects: rows with times, labels, several probes, repeated values."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from ingest.interpret import NO_HINT, Hint, interpret

AIR, HUMIDITY = "air_temperature_c", "relative_humidity_pct"
SOIL, MOISTURE = "soil_temperature_c", "soil_moisture_pct"


def _rows(fields: dict[str, Any], hint: Hint = NO_HINT) -> list[tuple[str, float, str, int | None]]:
    return [
        (one.quantity, one.value, one.channel, one.observed_at_ms) for one in interpret(fields, hint).placed
    ]


def test_rows_with_times_have_their_own() -> None:
    """A history in unix seconds, in milliseconds or in local time keeps the time of every row."""
    assert _rows({"history": [{"humidity": 46.5, "temperature": 0, "timestamp": 1781410200}]}) == [
        (HUMIDITY, 46.5, "", 1_781_410_200_000),
        (AIR, 0.0, "", 1_781_410_200_000),
    ]
    hint = Hint(zone=ZoneInfo("Asia/Singapore"))
    assert _rows({"records": [{"temp": 4.5, "time": "2026-06-14 12:10:00"}]}, hint) == [
        (AIR, 4.5, "", 1_781_410_200_000)
    ]


def test_a_local_time_that_exists_twice_is_settled_by_when_it_arrived() -> None:
    """At the end of summer time the later of the two is meant if it is not in the future."""
    fields = {"history": [{"temp": 4.5, "time": "2026-10-25 02:30:00"}]}
    first = 1_792_888_200_000
    for received_at_ms, expected in ((first + 60_000, first), (first + 3_660_000, first + 3_600_000)):
        hint = Hint(zone=ZoneInfo("Europe/Berlin"), received_at_ms=received_at_ms)
        assert _rows(fields, hint)[0][3] == expected


def test_labelled_rows_are_what_their_label_says_and_count_once() -> None:
    """The newest sample repeated at the top is the sample; an older one at the same value is not."""
    fields = {
        "samples": [
            {"variable": "temperature", "value": 21.5, "date": "2026-06-14T04:10:00.000Z"},
            {"variable": "temperature", "value": 22.5, "date": "2026-06-14T04:00:00.000Z"},
        ],
        "temperature": 21.5,
    }
    said = interpret(fields)
    assert [(one.value, one.observed_at_ms) for one in said.placed] == [
        (21.5, 1_781_410_200_000),
        (22.5, 1_781_409_600_000),
    ]
    assert ("temperature", "samples.temperature.value once more") in [
        (one.field, one.why) for one in said.left_out
    ]
    assert len(interpret(fields | {"temperature": 22.5}).placed) == 3


def test_a_value_is_also_what_it_says_of_itself() -> None:
    """ThingPark numbers a device's points and says beside each what it is, such as a set point."""
    points = {
        "temperature:0": {"unitId": "Cel", "record": 19.5, "nature": "room"},
        "temperature:1": {"unitId": "Cel", "record": 21.0, "nature": "set point"},
        "temperature:2": {"unitId": "Cel", "record": 54.0, "nature": "boiler"},
    }
    said = interpret({"points": points})
    assert [(one.field, one.value) for one in said.placed] == [("points.temperature:0.record", 19.5)]
    assert said.unplaced == (("points.temperature:2.record", "54.0"),)


def test_a_channel_is_what_its_label_says() -> None:
    """Where a key says nothing, the label beside it does; in words unknown, a unit guesses nothing."""
    channels = {
        "ch1": {"name": "Soil Temp 10cm", "value": 14.2, "unit": "°C"},
        "ch2": {"name": "Soil VWC 10cm", "value": 28.1, "unit": "%"},
        "ch3": {"name": "Boiler", "value": 61, "unit": "°C"},
    }
    said = interpret(channels)
    assert {one.field: one.quantity for one in said.placed} == {
        "ch1.value": SOIL,
        "ch2.value": MOISTURE,
    }
    assert said.unplaced == (("ch3.value", "61"),)


def test_a_report_of_a_value_with_its_unit_is_that_value() -> None:
    """Sensative calls values reports; without a unit a report may be how often one is made."""
    said = interpret({"TempReport": {"value": 21.3, "unit": "°C"}, "HumidityReport": {"value": 43}})
    assert [(one.field, one.quantity) for one in said.placed] == [("TempReport.value", AIR)]


def test_keys_with_an_underscore_before_them_are_the_same_keys() -> None:
    """A row of ``_name``, ``_unit`` and ``_value`` is a labelled row."""
    rows = [{"_name": "Ambient temperature", "_unit": "°F", "_value": 50.0}]
    assert _rows({"scalarValues": rows}) == [(AIR, 10.0, "", None)]


def test_a_value_with_its_own_samples_counts_once() -> None:
    """A value that stands beside a list of samples, of which it is the newest, is one value."""
    at = "2026-06-14T04:10:00.517331Z"
    fields = {"temperature": {"value": 24, "updateTime": at, "samples": [{"value": 24, "sampleTime": at}]}}
    said = interpret(fields)
    assert [(one.value, one.observed_at_ms) for one in said.placed] == [(24.0, 1_781_410_200_517)]


def test_values_without_times_give_one_sample_and_hide_nothing() -> None:
    """Of a list that begins with the newest, only that one has the message's time."""
    fields = {"bytes": {"temperature": {"unit": "°C", "values": [4.5, 4.4, 4.3]}}}
    said = interpret(fields)
    assert [(one.value, one.untimed) for one in said.placed] == [(4.5, False), (4.4, True), (4.3, True)]
    assert [sample.value for sample in said.samples("d", 7)] == [4.5]
    assert len(said.left_out) == 2


def test_rows_without_times_end_with_the_newest() -> None:
    """Of readings that share the message's time only the last one is a sample."""
    said = interpret({"readings": [{"temperature": 4.5}, {"temperature": 4.6}]})
    assert [sample.value for sample in said.samples("d", 7)] == [4.6]
    assert len(said.placed) == 2


def test_numbered_backlogs_are_earlier_values_and_no_probes() -> None:
    """A number behind a backlog is a place in time: its value has its own time, and no channel."""
    fields = {
        "Temperature": 4.5,
        "Temperature Backlog 1": {"Temperature": 4, "Timestamp": "Sun, 14 Jun 2026 04:00:00 GMT"},
        "Temperature Backlog 2": {"Temperature": 4.2, "Timestamp": "Sun, 14 Jun 2026 04:10:00 GMT"},
    }
    assert _rows(fields) == [
        (AIR, 4.5, "", None),
        (AIR, 4.0, "", 1_781_409_600_000),
        (AIR, 4.2, "", 1_781_410_200_000),
    ]


def test_aggregated_values_by_number_are_a_list_that_ends_with_the_newest() -> None:
    """Of values that an object lists by number under one time, only the last one is a sample."""
    listed = {"Temperature 1": 4, "Temperature 2": 4.2, "Temperature 3": 4.5}
    fields = {"Aggregate Temperature": {"Aggregate Count": 3, "Aggregate Temperatures": listed}}
    said = interpret(fields)
    assert [(one.value, one.channel, one.untimed) for one in said.placed] == [
        (4.0, "", True),
        (4.2, "", True),
        (4.5, "", False),
    ]
    assert {one.channel for one in interpret({"probes": listed}).placed} == {"1", "2", "3"}


def test_an_object_of_its_own_may_tell_its_own_time() -> None:
    """A date beside the values of an inner object is theirs; a running time or a clock never set is not."""
    assert _rows({"last": {"temp": 4.5, "time": "2026-06-14T04:10:00Z"}})[0][3] == 1_781_410_200_000
    assert _rows({"last": {"temp": 4.5, "time": 360}})[0][3] is None


def test_measurement_ids_are_read_in_lists_of_lists_too() -> None:
    """SenseCAP's messages say by an id what they are, as number or text, with their own time or without."""
    fields = {
        "err": 0,
        "messages": [
            {"type": "report_telemetry", "measurementId": 4097, "measurementValue": 21.4},
            [{"measurementId": "4102", "measurementValue": "0", "timestamp": 1781410200000}],
            {"type": "upload_battery", "battery": 87},
            {"measurementId": 4105, "measurementValue": 2.5},
        ],
    }
    said = interpret(fields)
    assert [(one.quantity, one.value, one.observed_at_ms) for one in said.placed] == [
        (AIR, 21.4, None),
        (SOIL, 0.0, 1_781_410_200_000),
        ("battery_pct", 87.0, None),
    ]
    assert said.unplaced == (("messages.id 4105 Wind speed", "2.5"),)


def test_every_probe_is_a_channel_of_its_own() -> None:
    """Numbers in names, in lists and in the rows' own words tell probes apart; the number is kept."""
    assert _rows({"temperature_3": 27.2, "temperature_5": 25.5}) == [
        (AIR, 27.2, "3", None),
        (AIR, 25.5, "5", None),
    ]
    assert _rows({"sensors": [{"id": 4, "temp": 1.5}, {"id": 9, "temp": 2.5}]}) == [
        (AIR, 1.5, "4", None),
        (AIR, 2.5, "9", None),
    ]
    assert _rows({"probes": [{"temp": 1.5}, {"temp": 2.5}]}) == [(AIR, 1.5, "0", None), (AIR, 2.5, "1", None)]
    assert _rows({"temperatures": [{"name": "temperature 2", "unit": "°C", "values": [1.5]}]}) == [
        (AIR, 1.5, "2", None)
    ]


def test_one_value_in_two_units_counts_once() -> None:
    """A temperature in °C and again in °F is one temperature."""
    said = interpret({"temperature_f": 70.16, "temperature_c": 21.2})
    assert [(one.field, one.value) for one in said.placed] == [("temperature_c", 21.2)]


def test_two_values_of_one_kind_are_kept_apart_or_asked_about() -> None:
    """The words that tell two temperatures apart become a channel; without any, one is asked about."""
    both = interpret({"inside_temp": 21.2, "outside_temp": 12.2}).placed
    assert sorted((one.value, one.channel) for one in both) == [(12.2, "outside"), (21.2, "")]
    said = interpret({"Temp": 21.2, "temperature": 12.2})
    assert (len(said.placed), len(said.unplaced)) == (1, 1)


def test_a_list_of_numbers_is_asked_about() -> None:
    """Several numbers under one name may be probes or times: nobody guesses."""
    said = interpret({"temperature": [4.5, 4.6], "moisture": [31.5], "raw": [1, 2]})
    assert [one.field for one in said.placed] == ["moisture.0"]
    assert said.unplaced == (("temperature", "[4.5, 4.6]"),)


def test_earlier_rows_ask_about_a_field_once() -> None:
    """A field that nobody can place in fifty rows is one question, and not fifty."""
    said = interpret({"history": [{"x1": index, "time": 1_760_000_000 + index} for index in range(50)]})
    assert said.unplaced == (("history.x1", "0"),)
