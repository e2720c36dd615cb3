"""The page about duty: who is called is seen, tried out, and changed there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from alerts.people import Duty
from tests.dashboard.chromium import PHONE, Visit
from tests.dashboard.farm import Farm

pytestmark = pytest.mark.chromium

on_a_phone = pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])

ANA = {"id": "ana", "name": "Ana", "channels": [{"name": "phone", "url": "json://s3cret@127.0.0.1:9/"}]}


def enter(farm: Farm) -> None:
    """Let Ana be called at night."""
    steps = [{"people": ["ana"], "hours": "18:00-06:00"}]
    farm.service.alerts.roster.change(Duty.model_validate({"people": [ANA], "steps": steps}), "Luis")


def open_page(visit: Visit) -> Page:
    """Go to the page from the farm's."""
    visit.page.evaluate("localStorage.setItem('coldframe.name', 'Mei')")
    visit.page.get_by_role("link", name="Who is called, and the last week").click()
    return visit.page


def test_a_page_says_who_is_called_and_what_the_week_was_worth(farm: Farm, visit: Visit) -> None:
    """The order with hours and ways, without any address; who changed it; the week in numbers."""
    enter(farm)
    main = open_page(visit).get_by_role("main")
    expect(main).to_contain_text("Ana 18:00-06:00")
    expect(main).to_contain_text("phone (json)")
    expect(main).to_contain_text("Luis: Ana can be called; order: Ana")
    expect(main).to_contain_text("0 alerts, 0 severe, 0 acted on.")
    expect(main).not_to_contain_text("s3cret")


def test_people_are_entered_and_called_from_then_on(farm: Farm, visit: Visit) -> None:
    """A second person with a way and hours, after the first, whose address stays as it was."""
    enter(farm)
    page = open_page(visit)
    page.get_by_text("Change who is called").click()
    page.get_by_role("button", name="Add a person").click()
    person = page.get_by_role("group", name="New person", exact=True)
    person.get_by_label("Name", exact=True).fill("Bo")
    bo = page.get_by_role("group", name="Bo", exact=True)
    bo.get_by_label("Address, as Apprise writes it").fill("json://0ther@127.0.0.1:9/")
    bo.get_by_label("Quiet from").fill("22:00")
    bo.get_by_label("to", exact=True).fill("06:00")
    page.get_by_role("group", name="Step 2", exact=True).get_by_label("Sun").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".steps")).to_contain_text("Bo at any time, Mon, Tue, Wed, Thu, Fri, Sat")
    expect(page.get_by_role("main")).to_contain_text("Mei: Bo can be called; order: Ana, then Bo")

    duty = farm.service.alerts.roster.duty
    assert [(one.id, one.channels[0].secret(), one.quiet) for one in duty.people] == [
        ("ana", "json://s3cret@127.0.0.1:9/", None),
        ("bo", "json://0ther@127.0.0.1:9/", "22:00-06:00"),
    ]
    assert [(step.people, step.hours) for step in duty.steps] == [(("ana",), "18:00-06:00"), (("bo",), None)]


@on_a_phone
def test_what_cannot_be_is_told_and_nobodys_change_is_lost(farm: Farm, visit: Visit) -> None:
    """A mistake is told in words and keeps what was typed; so is a change that somebody else made first."""
    enter(farm)
    page = open_page(visit)
    page.get_by_text("Change who is called").click()
    page.get_by_label("Another address").fill("nonsense")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("duty.people.0.channels.0")
    expect(page.get_by_label("Another address")).to_have_value("nonsense")

    known = farm.service.alerts.roster.duty
    farm.service.alerts.roster.change(known.model_copy(update={"step_minutes": 9}), "Luis")
    page.get_by_label("Another address").fill("json://127.0.0.1:9/")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("look again")).to_be_visible()
    page.get_by_role("button", name="Begin again with what holds now").click()
    expect(page.get_by_label("Minutes to answer before the next step")).to_have_value("9")
    assert farm.service.alerts.roster.duty.people == known.people


@on_a_phone
def test_ways_to_people_are_tried_out(farm: Farm, visit: Visit) -> None:
    """A test to one person, and an alarm that goes the whole way and is marked as one that does not count."""
    enter(farm)
    page = open_page(visit)
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("Sent. It should arrive now")).to_be_visible()
    page.get_by_text("Rehearse an alarm", exact=True).click()
    page.get_by_label("At which place").select_option("Cold room")
    page.get_by_role("button", name="Save").filter(has_text="Rehearse").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cold room")
    expect(page.locator(".history")).to_contain_text("Raised")
