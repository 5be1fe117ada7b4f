"""Instructions are Markdown, and nothing in them can act."""

from html.parser import HTMLParser

import pytest

from projects.instructions import rendered


def test_markdown_becomes_html() -> None:
    html = rendered("# Title\n\n- **a**\n- [b](https://example.com)\n\n|x|y|\n|-|-|\n|1|2|\n")
    for piece in ("<h1>Title</h1>", "<strong>a</strong>", 'href="https://example.com"', "<td>1</td>"):
        assert piece in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b onclick=x>y</b>",
        "[a](javascript:alert(1))",
        '<div hx-post="/x" hx-trigger="load">',
        "<style>*{}</style>",
        "![a](https://elsewhere.example/p.png)",
        "[a](data:text/html,x)",
        '<a style="x" class="y">z</a>',
        "<iframe src=//x></iframe>",
        '<p data-hx-get="/x">',
        "<svg onload=x>",
        '[a](https://a.example "x" hx-get="/b")',
    ],
)
def test_nothing_in_them_can_act(text: str) -> None:
    found = Found()
    found.feed(rendered(text))
    assert found.tags <= {"p", "a"}
    assert found.attributes <= {"href", "title", "rel"}
    assert all(address.startswith("https://") for address in found.addresses)


class Found(HTMLParser):
    """What a browser would make of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attributes)
        self.addresses.extend(value or "" for name, value in attributes if name == "href")
