"""The weekly report, as it travels over HTTP."""

from __future__ import annotations

from alerts.weekly import Advice
from api.schemas.base import Answer
from api.schemas.values import Instant


class TallyAnswer(Answer):
    """What happened: alerts, how many were severe, acted on, normal use, taken how soon, at what cost."""

    alerts: int
    severe: int
    acted_on: int
    share_acted_on: float | None
    normal_use: int
    taken_after_min: float | None
    life_lost_h: float


class PlaceWeekAnswer(TallyAnswer):
    """What happened at one place."""

    place_id: str
    place_name: str


class NoisiestAnswer(TallyAnswer):
    """The rule that cried most."""

    place_id: str
    place_name: str
    cause: str
    title: str
    """The cause in the words of whoever asks."""


class WeekAnswer(Answer):
    """Seven days: all together, place by place, the rule that cried most and what to do about it."""

    start: Instant
    end: Instant
    total: TallyAnswer
    places: list[PlaceWeekAnswer]
    noisiest: NoisiestAnswer | None
    advice: Advice
    suggestion: str
    text: str
