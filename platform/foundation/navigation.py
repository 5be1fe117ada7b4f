"""The entries of the frame's navigation; each room adds its own when it is wired."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flask import Flask, current_app
from flask_babel.speaklater import LazyString

Group = Literal["work", "manage"]


@dataclass(frozen=True)
class Entry:
    """One line of the navigation.

    `key` is what a page sets as `here`; `endpoint` takes the organization's `slug` alone; `allowed` says whether the
    signed-in member sees it; `count` gives the figure at its right end, or None for none.
    """

    key: str
    label: LazyString
    icon: str
    endpoint: str
    group: Group
    order: int
    allowed: Callable[[], bool] = lambda: True
    count: Callable[[], int | None] = lambda: None


def add_to_navigation(app: Flask, entry: Entry) -> None:
    """Show the entry in the frame of every page of an organization."""
    app.extensions.setdefault("navigation", []).append(entry)


def navigation(group: Group) -> list[Entry]:
    """The entries of a group that the signed-in member may see, in order."""
    entries: list[Entry] = current_app.extensions.get("navigation", [])
    return sorted(
        (entry for entry in entries if entry.group == group and entry.allowed()), key=lambda entry: entry.order
    )
