"""The week in words, a line per place, in the reader's language; pure."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.notify import chinese_words
from alerts.notify.audience import Language
from alerts.notify.english_words import PROBLEMS
from alerts.weekly import Advice, Tally, Week
from ingest.counted import counted

_ENGLISH: Mapping[Advice, str] = {
    Advice.NONE: "No rule cried often enough to be changed.",
    Advice.LOOSEN: "Most of these were normal use or left alone: try a longer dwell or a wider limit on what "
    "was recorded (coldframe backtest) before you change it.",
    Advice.MEND: "People go there again and again: what causes it wants mending, not the rule.",
    Advice.LINK: "It goes dark again and again: look at battery, place and link of its sensors.",
}
_CHINESE: Mapping[Advice, str] = {
    Advice.NONE: "没有需要调整的规则。",
    Advice.LOOSEN: "多数属于正常使用或无人处理：先用历史数据试验更长的延时或更宽的限值"
    "（coldframe backtest）。",
    Advice.MEND: "多次需要人去处理：请检修设备，而不是调整规则。",
    Advice.LINK: "多次没有数据：请检查传感器的电池、位置和信号。",
}


def title(week: Week, language: Language) -> str:
    """Return the report in one line, short enough for a text message."""
    tally = week.total
    if language is Language.CHINESE:
        return f"周报：警报{tally.alerts}次，其中{tally.severe}次严重，已处理{tally.acted_on}次。"
    return f"WEEK {_told(tally)}"


def text(week: Week, names: Mapping[str, str], language: Language) -> str:
    """Return the report in full; *names*: what places are called."""
    lines = [title(week, language)]
    if language is Language.CHINESE:
        lines += [
            f"{names.get(place, place)}：{one.alerts}次，严重{one.severe}次，已处理{one.acted_on}次。"
            for place, one in week.places.items()
        ]
    else:
        lines += [f"{names.get(place, place)}: {_told(one)}" for place, one in week.places.items()]
    return "\n".join([*lines, *_noisiest(week, names, language), advice(week, language)])


def advice(week: Week, language: Language) -> str:
    """Return what to do about the rule that cries most."""
    return (_CHINESE if language is Language.CHINESE else _ENGLISH)[week.advice]


def _noisiest(week: Week, names: Mapping[str, str], language: Language) -> list[str]:
    if week.noisiest is None or week.noise is None:
        return []
    place, cause = week.noisiest
    name = names.get(place, place)
    if language is Language.CHINESE:
        return [f"最频繁的规则：{name}，{chinese_words.PROBLEMS[cause]}，{week.noise.alerts}次。"]
    cried = counted(week.noise.alerts, "time")
    return [f'The rule that cried most: "{PROBLEMS[cause]}" at {name}, {cried}.']


def _told(tally: Tally) -> str:
    after = "" if tally.taken_after_min is None else f", usually after {tally.taken_after_min:.0f} min"
    return f"{counted(tally.alerts, 'alert')}, {tally.severe} severe, {tally.acted_on} acted on{after}."
