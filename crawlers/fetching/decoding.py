"""Content-Encoding undone, within a limit. In: the bytes as sent. Out: the bytes as meant.

A server that names an encoding it did not use is believed by its bytes: what is not compressed stays as it is.
"""

import zlib
from collections.abc import Sequence

import brotli

from articles.errors import BadInput

ACCEPTED = "gzip, deflate, br"
CHUNK_BYTES = 64 * 1024
GZIP_MAGIC = b"\x1f\x8b"
MAX_LAYERS = 2
_ANY_ZLIB = zlib.MAX_WBITS | 32  # gzip or zlib, by their headers
_RAW_DEFLATE = -zlib.MAX_WBITS  # what some servers call deflate


class OverLimit(BadInput):
    """More bytes than allowed come out."""


def decode_body(body: bytes, encodings: str, *, max_bytes: int) -> bytes:
    """Undo the encodings of a Content-Encoding header, last one first.

    Raises: OverLimit as soon as more than `max_bytes` come out; BadInput for a damaged or cut stream, an encoding that
    we did not ask for, or too many of them.
    """
    named = [name.strip().lower() for name in encodings.split(",") if name.strip().lower() not in ("", "identity")]
    if len(named) > MAX_LAYERS:
        raise BadInput(f"the body is encoded {len(named)} times ({encodings[:80]}); at most {MAX_LAYERS} are undone")
    for name in reversed(named):
        body = _undo(name, body, max_bytes)
    return body


def _undo(name: str, body: bytes, max_bytes: int) -> bytes:
    if not body:
        return body
    if name in ("gzip", "x-gzip"):
        return _inflated(body, (_ANY_ZLIB,), max_bytes) if body.startswith(GZIP_MAGIC) else body
    if name == "deflate":
        return _inflated(body, (_ANY_ZLIB, _RAW_DEFLATE), max_bytes, or_plain=True)
    if name == "br":
        return _unbrotlied(body, max_bytes)
    raise BadInput(f"the body is encoded as '{name[:40]}'; we asked for {ACCEPTED}")


def _inflated(body: bytes, windows: Sequence[int], max_bytes: int, *, or_plain: bool = False) -> bytes:
    problem = ""
    for window in windows:
        try:
            return _inflate(body, window, max_bytes)
        except zlib.error as error:
            problem = str(error)
    if or_plain and _looks_plain(body):
        return body
    raise BadInput(f"the compressed body is damaged: {problem}")


def _inflate(body: bytes, window: int, max_bytes: int) -> bytes:
    """Members one after the other; trailing bytes that are no member are ignored, as browsers do."""
    parts: list[bytes] = []
    size = 0
    while body:
        stream = zlib.decompressobj(window)
        while not stream.eof:
            part = stream.decompress(body, CHUNK_BYTES)
            body = stream.unconsumed_tail
            if not part and not body and not stream.eof:
                raise BadInput("the compressed body ends in the middle")
            size = _counted(size, part, max_bytes)
            parts.append(part)
        body = stream.unused_data if stream.unused_data.startswith(GZIP_MAGIC) else b""
    return b"".join(parts)


def _unbrotlied(body: bytes, max_bytes: int) -> bytes:
    stream = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    rest = body
    try:
        while not stream.is_finished():
            part = stream.process(rest, output_buffer_limit=CHUNK_BYTES)
            if not part and not rest and not stream.is_finished():
                raise BadInput("the compressed body ends in the middle")
            rest = b""
            size = _counted(size, part, max_bytes)
            parts.append(part)
    except brotli.error as error:
        if _looks_plain(body):
            return body
        raise BadInput(f"the compressed body is damaged: {error}") from error
    return b"".join(parts)


def _counted(size: int, part: bytes, max_bytes: int) -> int:
    size += len(part)
    if size > max_bytes:
        raise OverLimit(f"over {max_bytes} bytes come out of the compressed body")
    return size


def _looks_plain(body: bytes) -> bool:
    return body.lstrip()[:1] in (b"<", b"{", b"[", b"%")
