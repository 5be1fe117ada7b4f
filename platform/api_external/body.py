"""Reads the bytes of a request: media type, encoding and size, before anybody looks at what they say."""

import codecs
import zlib
from collections.abc import Iterator
from typing import IO

from flask import Request
from flask_babel import lazy_gettext as _l

from api_external.errors import PayloadTooLarge, UnsupportedMediaType
from foundation.errors import Invalid

CHUNK = 64 * 1024
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP_WINDOW = 16 + zlib.MAX_WBITS


def read_body(request: Request, limit: int) -> bytes | bytearray:
    """Return the decompressed body, without a byte-order mark; at most `limit` bytes, `b""` when there is none.

    Raises PayloadTooLarge, UnsupportedMediaType (only for a body that isn't empty), or Invalid for a broken gzip stream
    or bytes that aren't UTF-8. Memory stays at about the body's size: a compressed body is inflated as it comes.
    """
    request.max_content_length = None  # the limit here counts after decompression
    if (request.content_length or 0) > limit:
        raise PayloadTooLarge(limit)
    chunks = _chunks(request.stream)
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        chunks = _inflated(chunks)
    elif encoding not in ("identity", ""):
        chunks = _refused(chunks)
    body = bytearray()
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chunks:
            if not body:
                _check_media_type(request)
            body += chunk
            if len(body) > limit:
                raise PayloadTooLarge(limit)
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Invalid.field("body", _l("The body is not valid UTF-8.")) from error
    if body.startswith(BYTE_ORDER_MARK):
        del body[: len(BYTE_ORDER_MARK)]
    return body


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield pieces of at most CHUNK bytes, so that a bomb is noticed before it is unpacked."""
    inflater = zlib.decompressobj(GZIP_WINDOW)
    started = False
    try:
        for chunk in chunks:
            started = True
            waiting = chunk
            while waiting:
                if inflater.eof:  # gzip allows several members one after the other
                    inflater = zlib.decompressobj(GZIP_WINDOW)
                piece = inflater.decompress(waiting, CHUNK)
                waiting = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
                if piece:
                    yield piece
    except zlib.error as error:
        raise _broken_gzip() from error
    if started and not inflater.eof:
        raise _broken_gzip()


def _broken_gzip() -> Invalid:
    return Invalid.field("body", _l("The body says it is gzip, but can't be unpacked."))


def _refused(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for _chunk in chunks:
        raise UnsupportedMediaType(_l("The Content-Encoding must be gzip, or absent."))
    yield from ()


def _check_media_type(request: Request) -> None:
    charset = request.mimetype_params.get("charset", "utf-8")
    if request.mimetype != "application/json" or not _is_utf8(charset):
        raise UnsupportedMediaType()


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return False
