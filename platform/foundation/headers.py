"""The security headers of every answer, the strict content policy among them."""

import re
from collections.abc import Iterable

from flask import Flask, Response, g, request

# Nothing that could end a source or a directive: hosts are ASCII (punycode) letters, digits, hyphens and dots.
ORIGIN = re.compile(r"https?://(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::(?P<port>[0-9]{1,5}))?", re.ASCII)

CONTENT_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def init_app(app: Flask) -> None:
    """Add the headers to every answer of the application."""
    app.after_request(add_headers)


def allow_media(origins: Iterable[str]) -> None:
    """Let the page being answered load images and media from these origins (`https://host[:port]`, or `https:`).

    Anything that isn't an http(s) origin is left out, so that customers' data can't widen the policy.
    """
    g.media_origins = [*g.get("media_origins", ()), *(origin for origin in origins if is_origin(origin))]


def is_origin(text: str) -> bool:
    """Whether the text is `https:` or an http(s) origin and nothing more."""
    found = ORIGIN.fullmatch(text)
    return text == "https:" or (found is not None and int(found["port"] or 0) < 65536)


def content_policy(media_origins: Iterable[str] = ()) -> str:
    """The Content-Security-Policy, with further origins for images and media."""
    further = "".join(f" {origin}" for origin in dict.fromkeys(media_origins))
    return "; ".join(
        f"{name} {value}{further if name in ('img-src', 'media-src') else ''}" for name, value in CONTENT_POLICY.items()
    )


def no_referrer() -> None:
    """Tell no other site where the reader of this page came from: for pages whose address holds a secret."""
    g.referrer_policy = "no-referrer"


def add_headers(response: Response) -> Response:
    """Add what is missing; an answer that has set one of these headers keeps its own."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", content_policy(g.get("media_origins", ())))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", g.get("referrer_policy", "strict-origin-when-cross-origin"))
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
    headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if response.mimetype == "text/html":
        response.vary.add("HX-Request")
    return response
