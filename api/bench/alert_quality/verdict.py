"""What pages are worth: which faults they found, how early, and which of them were false."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from api.bench.alert_quality.hardship import Hardship
from api.bench.alert_quality.harm import Harm
from api.bench.alert_quality.trial import Label, Page

RECOVERY_S = 6 * 3_600.0
"""A place needs time to be as before: pages this long after the end of a fault still belong to it."""

_SECONDS_PER_HOUR = 3_600.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule made of one week.

    Attributes:
        week: the week.
        harm: what its fault did to the goods.
        due: pages that belong to the fault, the first of them first.
        false: pages that belong to no fault, and to nothing else that really happened.
        borne_out: pages that belong to no fault, but to what plants really went through.
    """

    week: Label
    harm: Harm
    due: tuple[Page, ...]
    false: tuple[Page, ...]
    borne_out: tuple[Page, ...] = ()

    @property
    def found(self) -> Page | None:
        """Return the first page that belongs to the fault; None: nobody was told."""
        return self.due[0] if self.due else None

    @property
    def lead_h(self) -> float | None:
        """Return how long before the goods were harmed people were told [h]; below zero: too late."""
        return None if self.found is None else self.ahead_h(self.found)

    def ahead_h(self, page: Page) -> float | None:
        """Return how long before the goods were harmed a page came [h]; None where they were not."""
        return (
            None if self.harm.harmed_at_s is None else (self.harm.harmed_at_s - page.at_s) / _SECONDS_PER_HOUR
        )

    @property
    def delay_h(self) -> float | None:
        """Return how long after a fault began people were told [h]."""
        return None if self.found is None else (self.found.at_s - self.week.begins_s) / _SECONDS_PER_HOUR


def judge(
    weeks: Sequence[Label],
    pages: Sequence[Page],
    harm: Mapping[str, Harm],
    hardships: Sequence[Hardship] = (),
) -> tuple[Outcome, ...]:
    """Hold *pages* of one rule against what happened."""
    of_place: defaultdict[str, list[Page]] = defaultdict(list)
    for page in sorted(pages, key=lambda one: one.at_s):
        of_place[page.place].append(page)
    return tuple(
        _outcome(week, of_place[week.place], harm.get(week.place, Harm()), hardships) for week in weeks
    )


def _outcome(week: Label, pages: Sequence[Page], harm: Harm, hardships: Sequence[Hardship]) -> Outcome:
    due = tuple(page for page in pages if week.fault and week.begins_s <= page.at_s <= week.ends_s)
    others = [
        page for page in pages if not (week.fault and week.begins_s <= page.at_s <= week.ends_s + RECOVERY_S)
    ]
    borne_out = tuple(page for page in others if any(_bears_out(one, page) for one in hardships))
    false = tuple(page for page in others if page not in borne_out)
    return Outcome(week, harm, due, false, borne_out)


def _bears_out(hardship: Hardship, page: Page) -> bool:
    """Tell whether a page says what really was so then."""
    is_then = hardship.told_from_s <= page.at_s <= hardship.until_s
    return is_then and page.place == hardship.place and page.why in hardship.causes


@dataclass(frozen=True, slots=True)
class Tally:
    """The outcomes of one rule, summed up.

    Attributes:
        costly, costly_found: faults that harmed goods, and those of them that were found.
        in_time: those found before the goods were harmed.
        lead_h: median time between page and harm over all costly faults, where one that was not found was
            found last of all: who misses the hard ones gains nothing by it; None: it is one of these [h].
        faults, found: all faults, and those found.
        normal_weeks, false_normal: normal weeks, and the pages in them.
        false_faulty: pages in faulty weeks that belong to no fault.
        borne_out: pages that belong to no fault, and were right by what plants went through.
    """

    costly: int
    costly_found: int
    in_time: int
    lead_h: float | None
    faults: int
    found: int
    normal_weeks: int
    false_normal: int
    false_faulty: int
    borne_out: int

    @property
    def false_per_week(self) -> float:
        """Return the false pages of one place in a normal week."""
        return self.false_normal / self.normal_weeks if self.normal_weeks else 0.0


def tally(outcomes: Sequence[Outcome]) -> Tally:
    """Sum up *outcomes*."""
    faulty = [one for one in outcomes if one.week.fault]
    normal = [one for one in outcomes if not one.week.fault]
    costly = [one for one in faulty if one.harm.harmed_at_s is not None]
    leads = [lead for one in costly if (lead := one.lead_h) is not None]
    middle_h = median([*leads, *[-inf] * (len(costly) - len(leads))]) if costly else -inf
    return Tally(
        costly=len(costly),
        costly_found=len(leads),
        in_time=sum(lead > 0.0 for lead in leads),
        lead_h=middle_h if middle_h > -inf else None,
        faults=len(faulty),
        found=sum(one.found is not None for one in faulty),
        normal_weeks=len(normal),
        false_normal=sum(len(one.false) for one in normal),
        false_faulty=sum(len(one.false) for one in faulty),
        borne_out=sum(len(one.borne_out) for one in outcomes),
    )


@dataclass(frozen=True, slots=True)
class Share:
    """What one detector did.

    Attributes:
        first: faults that it was the first to find.
        found: faults of which it told, first or not.
        lead_h: median time between its first page and harm, over the costly faults of which it told [h].
        false_per_week: false pages of which it was the first, in one place in a normal week.
        false_faulty: such pages in faulty weeks.
    """

    first: int
    found: int
    lead_h: float | None
    false_per_week: float
    false_faulty: int


def by_detector(outcomes: Sequence[Outcome], detectors: Iterable[str] = ()) -> Mapping[str, Share]:
    """Return what each detector did; *detectors* are told of although they may have done nothing."""
    heard: defaultdict[str, list[tuple[Outcome, Page]]] = defaultdict(list)
    for one in outcomes:
        told: dict[str, Page] = {}
        for page in one.due:
            for detector in page.detectors:
                told.setdefault(detector, page)
        for detector, page in told.items():
            heard[detector].append((one, page))
    first = Counter(one.found.detector for one in outcomes if one.found is not None)
    normal, faulty = (
        Counter(page.detector for one in outcomes if bool(one.week.fault) is is_faulty for page in one.false)
        for is_faulty in (False, True)
    )
    weeks = max(sum(not one.week.fault for one in outcomes), 1)
    shares = {}
    for name in sorted({*first, *heard, *normal, *faulty, *detectors}):
        leads = [lead for one, page in heard[name] if (lead := one.ahead_h(page)) is not None]
        lead_h = median(leads) if leads else None
        shares[name] = Share(first[name], len(heard[name]), lead_h, normal[name] / weeks, faulty[name])
    return shares
