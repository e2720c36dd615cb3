"""The waiting room: bounded, in order, and undone where a group of messages was not kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.message import Message, Request
from ingest.report import Awaited
from ingest.waiting import LONGEST_MS, Asked, Waiter, WaitingRoom

NOW_MS = 1_781_410_205_000


def _waiter(number: int, scope: str = "a", at_ms: int = NOW_MS) -> Waiter:
    message = Message("x/y", b"%d" % number, 0, 0, dup=False, retain=False)
    return Waiter(message, at_ms, Awaited(scope, f"alias {number} was not announced"))


def test_those_who_wait_are_released_in_their_order_by_their_scope_alone() -> None:
    """What was announced releases who waited for it, first come first served, and nobody else."""
    room = WaitingRoom()
    waiters = [_waiter(1), _waiter(2, "b"), _waiter(3)]
    assert all(room.add(waiter) for waiter in waiters)
    assert room.take("a") == (waiters[0], waiters[2])
    assert (room.take("a"), room.take("c"), len(room)) == ((), (), 1)


def test_who_has_waited_for_a_minute_waits_no_longer() -> None:
    """A message is given back after a minute, not before, and only once."""
    room = WaitingRoom()
    early, late = _waiter(1), _waiter(2, at_ms=NOW_MS + 1)
    room.add(early)
    room.add(late)
    assert room.take_late(NOW_MS + LONGEST_MS - 1) == ()
    assert room.take_late(NOW_MS + LONGEST_MS) == (early,)
    assert room.take_late(NOW_MS + LONGEST_MS) == ()
    assert room.take_all() == (late,)
    assert len(room) == 0


def test_one_scope_cannot_fill_the_room() -> None:
    """A node that floods has a thousand places; the others still find one."""
    room = WaitingRoom()
    assert sum(room.add(_waiter(number, "flood")) for number in range(1_500)) == 1_000
    assert room.add(_waiter(1, "other"))


def test_the_room_has_a_bound() -> None:
    """However many scopes there are, no more than ten thousand messages wait, and taking makes room."""
    room = WaitingRoom()
    assert sum(room.add(_waiter(1, f"scope-{number}")) for number in range(10_500)) == 10_000
    room.take("scope-0")
    assert room.add(_waiter(1, "another"))
    assert not room.add(_waiter(1, "one more"))


_scopes = st.sampled_from(["a", "b", "c"])


@given(before=st.lists(_scopes), taken=_scopes, added=st.lists(_scopes, max_size=5))
def test_what_is_undone_leaves_the_room_as_it_was(before: list[str], taken: str, added: list[str]) -> None:
    """Taking a scope, the late ones and adding others, undone in the reverse order, changes nothing."""
    room, twin = WaitingRoom(), WaitingRoom()
    for number, scope in enumerate(before):
        waiter = _waiter(number, scope, NOW_MS + number)
        room.add(waiter)
        twin.add(waiter)
    late = room.take_late(NOW_MS + LONGEST_MS + len(before) // 2)
    released = room.take(taken)
    newcomers = [_waiter(100 + number, scope) for number, scope in enumerate(added)]
    for waiter in newcomers:
        room.add(waiter)
    for waiter in reversed(newcomers):
        room.remove(waiter)
    room.put_back(released)
    room.put_back(late)
    assert len(room) == len(before)
    for scope in "abc":
        assert room.take(scope) == twin.take(scope)
    assert len(room) == 0


def test_a_gateway_is_asked_at_most_every_ten_seconds() -> None:
    """The same topic is asked again after ten seconds; another one at once."""
    asked, first, other = Asked(), Request("n/1", b"?"), Request("n/2", b"?")
    assert asked.may_ask(first, NOW_MS)
    assert not asked.may_ask(first, NOW_MS + 9_999)
    assert asked.may_ask(other, NOW_MS + 1)
    assert asked.may_ask(first, NOW_MS + 10_000)


def test_what_was_not_sent_may_be_asked_again() -> None:
    """A request of a group that was not kept does not count."""
    asked, request = Asked(), Request("n/1", b"?")
    assert asked.may_ask(request, NOW_MS)
    asked.forget(request)
    assert asked.may_ask(request, NOW_MS)


def test_a_clock_that_was_set_back_does_not_silence_requests() -> None:
    """When the clock is set back by a day, the next request is sent."""
    asked, request = Asked(), Request("n/1", b"?")
    assert asked.may_ask(request, NOW_MS)
    assert asked.may_ask(request, NOW_MS - 86_400_000)


def test_memory_of_requests_has_a_bound() -> None:
    """A flood of made-up topics is answered, and remembered only as far as there is room."""
    asked = Asked()
    assert all(asked.may_ask(Request(f"n/{number}", b""), NOW_MS) for number in range(10_001))
    assert asked.may_ask(Request("n/0", b""), NOW_MS)
    assert not asked.may_ask(Request("n/10000", b""), NOW_MS)
