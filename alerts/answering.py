"""Answering: what people say to a message, by a reply or by a link of one use, becomes a deed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from alerts.alert import Alert, AlertEvent, AlertState, EventKind
from alerts.commands import Command
from alerts.duty import Ladder, passed
from alerts.errors import LinkRefused, UnknownPerson
from alerts.ledger import Book, Ledger, deeds
from alerts.notify.links import LIFETIME_MS, Grant, Links
from alerts.people import Person
from alerts.reply import Meaning, meaning_of
from alerts.roster import Roster


@dataclass(frozen=True, slots=True)
class Reply:
    """A message that came in: from where, its words, and its number at the gateway where it has one."""

    sender: str
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What became of a reply: a short answer to send back, and the alert that it was about."""

    meaning: Meaning
    person: Person
    alert: Alert | None
    is_news: bool


class Answers:
    """Takes answers from people.

    Args:
        ledger: where alerts are.
        roster: who is who.
        links: reads links; None where no address of this service is known to people.
    """

    def __init__(self, ledger: Ledger, roster: Roster, links: Links | None) -> None:
        self._ledger = ledger
        self._roster = roster
        self.links = links

    def reply(self, reply: Reply, now_ms: int) -> Reaction:
        """Do what a reply asks for, about the alert that its sender was called about last.

        A message that the gateway delivers again changes nothing. Raises UnknownPerson for a sender whom
        nobody on duty is known to reply from.
        """
        person = self._roster.duty.replying_from(reply.sender)
        if person is None:
            raise UnknownPerson("from: nobody on duty has this number or name in reply_from")
        meaning = meaning_of(reply.text)
        with self._ledger.transaction() as book:
            book.spent.forget(now_ms - 2 * LIFETIME_MS)
            if reply.id and not book.spent.use(f"reply/{reply.id}", now_ms):
                return Reaction(meaning, person, None, is_news=False)
            alert = _react(book, person, meaning, reply.text, now_ms)
        self._ledger.nudge()
        return Reaction(meaning, person, alert, is_news=True)

    def look(self, token: str, now_ms: int) -> tuple[Grant, Person]:
        """Return what a link is good for and for whom, and change nothing; LinkRefused where it is not."""
        if self.links is None:
            raise LinkRefused("links are not in use here")
        grant = self.links.read(token, now_ms)
        person = self._roster.duty.person(grant.person_id)
        if person is None:
            raise LinkRefused("whom this link was for is not on duty any more")
        with self._ledger.transaction() as book:
            if book.spent.is_used(_key(token)):
                raise LinkRefused("this link was used already")
        return grant, person

    def take(self, token: str, now_ms: int) -> tuple[Alert, Person]:
        """Let the person of a link take its alert, and use the link up.

        Raises LinkRefused, or NotAllowedNow where the alert is over.
        """
        grant, person = self.look(token, now_ms)
        command = Command(EventKind.ACKNOWLEDGED, person.name, "by the link in a message")
        with self._ledger.transaction() as book:
            if not book.spent.use(_key(token), now_ms):
                raise LinkRefused("this link was used already")
            return deeds.obey(book, grant.alert_id, command, now_ms), person


def _react(book: Book, person: Person, meaning: Meaning, text: str, now_ms: int) -> Alert | None:
    found = _called_last(book, person, only_open=meaning is not Meaning.WORDS)
    if found is None:
        return None
    alert, ladder = found
    if meaning is Meaning.GO:
        return deeds.obey(book, alert.id, Command(EventKind.ACKNOWLEDGED, person.name, "by reply"), now_ms)
    if meaning is Meaning.WORDS:
        return deeds.obey(book, alert.id, Command(EventKind.COMMENTED, person.name, text), now_ms)
    book.ladders.put(passed(ladder, person.id))
    line = AlertEvent(0, alert.id, EventKind.PASSED, now_ms, alert.severity, person.name, "by reply")
    book.alerts.add_event(line, untold=False)
    return alert


def _called_last(book: Book, person: Person, *, only_open: bool) -> tuple[Alert, Ladder] | None:
    """Return the alert that lasts and that a person was called about last."""
    found = [
        (alert, ladder)
        for alert in book.alerts.lasting()
        if alert.calls and (ladder := book.ladders.get(alert.id)) is not None and person.id in ladder.told
        if not only_open or alert.state is AlertState.OPEN
    ]
    return max(found, key=lambda one: (one[1].called_at_ms or 0, one[0].id), default=None)


def _key(token: str) -> str:
    return f"link/{hashlib.blake2b(token.encode(), digest_size=16).hexdigest()}"
