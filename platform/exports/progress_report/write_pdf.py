"""Printing a report: figures to HTML here, HTML to PDF in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import orjson
from flask import current_app
from flask_babel import gettext as _

from exports.progress_report.figures import MOST_LABELS, MOST_PEOPLE, ReportFigures, Span, scale_of, spans_of
from exports.words import PROJECT_STATUS_NAMES
from label_config.task_types import TASK_TYPES

LONGEST_SECONDS = 60
MOST_MARKS = 8
STYLES = "templates/exports/report/report.css"


def write_pdf(figures: ReportFigures, path: Path) -> None:
    """Write the report in the language of the moment; the same figures give the same bytes.

    WeasyPrint runs in a process of its own with limits: it needs much memory for a short time, and what it may not do
    (fetch anything) it can't do there either.
    """
    source: Path = current_app.config["SOURCE"]
    order = {
        "html": report_html(figures),
        "css": (source / STYLES).read_text(encoding="utf-8"),
        "identifier": figures.identifier.hex(),
        "path": str(path),
    }
    command = [sys.executable, "-m", "exports.progress_report.print_pdf"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "0"}  # or the embedded fonts would say when they were cut down
    subprocess.run(  # noqa: S603 -- our own module, and no argument comes from outside
        command,
        input=orjson.dumps(order),
        check=True,
        timeout=LONGEST_SECONDS,
        cwd=source,
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def report_html(figures: ReportFigures) -> str:
    """Return the report as HTML, in the language of the moment."""
    days, spans = spans_of(figures.days)
    template = current_app.jinja_env.get_template("exports/report/report.html")  # without what belongs to a request
    return template.render(
        figures=figures,
        days=days,
        spans=spans,
        axis_days=axis_days(spans),
        scale_of=scale_of,
        duration=duration,
        moment=lambda when: f"{when:%Y-%m-%d %H:%M}",
        day=lambda when: f"{when:%Y-%m-%d}",
        people=sorted(figures.people, key=lambda person: (-person.done, person.username))[:MOST_PEOPLE],
        labels=figures.labels[:MOST_LABELS],
        labels_left_out=len(figures.labels) - MOST_LABELS,
        task_type=TASK_TYPES[figures.task_type].name,
        status=PROJECT_STATUS_NAMES[figures.status],
    )


def axis_days(spans: list[Span]) -> list[tuple[int, str]]:
    """Return which days are written where on an axis of spans: at most eight, with the year when it changes."""
    every = max(1, -(-len(spans) // MOST_MARKS))
    form = "%Y-%m-%d" if spans and spans[0].first.year != spans[-1].first.year else "%m-%d"
    return [(at, f"{spans[at].first:{form}}") for at in range(0, len(spans), every)]


def duration(seconds: float | None) -> str:
    """Return a length of time in the two largest units; a dash for none."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return _("%(seconds)s s", seconds=f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.1f}")
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return _("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest)
    hours, minutes = divmod(minutes, 60)
    return _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
