"""What a message says of a unit that does not work as usual: how it is, and how it usually is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from alerts.cause import Fault
from alerts.notify import chinese_wording
from alerts.notify.findings import Finding
from alerts.notify.fitting import Part, Sentence, Worth
from alerts.notify.wording import span
from ingest.clock import MS_PER_SECOND

_SAID_OF: Mapping[Fault | None, str] = MappingProxyType({Fault.SHORT_CYCLING: "every "})
"""What a time is said of."""


def unit(finding: Finding) -> Sentence:
    """Say how the work of a unit differs from the usual; nothing where that is not the trouble."""
    facts = finding.alert.facts
    if facts.found is None or facts.usual is None:
        return ()
    found, usual = (span(int(one * MS_PER_SECOND)) for one in (facts.found, facts.usual))
    said_of = _SAID_OF.get(facts.fault, "")
    return (
        Part(f"{finding.rule}: {said_of}{found}", Worth.CORE),
        Part(f"usual {usual}", Worth.CORE),
    )


def unit_in_chinese(finding: Finding) -> str:
    """Return the same for a reader of Chinese."""
    facts = finding.alert.facts
    if facts.found is None or facts.usual is None:
        return ""
    found, usual = (chinese_wording.span(int(one * MS_PER_SECOND)) for one in (facts.found, facts.usual))
    return f"现{found}，平时{usual}"
