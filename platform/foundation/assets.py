"""Static files: addresses that change with the content, integrity for vendored ones, compressed and cacheable answers.

Every address carries a digest of the whole static tree, so relative imports between modules resolve under the same
digest and all of it may be cached for ever.
"""

import base64
import gzip
import hashlib
import mimetypes
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, current_app, g, request, url_for
from markupsafe import Markup

from foundation.bundles import bundle_scripts, bundle_styles

STATIC = Path(__file__).resolve().parent.parent / "static"
COMPRESSIBLE = {".css", ".js", ".svg", ".json", ".txt", ".html", ".webmanifest"}
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One file ready to send: as it is and, where that is smaller, gzipped."""

    body: bytes
    gzipped: bytes | None
    content_type: str
    tag: str


def init_app(app: Flask) -> None:
    """Serve `static/` at `/static/<digest>/…` and give templates `static_url`, `stylesheet`, `script` and `vendor`."""
    app.extensions["assets"] = digest_of(STATIC)
    app.add_url_rule("/static/<digest>/<path:name>", "static", send_asset, methods=["GET"])
    app.jinja_env.globals.update(
        static_url=static_url, stylesheet=stylesheet, script=script, vendor=vendor, sprite=sprite
    )


def send_asset(digest: str, name: str) -> Response:
    """Send one static file, immutable when the address carries the current digest, to be asked again otherwise."""
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file() or path.suffix == ".toml":
        abort(404)
    asset = read_asset(name, path.stat().st_mtime_ns if current_app.debug else 0)
    response = Response(asset.body, content_type=asset.content_type)
    if asset.gzipped is not None:
        response.headers["Vary"] = "Accept-Encoding"
        if request.accept_encodings["gzip"] > 0:
            response.set_data(asset.gzipped)
            response.headers["Content-Encoding"] = "gzip"
    if digest == current_app.extensions["assets"] and not current_app.debug:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    response.set_etag(asset.tag + ("-gz" if "Content-Encoding" in response.headers else ""))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.make_conditional(request)
    return response


def static_url(name: str) -> str:
    """The address of a file in `static/`, such as `css/main.css`."""
    known: dict[str, str] = g.setdefault("static_urls", {})  # each icon of a page asks for the same file
    if name not in known:
        known[name] = url_for("static", digest=current_app.extensions["assets"], name=name)
    return known[name]


def stylesheet(name: str) -> Markup:
    """The `<link>` for a style sheet; its `@import`s arrive in the same answer."""
    return Markup('<link rel="stylesheet" href="{}">').format(static_url(name))


def script(name: str) -> Markup:
    """The `<script>` for a module; what it imports arrives in the same answer."""
    return Markup('<script type="module" src="{}"></script>').format(static_url(name))


def vendor(name: str) -> Markup:
    """The `<script>` for a vendored library, named as in `vendor.toml`, with its integrity."""
    entry = vendored()[name]
    return Markup('<script src="{}" integrity="{}" defer></script>').format(
        static_url(f"vendor/{entry['file']}"), entry["integrity"]
    )


def sprite() -> str:
    """The address of the file of icons."""
    return static_url(f"vendor/{vendored()['lucide']['file']}")


@lru_cache
def vendored() -> dict[str, dict[str, str]]:
    """What `vendor.toml` says of each library: version, npm name, path in it, file, licence, integrity."""
    return tomllib.loads((STATIC / "vendor" / "vendor.toml").read_text(encoding="utf-8"))


def integrity_of(path: Path) -> str:
    """The subresource integrity of a file."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def digest_of(folder: Path) -> str:
    """Twelve characters that change with any file below the folder, its name or its content."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=512)
def read_asset(name: str, _changed: int) -> Asset:
    """Read one file, bundle its imports and compress it, once per process (in debug mode once per change)."""
    path = STATIC / name
    body = path.read_bytes()
    if not name.startswith("vendor/"):
        if path.suffix == ".css":
            body = bundle_styles(path).encode()
        elif path.suffix == ".js" and path.name == "main.js":
            body = bundle_scripts(path).encode()
    gzipped = gzip.compress(body, 9, mtime=0) if path.suffix in COMPRESSIBLE else None
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(
        body=body,
        gzipped=gzipped if gzipped is not None and len(gzipped) < len(body) else None,
        content_type=kind,
        tag=hashlib.sha256(body).hexdigest()[:16],
    )
