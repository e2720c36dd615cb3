"""What people answer: by replies and links, about which alert, and never twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.alert import AlertState, EventKind
from alerts.answering import Answers, Reply
from alerts.errors import LinkRefused, NotAllowedNow, UnknownPerson
from alerts.notify.links import LIFETIME_MS, Links
from alerts.reply import Meaning
from tests.alerts.notify.examples import at
from tests.alerts.stories.test_pain_10_nobody_answers import DUTY, WATCH
from tests.alerts.stories.timeline import Timeline

ANA = "+86-Ana"


@pytest.fixture(name="farm")
def _farm(tmp_path: Path) -> Iterator[Timeline]:
    """Return a farm of which Ana was called about cold room 2 a moment ago."""
    farm = Timeline(tmp_path, DUTY, Links(b"k" * 32, "https://farm.example"))
    farm.plays("cold-air", "air_temperature_c", WATCH)
    while not farm.calls("ana/phone"):
        farm.until(farm.clock.now_ms() + 1)
    yield farm
    farm.parts.close()


@pytest.fixture(name="answers")
def _answers(farm: Timeline) -> Answers:
    """Return what takes answers there."""
    return farm.parts.alerts.answers


def token(farm: Timeline) -> str:
    """Return the token of the link in Ana's message."""
    (line,) = [one for one in farm.phones["ana/phone"].notices[0].long.splitlines() if "/a/" in one]
    return line.partition("/a/")[2]


def test_one_means_that_somebody_goes_and_the_others_hear_it(farm: Timeline, answers: Answers) -> None:
    """The alert is taken in the name of whoever has the number, however the gateway writes it."""
    reaction = answers.reply(Reply("86ana", "1"), farm.clock.now_ms())
    assert (reaction.meaning, reaction.person.id) == (Meaning.GO, "ana")
    (alert,) = farm.alerts()
    assert (alert.state, alert.acknowledged_by) == (AlertState.ACKNOWLEDGED, "Ana")
    farm.until(at("02:30"))
    assert farm.calls("luis/phone") == []
    assert farm.calls("ana/phone")[-1].endswith("TAKEN")


def test_two_means_that_the_next_person_is_called_at_once(farm: Timeline, answers: Answers) -> None:
    """Once: a gateway that delivers the message again does not pass by the next person as well."""
    for _ in range(2):
        answers.reply(Reply(ANA, "2", "m-1"), farm.clock.now_ms())
    farm.until(farm.clock.now_ms() + 1)
    (luis,) = farm.phones["luis/phone"].notices
    assert luis.short.startswith("2nd CALL Cold room 2")
    assert farm.calls("wei/phone") == []
    assert "not answered" not in luis.short
    kinds = [one.kind for one in farm.parts.alerts.ledger.events_of(farm.alerts()[0].id)]
    assert kinds.count(EventKind.PASSED) == 1


def test_other_words_are_kept_with_the_alert(farm: Timeline, answers: Answers) -> None:
    """They acknowledge nothing."""
    answers.reply(Reply(ANA, "which room?"), farm.clock.now_ms())
    (alert,) = farm.alerts()
    assert alert.state is AlertState.OPEN
    line = farm.parts.alerts.ledger.events_of(alert.id)[-1]
    assert (line.kind, line.by, line.note) == (EventKind.COMMENTED, "Ana", "which room?")


def test_a_reply_is_about_nothing_its_sender_was_not_called_for(farm: Timeline, answers: Answers) -> None:
    """Who was not called has nothing open; a stranger is refused, and nothing changes."""
    assert answers.reply(Reply("+86-Wei", "1"), farm.clock.now_ms()).alert is None
    with pytest.raises(UnknownPerson):
        answers.reply(Reply("+86-Mallory", "1"), farm.clock.now_ms())
    assert farm.alerts()[0].state is AlertState.OPEN


def test_looking_at_a_link_changes_nothing_and_using_it_takes_the_alert_once(
    farm: Timeline, answers: Answers
) -> None:
    """Scanners of mail look at every link; whoever presses has the alert, and the link is spent."""
    now_ms = farm.clock.now_ms()
    for _ in range(3):
        assert answers.look(token(farm), now_ms)[1].name == "Ana"
    assert farm.alerts()[0].state is AlertState.OPEN
    alert, person = answers.take(token(farm), now_ms)
    assert (alert.acknowledged_by, person.name) == ("Ana", "Ana")
    for use in (answers.look, answers.take):
        with pytest.raises(LinkRefused, match="used already"):
            use(token(farm), now_ms)


def test_a_link_ends_with_its_time_and_with_its_alert(farm: Timeline, answers: Answers) -> None:
    """An old mail takes nothing; a link that was refused because the alert is over is not spent by that."""
    with pytest.raises(LinkRefused, match="expired"):
        answers.take(token(farm), farm.clock.now_ms() + LIFETIME_MS)
    farm.plays("cold-air", "air_temperature_c", lambda _moment: 1.0)
    farm.until(at("03:00"))
    with pytest.raises(NotAllowedNow, match="is resolved"):
        answers.take(token(farm), farm.clock.now_ms())
    assert answers.look(token(farm), farm.clock.now_ms())[1].name == "Ana"
