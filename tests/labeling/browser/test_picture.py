"""The picture itself: zoom, pan, fit, light, fingers, and what happens when it can't be shown."""

from __future__ import annotations

import pytest

from tests.labeling.browser.bench import Bench, Open, box_of, eventually, near
from tests.labeling.browser.configs import boxes, choices, coins, polygons

pytestmark = pytest.mark.browser


def percent(work: Bench) -> str:
    return work.page.locator("[data-zoom=actual]").inner_text()


def opened(bench: Open) -> Bench:
    work = bench(boxes(), coins())
    work.picture_ready()
    return work


def test_the_wheel_zooms_at_the_pointer(bench: Open) -> None:
    work = opened(bench)
    before = work.at((100, 100))
    work.page.mouse.move(*before)
    work.page.mouse.wheel(0, -300)
    eventually(lambda: near(work.at((100, 100)), before, 1), "the pixel under the pointer staying there")
    assert percent(work) != "100%"


def test_the_bar_zooms_fits_and_shows_actual_size(bench: Open) -> None:
    work = opened(bench)
    fitted = percent(work)
    work.page.locator("[data-zoom=actual]").click()
    assert percent(work) == "100%"
    work.page.locator("[data-zoom=in]").click()
    assert percent(work) == "125%"
    work.page.locator("[data-zoom=fit]").click()
    assert percent(work) == fitted


@pytest.mark.parametrize("how", ["space", "middle", "tool"])
def test_the_picture_is_moved_without_drawing(bench: Open, how: str) -> None:
    work = opened(bench)
    before = work.at((0, 0))
    if how == "tool":
        work.page.locator("[data-tool=pan]").click()
        work.page.locator("[data-stage]").focus()
    start, end = (100.0, 100.0), (150.0, 120.0)
    work.drag(start, end, button="middle" if how == "middle" else "left", keys=["Space"] if how == "space" else [])
    after = work.at((0, 0))
    assert after[0] > before[0] + 20
    assert work.submit() == []


def test_light_changes_how_the_picture_looks(bench: Open) -> None:
    work = opened(bench)
    work.page.locator("[data-light-menu] summary").click()
    work.page.locator("[data-light=brightness]").fill("150")
    assert "brightness(1.5)" in work.page.locator("[data-image]").evaluate("(image) => getComputedStyle(image).filter")


def test_a_finger_draws_and_two_fingers_zoom(bench: Open) -> None:
    work = bench(boxes(), coins(), context={"has_touch": True, "viewport": {"width": 390, "height": 760}})
    work.picture_ready()
    touch = work.context.new_cdp_session(work.page)

    def fingers(kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    fingers("touchStart", work.at((60, 60)))
    fingers("touchMove", work.at((100, 100)))
    fingers("touchMove", work.at((160, 140)))
    fingers("touchEnd")
    before = percent(work)
    a, b = work.at((100, 100)), work.at((200, 100))
    fingers("touchStart", a)
    fingers("touchStart", a, b)
    fingers("touchMove", (a[0] - 30, a[1]), (b[0] + 30, b[1]))
    fingers("touchEnd")
    assert int(percent(work)[:-1]) > int(before[:-1]) * 1.2
    results = work.submit()
    assert len(results) == 1
    assert near(box_of(results[0]), (60, 60, 160, 140), 1)


def test_a_picture_that_cant_be_loaded_says_what_to_do_and_is_skipped(bench: Open) -> None:
    work = bench(boxes(), [{"id": 1, "data": {"image": "/media/missing.jpg"}}, *coins()[1:]])
    work.page.locator("[data-stage][data-state=failed]").wait_for()
    assert "skip this task" in work.page.locator(".picture-failed").inner_text()
    work.press("s", "2")
    work.wait_for_task(2)
    work.picture_ready()
    assert eventually(lambda: work.desk.answers.get(1), "the skip")["reason"] == "It can't be read or seen well enough"


def test_pictures_are_classified_by_key(bench: Open) -> None:
    work = bench(choices("Image", names=("coin", "cat", "rocket")), coins())
    work.picture_ready()
    work.press("3")
    result = work.submit()[0]
    assert result["value"] == {"choices": ["rocket"]}
    assert work.desk.answers[1]["media_size"] == {"image": [384, 303]}


def test_600_polygons_stay_quick(bench: Open) -> None:
    points = [[5, 5], [6, 4], [7, 5], [7, 6], [6, 7], [5, 6]]
    results = [
        {
            "id": f"r{number}", "from_name": "label", "to_name": "image", "type": "polygonlabels", "origin": "manual",
            "original_width": 384, "original_height": 303, "image_rotation": 0,
            "value": {
                "points": [[x + number % 30 * 3, y + number // 30 * 4.5] for x, y in points],
                "closed": True, "polygonlabels": ["coin"],
            },
        }
        for number in range(600)
    ]  # fmt: skip
    work = bench(
        polygons(),
        coins(),
        drafts={1: {"seq": 1, "tab": "t", "results": results, "updated_at": "2026-01-01T00:00:00Z"}},
    )
    work.picture_ready()
    assert work.page.locator("[data-region-row]").count() == 600
    took = work.page.evaluate(
        "(async () => { const started = performance.now(); for (let i = 0; i < 20; i += 1) {"
        " document.querySelector('[data-zoom=in]').click(); await new Promise(requestAnimationFrame); }"
        " return performance.now() - started; })()"
    )
    assert took < 3000  # twenty frames in software, on a busy machine
    assert len(work.submit()) == 600


def test_nothing_is_submitted_about_a_picture_nobody_has_seen(bench: Open) -> None:
    work = bench(boxes(), [{"id": 1, "data": {"image": "/media/missing.jpg"}}, *coins()[1:]])
    work.page.locator("[data-stage][data-state=failed]").wait_for()
    work.press("Control+Enter")
    assert "isn't there yet" in work.notices()
    assert work.number() == "#1"
