"""How the verdicts are shown: one line per figure, ours beside what people run today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from alerts.detect import DETECTORS
from api.bench.alert_quality.trial import Label
from api.bench.alert_quality.verdict import Outcome, Tally, by_detector, tally


class Score(msgspec.Struct, frozen=True):
    """One figure of the trial.

    Attributes:
        bench: name of the bench.
        what: what was counted, in words.
        values: the figure of each rule, by its name.
        wanted: what ours should be, in words; empty: nothing is asked.
        met: whether it is; None: nothing is asked.
    """

    bench: str
    what: str
    values: Mapping[str, float | None]
    wanted: str = ""
    met: bool | None = None

    def line(self) -> str:
        """Return the figure as a line for people.

        >>> Score("alerts", "found", {"ours": 3.0, "theirs": None}, "all 3", True).line()
        'alerts: found: ours 3, theirs none (wanted all 3: yes)'
        """
        told = ", ".join(
            f"{name} {'none' if value is None else f'{value:.3g}'}" for name, value in self.values.items()
        )
        asked = "" if self.met is None else f" (wanted {self.wanted}: {'yes' if self.met else 'NO'})"
        return f"{self.bench}: {self.what}: {told}{asked}"

    def fields(self) -> Mapping[str, object]:
        """Return the figure for programs."""
        return msgspec.structs.asdict(self)


class Flaw(msgspec.Struct, frozen=True):
    """One thing that ought not to be.

    Attributes:
        bench: name of the bench.
        flaw: what it is: not found, too late, or a false page.
        place, week: where, and what happened in that week.
        detail: how bad it is, or why somebody was called.
        at_h: when that was [h since the start of the week]; None where it is no moment.
    """

    bench: str
    flaw: str
    place: str
    week: str
    detail: str
    at_h: float | None = None

    def line(self) -> str:
        """Return it as a line for people.

        >>> Flaw("alerts", "too late", "truck-09", "set to minus two", "by 0.2 h").line()
        'alerts: too late: truck-09 (set to minus two): by 0.2 h'
        """
        when = "" if self.at_h is None else f", {self.at_h:.1f} h into the week"
        return f"{self.bench}: {self.flaw}: {self.place} ({self.week}): {self.detail}{when}"

    def fields(self) -> Mapping[str, object]:
        """Return it for programs."""
        return msgspec.structs.asdict(self)


def scores(outcomes: Mapping[str, Sequence[Outcome]], ours: str) -> Sequence[Score]:
    """Return every figure of a trial; *outcomes* by the name of the rule."""
    tallies = {name: tally(found) for name, found in outcomes.items()}
    mine = tallies[ours]
    others = [one for name, one in tallies.items() if name != ours]
    return [
        _score(
            f"found of {mine.costly} faults that cost 5 % of life or froze goods",
            {name: one.costly_found for name, one in tallies.items()},
            "all",
            mine.costly_found == mine.costly,
        ),
        _score("found before that much was lost", {name: one.in_time for name, one in tallies.items()}),
        _score(
            "median time between page and that loss [h]",
            {name: one.lead_h for name, one in tallies.items()},
            "longer than both",
            all(_longer(mine, other) for other in others),
        ),
        _score(f"found of all {mine.faults} faults", {name: one.found for name, one in tallies.items()}),
        _score(
            f"false pages per place and week, over {mine.normal_weeks} normal weeks",
            {name: one.false_per_week for name, one in tallies.items()},
            "none",
            mine.false_normal == 0,
        ),
        _score("false pages in faulty weeks", {name: one.false_faulty for name, one in tallies.items()}),
        _score(
            "pages beside the faults that weather bore out",
            {name: one.borne_out for name, one in tallies.items()},
        ),
        *_of_detectors(outcomes[ours]),
    ]


def missed(outcomes: Sequence[Outcome]) -> Sequence[Flaw]:
    """Return every way in which *outcomes* are not as they should be."""
    flaws = []
    for one in outcomes:
        week = one.week
        if week.fault and one.found is None:
            lost = f"cost {one.harm.share_lost:.0%} of life" if week.harm == "goods" else f"harm: {week.harm}"
            flaws.append(_flaw("not found", week, lost))
        elif (lead_h := one.lead_h) is not None and lead_h <= 0.0:
            flaws.append(_flaw("too late", week, f"by {-lead_h:.1f} h"))
        flaws.extend(
            _flaw("false page", week, f"{page.why} by {page.detector or 'unknown'}", page.at_s / 3_600.0)
            for page in one.false
        )
    return flaws


def _of_detectors(outcomes: Sequence[Outcome]) -> Sequence[Score]:
    return [
        _score(
            f"detector {name or 'unknown'}",
            {
                "faults found": share.found,
                "first": share.first,
                "median lead [h]": share.lead_h,
                "false pages per place and normal week": share.false_per_week,
                "in faulty weeks": share.false_faulty,
            },
        )
        for name, share in by_detector(outcomes, DETECTORS).items()
    ]


def _score(
    what: str,
    values: Mapping[str, float | None],
    wanted: str = "",
    met: bool | None = None,  # noqa: FBT001 - private
) -> Score:
    return Score("alerts", what, values, wanted, met)


def _longer(mine: Tally, other: Tally) -> bool:
    return mine.lead_h is not None and (other.lead_h is None or mine.lead_h > other.lead_h)


def _flaw(flaw: str, week: Label, detail: str, at_h: float | None = None) -> Flaw:
    return Flaw("alerts", flaw, week.place, week.name, detail, at_h)
