"""Where a project's pictures come from: what its labeling page may load beside our own files."""

from __future__ import annotations

import re

LIMIT = 32  # a policy header with more would grow without end
_ORIGIN = re.compile(
    r"^(https?)://(?:[^/?#@]*@)?([^/?#@:\[\]]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?(?:[/?#]|$)", re.IGNORECASE
)
_HOST = re.compile(r"^(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?|\[[0-9a-f:.]+\])$")


def origin_of(address: str) -> str | None:
    """Return the origin of an http(s) address as a Content-Security-Policy writes it, None for anything else."""
    match = _ORIGIN.match(address)
    if match is None:
        return None
    scheme, host, port = match[1].lower(), match[2].lower(), match[3] or ""
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return None
    return f"{scheme}://{host}{port}" if _HOST.match(host) else None


class Origins:
    """Collects origins, at most 32; beyond that `https:` stands for all secure ones."""

    def __init__(self, known: list[str]) -> None:
        self._origins = dict.fromkeys(known)
        self._last = ""

    def add(self, address: str) -> None:
        """Note where an address points."""
        if self._last and address.startswith(self._last):
            return
        origin = origin_of(address)
        if origin is not None:
            self._last = f"{origin}/"
            if "https:" not in self._origins or not origin.startswith("https:"):
                self._origins[origin] = None
            if len(self._origins) > LIMIT:
                plain = [kept for kept in self._origins if kept.startswith("http:")]
                self._origins = dict.fromkeys(["https:", *plain[: LIMIT - 1]])

    def as_list(self) -> list[str]:
        """Return the origins in the order they were met."""
        return list(self._origins)
