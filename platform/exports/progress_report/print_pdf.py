"""Turns one HTML text into a PDF. Started as a process of its own by `write_pdf`, with the order on standard input."""

from __future__ import annotations

import json
import resource
import sys
from typing import Any, NoReturn

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

MOST_MEMORY = 2 * 1024**3  # bytes of address space


class NoFetching(URLFetcher):
    """Fetches nothing. By default WeasyPrint reads `file:` and asks any server a document names."""

    def fetch(self, url: str, headers: Any = None) -> NoReturn:  # noqa: ARG002 -- WeasyPrint's signature
        """Refuse."""
        raise ValueError(f"a report fetches nothing: {url[:80]}")


def print_pdf(html: str, css: str, identifier: bytes, path: str) -> None:
    """Write the PDF. Its identifier is given and it holds no date, so that equal orders give equal bytes."""
    fetcher = NoFetching(allowed_protocols=(), allow_redirects=False)  # type: ignore[no-untyped-call]  # WeasyPrint has no types
    style = CSS(string=css, url_fetcher=fetcher)
    HTML(string=html, url_fetcher=fetcher).write_pdf(path, stylesheets=[style], pdf_identifier=identifier)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    order = json.load(sys.stdin)
    print_pdf(order["html"], order["css"], bytes.fromhex(order["identifier"]), order["path"])
