"""What quantities are called and how long something lasts, in the reader's language; pure."""

from __future__ import annotations

from alerts.cause import Cause
from alerts.notify import chinese_titles, chinese_words, english_words
from alerts.notify.audience import Language
from alerts.notify.chinese_wording import span
from alerts.sourced import Number
from ingest.clock import MS_PER_SECOND
from ingest.quantity import QUANTITIES


def title_of(quantity: str, language: Language = Language.ENGLISH) -> str:
    """Return what a person reads for a quantity; an unknown one stays as it is.

    >>> title_of("co2_ppm"), title_of("co2_ppm", Language.CHINESE)
    ('Carbon dioxide', '二氧化碳')
    """
    if language is Language.CHINESE:
        return chinese_titles.QUANTITIES.get(quantity, quantity)
    known = QUANTITIES.get(quantity)
    return known.title if known else quantity


def shipped_title(title: str, language: Language) -> str:
    """Return the title of a recipe or a packaging; one that people gave stays as it is."""
    return chinese_titles.in_chinese(title) if language is Language.CHINESE else title


def grade_in_words(number: Number, language: Language) -> str:
    """Return how sure a number is."""
    return chinese_titles.GRADES[number.grade] if language is Language.CHINESE else number.grade_in_words


def problem_title(cause: Cause, language: Language) -> str:
    """Return a cause as people say it.

    >>> problem_title(Cause.TOO_WARM, Language.CHINESE)
    '温度过高'
    """
    return (chinese_words.PROBLEMS if language is Language.CHINESE else english_words.PROBLEMS)[cause]


def duration(seconds: float, language: Language = Language.ENGLISH) -> str:
    """Return *seconds* as people say it.

    >>> duration(42), duration(2_520), duration(4_320), duration(200_000)
    ('42 s', '42 min', '1 h 12 min', '2 d 7 h')
    >>> duration(4_320, Language.CHINESE)
    '1小时12分'
    """
    if language is Language.CHINESE:
        return span(int(seconds * MS_PER_SECOND))
    minutes, hours, days = int(seconds // 60), int(seconds // 3_600), int(seconds // 86_400)
    if days:
        return f"{days} d {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"
