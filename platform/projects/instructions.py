"""What people are told about the work of a project, written in Markdown."""

from __future__ import annotations

import nh3
from flask_babel import lazy_gettext as _l
from markdown_it import MarkdownIt
from markupsafe import Markup

from foundation.database import db
from foundation.errors import Invalid
from projects.models import Project
from tenants.audit import record

LONGEST = 100_000
TAGS = {
    "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote",
    "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def rendered(text: str) -> Markup:
    """Return Markdown as HTML that can do nothing but be read.

    Only a list of elements and attributes stays, so neither scripts and styles nor `hx-…` get through; links lead to
    http, https and mailto. Pictures are left out: they would come from other origins, which the page doesn't load.
    """
    html = nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)  # noqa: S704 (sanitized by nh3 just above)


def save_instructions(project: Project, text: str) -> None:
    """Keep the project's instructions. Raises Invalid when they are too long."""
    if len(text) > LONGEST:
        raise Invalid.field("instructions", _l("At most %(limit)s characters.", limit=LONGEST))
    text = text.replace("\r\n", "\n").strip()
    if text != project.instructions:
        project.instructions = text
        record("project.instructions_changed", project)
        db.session.flush()
