"""What every template keeps to, so that the strict content policy, CSRF and htmx hold everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foundation.assets import STATIC

SOURCE = STATIC.parent
TEMPLATES = sorted((SOURCE / "templates").rglob("*.html"))
TAG = re.compile(r"<[a-z][^<>]*(?:\{\{.*?\}\}[^<>]*|\{%.*?%\}[^<>]*)*>", re.S)
FORBIDDEN = {
    "an inline style": re.compile(r"""\sstyle\s*="""),
    "an inline handler": re.compile(r"""\son[a-z]+=["']"""),
    "hx-on": re.compile(r"hx-on"),
    "hx-vals with script": re.compile(r"""hx-vals\s*=\s*["']js:"""),
    "a trigger filter": re.compile(r"""hx-trigger\s*=\s*"[^"]*\["""),
    "the safe filter": re.compile(r"\|\s*safe\b"),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)"),
    "autoescaping switched off": re.compile(r"autoescape\s+false"),
}


def name(path: Path) -> str:
    return path.relative_to(SOURCE / "templates").as_posix()


def pages() -> list[Path]:
    """All templates but those of the PDF report, which no browser shows."""
    return [path for path in TEMPLATES if "exports/report/" not in name(path)]


@pytest.mark.parametrize("path", pages(), ids=name)
def test_no_template_holds_what_the_policy_would_block(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", pages(), ids=name)
def test_every_form_that_changes_something_carries_the_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    forms = re.findall(r"<form\b[^>]*\bmethod=\"post\".*?</form>", text, re.S | re.I)
    assert [form[:120] for form in forms if "csrf()" not in form and "csrf_token" not in form] == []


@pytest.mark.parametrize("path", pages(), ids=name)
def test_every_request_of_htmx_says_what_it_changes(path: Path) -> None:
    asking = [
        tag for tag in TAG.findall(path.read_text(encoding="utf-8")) if re.search(r"\shx-(get|post|put|delete)=", tag)
    ]
    assert [tag[:120] for tag in asking if "hx-target=" not in tag and 'hx-swap="none"' not in tag] == []


@pytest.mark.parametrize("path", pages(), ids=name)
def test_ids_are_written_once_in_a_template(path: Path) -> None:
    ids = re.findall(
        r"""\sid="([\w-]+)\"""",
        re.sub(r"\{%\s*else.*?%\}.*?\{%\s*endif", "", path.read_text(encoding="utf-8"), flags=re.S),
    )
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


def test_every_template_is_used() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*TEMPLATES, *SOURCE.rglob("*.py"))]
    everything = "\n".join(texts)
    unused = [name(path) for path in TEMPLATES if f'"{name(path)}"' not in everything]
    built = {
        one for one in unused if one.startswith("label_config/")
    }  # named by their elements: label_config/<tag>.html
    assert set(unused) - built == set()
