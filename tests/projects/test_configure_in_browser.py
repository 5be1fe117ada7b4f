"""The configure page in a real browser: form and XML in step, by mouse and by keys, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from label_config.generate import Tag
from projects.add_tasks import TaskRow
from projects.config_versions import latest_version
from projects.create_project import create_project
from projects.queries import get_project
from tests.browsing import watched_page
from tests.people import People, make_people

pytestmark = pytest.mark.browser


@pytest.fixture
def room(served: tuple[Flask, str]) -> People:
    return make_people(served[0])


@pytest.fixture
def public_id(room: People) -> str:
    """A project of three sentences and three labels."""
    with room.inside():
        rows = [TaskRow(f"Sentence {number} about Ada in London") for number in range(3)]
        tags = [Tag("Person"), Tag("Place"), Tag("Time")]
        return create_project(name="News", task_type="ner", tags=tags, rows=rows).public_id


@pytest.fixture
def open_page(
    chromium: Browser, served: tuple[Flask, str], room: People, public_id: str
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the page; at the end no script has failed and no policy was broken."""
    complaints: list[str] = []
    contexts = []

    def open_it(**options: Any) -> Page:
        context = chromium.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
        contexts.append(context)
        cookie = room.client("manager").get_cookie("labelroom")
        assert cookie is not None
        context.add_cookies([{"name": "labelroom", "value": cookie.value, "url": served[1]}])
        page = watched_page(context, complaints)
        page.goto(served[1] + room.url(f"/projects/{public_id}/configure"))
        expect(page.locator("#preview [data-labeling][data-started]")).to_be_visible()
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def names_in_form(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator("[data-row-of-label] [data-value]").all()]


def names_in_xml(page: Page) -> list[str]:
    return [line.split('"')[1] for line in page.locator("#xml").input_value().split("\n") if "<Label " in line]


def expect_in_xml(page: Page, names: list[str]) -> None:
    for _ in range(200):
        if names_in_xml(page) == names:
            break
        page.wait_for_timeout(25)
    assert names_in_xml(page) == names
    assert [name for name in names_in_form(page) if name] == names


def test_labels_edited_in_the_form_stand_in_the_xml_and_the_preview(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_role("button", name="Add label").click()
    page.keyboard.type("组织 <&>")
    expect(page.locator("#preview .label-name").last).to_have_text("组织 <&>")
    page.locator("[data-value]").nth(0).fill("People")
    page.get_by_role("button", name="Remove Place").click()
    expect(page.locator("#preview .label-name").first).to_have_text("People")
    expect(page.locator("#preview .label-name")).to_have_count(3)
    assert [name for name in names_in_form(page) if name] == ["People", "Time", "组织 <&>"]
    assert 'value="组织 &lt;&amp;&gt;"' in page.locator("#xml").input_value()


def test_labels_move_by_keys_and_by_mouse(open_page: Callable[..., Page]) -> None:
    page = open_page()
    grips = page.locator("[data-row-of-label] [data-grip]")
    grips.nth(2).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(grips.nth(0)).to_be_focused()
    expect_in_xml(page, ["Time", "Person", "Place"])
    first, last = grips.nth(0).bounding_box(), grips.nth(2).bounding_box()
    assert first
    assert last
    page.mouse.move(first["x"] + 8, first["y"] + 12)
    page.mouse.down()
    page.mouse.move(last["x"] + 8, last["y"] + 24, steps=12)
    page.mouse.up()
    expect_in_xml(page, ["Person", "Place", "Time"])


def test_several_pasted_lines_are_several_labels(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('One\\nTwo\\n\\nThree')")
    page.get_by_role("button", name="Add label").click()
    page.keyboard.press("Control+v")
    expect_in_xml(page, ["Person", "Place", "Time", "One", "Two", "Three"])


def test_the_xml_is_checked_while_it_is_typed_and_a_fault_leads_to_its_line(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_role("tab", name="XML").click()
    xml = page.locator("#xml").input_value()
    page.locator("#xml").fill(xml.replace('value="Place"', 'value="Person"'))
    fault = page.locator(".faults .bad .fault-line")
    expect(fault).to_have_text("Line 5")
    expect(page.locator("#preview [data-stale]")).to_be_visible()
    expect(page.locator("#preview .label-name").nth(1)).to_have_text("Place")
    page.get_by_role("tab", name="Labels").click()
    expect(page.locator("[data-value]").nth(1)).to_have_attribute("aria-invalid", "true")
    assert Axe().run(page)["violations"] == []
    fault.click()
    expect(page.locator("#xml")).to_be_focused()
    page.keyboard.type('    <Label value="Town"/>')
    expect(page.locator(".faults")).to_have_count(0)
    expect(page.locator("#preview .label-name").nth(1)).to_have_text("Town")
    assert names_in_form(page) == ["Person", "Town", "Time"]


def test_what_is_confirmed_is_what_was_edited(open_page: Callable[..., Page], room: People, public_id: str) -> None:
    page = open_page()
    page.locator("[data-value]").nth(0).fill("People")
    page.locator("[data-key]").nth(0).fill("p")
    page.get_by_role("tab", name="Instructions").click()
    page.locator("#instructions").fill("# Mark **names**")
    expect(page.locator("#instructions-shown h1")).to_have_text("Mark names")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("link", name="Give tasks to people")).to_be_visible()
    with room.inside(write=False):
        project = get_project(public_id)
        assert (project.status, project.instructions) == ("ready", "# Mark **names**")
        assert 'value="People" background="#a18f34" hotkey="p"' in latest_version(project).xml
    page.reload()
    expect(page.locator("[data-value]").nth(0)).to_have_value("People")


def test_a_refusal_keeps_what_was_typed(open_page: Callable[..., Page], room: People, public_id: str) -> None:
    page = open_page()
    page.locator("[data-value]").nth(0).fill("Time")
    page.keyboard.press("Control+s")
    expect(page.locator(".faults-head.bad")).to_be_visible()
    assert names_in_form(page) == ["Time", "Place", "Time"]
    page.locator("[data-value]").nth(0).fill("When")
    expect(page.locator(".faults")).to_have_count(0)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Version 2")).to_be_visible()
    with room.inside(write=False):
        assert 'value="When"' in latest_version(get_project(public_id)).xml


def test_another_task_is_previewed_and_full_size_ends_with_escape(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_role("button", name="Next task").click()
    expect(page.locator("#preview")).to_contain_text("Sentence 1")
    page.get_by_role("button", name="Full size").click()
    box = page.locator("#preview").bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, 1440)
    page.keyboard.press("Escape")
    box = page.locator("#preview").bounding_box()
    assert box
    assert box["width"] < 1000


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_the_page_is_clean_at_every_size(open_page: Callable[..., Page], width: int, scheme: str) -> None:
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for name in ("Labels", "XML", "Instructions", "Prompt"):
        page.get_by_role("tab", name=name).click()
        found = [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page)["violations"]]
        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
