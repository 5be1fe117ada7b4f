"""The PDF progress report."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from exports.progress_report.figures import (
    DayFigures,
    LabelFigures,
    PersonFigures,
    ReportFigures,
    scale_of,
    spans_of,
)
from exports.progress_report.gather_figures import gather_figures
from exports.progress_report.print_pdf import print_pdf
from exports.progress_report.write_pdf import axis_days, duration, write_pdf
from exports.start_export import start_report
from foundation.languages import in_language
from tests.exports.shelf import fill_shelf
from tests.people import People

FIRST = dt.date(2026, 1, 12)
AT = dt.datetime(2026, 2, 3, 18, 30, tzinfo=dt.UTC)


def figures(**changes: object) -> ReportFigures:
    values: dict[str, object] = {
        "organization": "星河样本中心", "project_id": "proj_abc123def456", "description": "",
        "name": "商品评论 <b>&amp; 😀",
        "task_type": "ner", "status": "in_progress", "paused": False, "language": "zh", "created_at": AT,
        "last_updated": AT, "zone": "Asia/Shanghai", "overlap": 1, "total": 800, "completed": 612, "in_progress": 45,
        "pending": 143, "set_aside": 3, "percentage": 76.5,
        "people": tuple(PersonFigures(f"标注员 {n}", f"user{n}", 100, 90 - n, 2, 90.0 - n, 1000.0) for n in range(70)),
        "days": tuple(DayFigures(FIRST + dt.timedelta(days=n), n * 7 % 40) for n in range(23)),
        "labels": tuple(LabelFigures(f"标签 {n}", 100 - n, "#3a7bd5") for n in range(40)),
    }  # fmt: skip
    return ReportFigures(**(values | changes))  # type: ignore[arg-type]  # a test's own values


@pytest.fixture(scope="module")
def printer(make_app: Callable[[str], Flask]) -> Flask:
    """An application whose data doesn't matter: the figures are made up."""
    return make_app("sqlite")


def printed(printer: Flask, told: ReportFigures, path: Path, language: str = "zh") -> bytes:
    with printer.app_context(), in_language(language):
        write_pdf(told, path)
    return path.read_bytes()


