"""The bench of formats: it leaves none out, and its figures are what they say."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

import pytest

from api import bench
from api.bench.formats import EXAMPLES, Published, by_format, corpus
from api.commands.simulated import simulated_messages
from api.commands.simulated_trial import simulated_trial
from ingest.formats import BY_NAME, FORMATS

SIMULATED = bench.Simulated(simulated_messages, lambda: simulated_trial(1))


@pytest.fixture(scope="module")
def heard() -> Mapping[str, list[Published]]:
    """Return what there is to measure with, by format."""
    return by_format(simulated_messages())


@pytest.mark.parametrize("name", [form.name for form in FORMATS])
def test_every_format_is_measured_with_messages_that_carry_readings(
    heard: Mapping[str, list[Published]], name: str
) -> None:
    """A new format needs a simulated gateway, or a file of examples in api/bench/examples."""
    assert corpus(BY_NAME[name], heard).readings > 0


def test_every_example_is_of_a_format_that_there_is() -> None:
    """No file of examples is left over when a format gets another name."""
    assert {file.stem for file in EXAMPLES.glob("*.json")} <= BY_NAME.keys()


def test_each_format_has_a_figure_for_messages_and_one_for_readings() -> None:
    """Both stand beside what a library needs to parse the same payloads."""
    out = io.StringIO()
    assert bench.main(["formats"], json=True, out=out, simulated=SIMULATED, readings=60) == 0
    figures = json.loads(out.getvalue())
    assert [figure["what"].split(": ")[0] for figure in figures[::2]] == [form.name for form in FORMATS]
    for decoded, assessed in zip(figures[::2], figures[1::2], strict=True):
        assert decoded["what"].endswith("messages decoded, per core")
        assert assessed["what"].endswith("readings decoded and assessed, per core")
        assert min(decoded["rate_per_s"], assessed["rate_per_s"], decoded["cpu_us"]) > 0.0
        assert "parse the same" in decoded["limit"]
