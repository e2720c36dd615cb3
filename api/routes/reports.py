"""Reports: what a week's alerts were worth."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from alerts.notify import weekly_words
from alerts.notify.audience import Language
from alerts.weekly import Tally
from api.dependencies import READERS, Addressee, Wiring, until_now
from api.schemas.reports import NoisiestAnswer, PlaceWeekAnswer, TallyAnswer, WeekAnswer
from api.schemas.values import GivenInstant
from api.views.wording import problem_title

router = APIRouter(prefix="/reports", tags=["alerts"], dependencies=READERS)


@router.get("/weekly")
def weekly(
    deps: Wiring,
    addressee: Addressee,
    end: GivenInstant | None = None,
    language: Language | None = None,
) -> WeekAnswer:
    """Answer the report of the seven days before *end* (now), without rehearsals and withdrawn alerts."""
    spoken = language or addressee.language
    week = deps.alerts.weekly_post.week(until_now(deps, end))
    names = {place.id: place.name for place in deps.ingest.registry.places()}
    noisiest = None
    if week.noisiest is not None and week.noise is not None:
        place, cause = week.noisiest
        noisiest = NoisiestAnswer(
            place_id=place,
            place_name=names.get(place, place),
            cause=cause.value,
            title=problem_title(cause, spoken),
            **_numbers(week.noise),
        )
    return WeekAnswer(
        start=week.start_ms,
        end=week.end_ms,
        total=TallyAnswer(**_numbers(week.total)),
        places=[
            PlaceWeekAnswer(place_id=place, place_name=names.get(place, place), **_numbers(tally))
            for place, tally in week.places.items()
        ],
        noisiest=noisiest,
        advice=week.advice,
        suggestion=weekly_words.advice(week, spoken),
        text=weekly_words.text(week, names, spoken),
    )


def _numbers(tally: Tally) -> dict[str, Any]:
    return {**asdict(tally), "share_acted_on": tally.share_acted_on}