def text_of(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()


def streams_of(content: bytes) -> list[bytes]:
    """Return what is in the document's compressed streams."""
    found = []
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(match[1]))
        except zlib.error:
            found.append(match[1])
    return found


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Progress report", "In progress", "As of 2026-02-03 18:30")),
        ("zh", ("进度报告", "进行中", "截至 2026-02-03 18:30", "人员")),
    ],
)
def test_it_says_what_is_known_in_both_languages(
    printer: Flask, tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    printed(printer, figures(language=language), tmp_path / "r.pdf", language)
    text = text_of(tmp_path / "r.pdf")
    for word in (*words, "星河样本中心", "proj_abc123def456", "76.5", "<b>&amp;", "标注员 0", "标签 0"):
        assert word in text


def test_pages_are_a4_and_numbered(printer: Flask, tmp_path: Path) -> None:
    printed(printer, figures(), tmp_path / "r.pdf")
    told = subprocess.run(["pdfinfo", tmp_path / "r.pdf"], capture_output=True, check=True).stdout.decode()
    assert "A4" in told
    pages = int(re.search(r"Pages:\s+(\d+)", told)[1])  # type: ignore[index]  # pdfinfo always says it
    assert pages >= 3
    assert re.search(rf"{pages}\s*/\s*{pages}", text_of(tmp_path / "r.pdf"))


def test_the_same_figures_are_the_same_bytes_and_others_are_not(printer: Flask, tmp_path: Path) -> None:
    first = printed(printer, figures(), tmp_path / "1.pdf")
    assert first == printed(printer, figures(), tmp_path / "2.pdf")
    other = printed(printer, figures(completed=613, pending=142), tmp_path / "3.pdf")
    assert other != first
    assert b"CreationDate" not in first
    identifier = figures().identifier.hex()
    assert identifier.encode() in first.lower() or figures().identifier in first


def test_the_bytes_do_not_hang_on_the_order_of_hashes(printer: Flask, tmp_path: Path) -> None:
    order = '{"html": "<p>你好 <b>x</b></p>", "css": "p{color:#123456}", "identifier": "00", "path": "%s"}'
    made = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.pdf"
        command = [sys.executable, "-m", "exports.progress_report.print_pdf"]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        source = printer.config["SOURCE"]
        subprocess.run(command, input=(order % path).encode(), check=True, cwd=source, env=environment)
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_no_glyph_is_missing(printer: Flask, tmp_path: Path) -> None:
    content = printed(printer, figures(), tmp_path / "r.pdf")
    shown = b"\n".join(stream for stream in streams_of(content) if b" Tf" in stream)
    glyphs = [
        text for shows in re.findall(rb"\[([^\]]*)\]\s*TJ", shown) for text in re.findall(rb"<([0-9a-fA-F]+)>", shows)
    ]
    assert glyphs
    for text in glyphs:
        assert b"0000" not in [text[at : at + 4] for at in range(0, len(text), 4)]


def test_a_project_without_anything_has_a_report_too(printer: Flask, tmp_path: Path) -> None:
    nothing = figures(
        total=0, completed=0, in_progress=0, pending=0, percentage=0.0, people=(), days=(), labels=(), status="draft"
    )
    printed(printer, nothing, tmp_path / "r.pdf", "en")
    assert "Nothing has been submitted yet." in text_of(tmp_path / "r.pdf")


def test_nothing_is_fetched_whatever_the_document_names(tmp_path: Path) -> None:
    hits: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(20)
    (tmp_path / "secret.txt").write_text("TOP-SECRET-TEXT")
    address = f"http://127.0.0.1:{server.getsockname()[1]}"
    secret = (tmp_path / "secret.txt").as_uri()

    def listen() -> None:
        try:
            while True:
                connection, _ = server.accept()
                hits.append(connection.recv(200).decode())
                connection.close()
        except OSError:
            return

    thread = threading.Thread(target=listen)
    thread.start()
    parts = [
        f'<img src="{address}/img">',
        f'<link rel="stylesheet" href="{address}/css">',
        f'<style>@import "{address}/imp";</style>',
        f"<style>@font-face{{font-family:x;src:url({address}/font)}} p{{font-family:x}}</style>",
        f'<p style="background:url({address}/bg)">x</p>',
        f'<link rel="attachment" href="{secret}">',
        f'<a rel="attachment" href="{secret}">a</a>',
        f'<object data="{address}/obj"></object>',
        f'<embed src="{address}/emb">',
        f'<svg viewBox="0 0 1 1"><image href="{address}/svg"/></svg>',
        f'<img src="{secret}">',
        f'<iframe src="{address}/f"></iframe>',
    ]
    print_pdf("".join(parts), f"p{{background:url({address}/css-bg)}}", b"\0" * 16, str(tmp_path / "r.pdf"))
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()
    assert hits == []
    content = (tmp_path / "r.pdf").read_bytes()
    assert not any(b"TOP-SECRET-TEXT" in stream for stream in (content, *streams_of(content)))


@pytest.mark.parametrize(
    ("largest", "top", "marks"),
    [(0, 1, 2), (1, 1, 2), (5, 5, 6), (6, 6, 4), (11, 15, 4), (930, 1000, 6), (10**7, 10**7, 6)],
)
def test_an_axis_ends_at_a_round_number_just_above(largest: int, top: int, marks: int) -> None:
    scale = scale_of(largest)
    assert scale[0] == top
    assert len(scale[1]) == marks
    assert scale[1][-1] == top


def test_days_without_answers_are_in_the_chart_and_long_times_are_drawn_by_week() -> None:
    days = (DayFigures(FIRST, 2), DayFigures(FIRST + dt.timedelta(days=3), 5))
    size, spans = spans_of(days)
    assert (size, [(span.submitted, span.in_all) for span in spans]) == (1, [(2, 2), (0, 2), (0, 2), (5, 7)])
    size, spans = spans_of((*days, DayFigures(FIRST + dt.timedelta(days=200), 1)))
    assert (size, len(spans), spans[-1].in_all) == (7, 29, 8)
    size, spans = spans_of((*days, DayFigures(FIRST + dt.timedelta(days=5000), 1)))
    assert size % 28 == 0
    assert len(spans) <= 62
    assert len(axis_days(spans)) <= 8


def test_lengths_of_time_are_said_in_their_two_largest_units(printer: Flask) -> None:
    with printer.app_context(), in_language("en"):
        said = [duration(each) for each in (None, 3.14, 42.4, 60, 3599.6, 7322)]
    assert said == ["–", "3.1 s", "42 s", "1 min 0 s", "1 h 0 min", "2 h 2 min"]


def test_its_figures_are_the_projects(people: People) -> None:
    shelf = fill_shelf(people, tasks=4, answered=1, labels=["good", "bad"])
    with people.inside():
        told = gather_figures(shelf.project())
        assert (told.total, told.organization, [each.label for each in told.labels]) == (
            4,
            f"Room {people.slug[5:]}",
            ["good", "bad"],
        )
        report = start_report(shelf.project())
    shelf.work()
    made = shelf.look(report.public_id)
    assert (made.state, made.total, made.format) == ("completed", 4, "pdf")
    assert made.file_name.startswith(f"report_{shelf.public_id[:11]}_")
    with people.inside():
        assert start_report(shelf.project()).public_id == made.public_id
        moved = shelf.project()
        moved.changed_at = dt.datetime.now(dt.UTC)
    with people.inside():
        assert start_report(shelf.project()).public_id != made.public_id
    assert dataclasses.replace(told, name="x").identifier != told.identifier
