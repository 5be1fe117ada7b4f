"""A real browser on a real server, for tests of pages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
WATCH = """addEventListener("securitypolicyviolation", (event) => {
  noteBreach(`${event.violatedDirective} ${event.blockedURI}`);
});"""


@contextmanager
def chromium_running() -> Iterator[Browser]:
    """Run Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


def watched_page(context: BrowserContext, complaints: list[str]) -> Page:
    """Open a page that adds script errors and breaches of the content policy to the complaints when they happen."""
    page = context.new_page()
    page.expose_function("noteBreach", lambda breach: complaints.append(breach))  # no built-in method will do
    page.add_init_script(WATCH)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of this machine; yield its address, which is its public one as well."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    address = f"http://127.0.0.1:{server.port}"
    if "SETTINGS" in app.config:
        app.config["SETTINGS"].public_url = address
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()
