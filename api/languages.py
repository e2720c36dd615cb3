"""In which language and unit somebody who asks over HTTP reads, by the language tags that they send; pure.

``Accept-Language: zh-CN, en;q=0.8`` asks for Chinese. A tag may carry the unit of temperatures as a Unicode
locale extension does: ``en-u-mu-fahrenhe``. Numbers travel in °C whatever is asked for; only texts for people
follow their reader.
"""

from __future__ import annotations

from alerts.notify.audience import Audience, Language, TemperatureUnit

_FAHRENHEIT = "fahrenhe"
_MEASURED_IN = "mu"


def audience_of(accept_language: str) -> Audience:
    """Return the reader that a header describes: the first language that there is, by weight; else English.

    >>> audience_of("fr-CA, zh-Hans-CN;q=0.9, en;q=0.8").language
    <Language.CHINESE: 'zh'>
    >>> audience_of("en-u-mu-fahrenhe").temperature
    <TemperatureUnit.FAHRENHEIT: 'F'>
    """
    ranges = [_weighed(part) for part in accept_language.replace(" ", "").split(",")]
    wanted = [one for one in ranges if one[0] > 0.0]
    for _, tag in sorted(wanted, key=lambda one: -one[0]):
        parts = tag.lower().split("-")
        for language in Language:
            if language.value == parts[0]:
                return Audience(language=language, temperature=_unit_of(parts))
    return Audience()


def _weighed(part: str) -> tuple[float, str]:
    """Return the weight and the tag of one entry; a weight that is no number counts as none."""
    tag, _, weight = part.partition(";q=")
    try:
        return (float(weight) if weight else 1.0), tag
    except ValueError:
        return 0.0, tag


def _unit_of(parts: list[str]) -> TemperatureUnit:
    chosen = parts[parts.index(_MEASURED_IN) + 1 :][:1] if _MEASURED_IN in parts else []
    return TemperatureUnit.FAHRENHEIT if chosen == [_FAHRENHEIT] else TemperatureUnit.CELSIUS
