"""The translations: one catalog for each room, merged and compiled into the one that Flask-Babel reads.

`python -m foundation.catalogs compile` writes `translations/zh/LC_MESSAGES/messages.mo`;
`python -m foundation.catalogs check [room …]` lists what is missing, contradictory or wrong; ends with 1
if there is any.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent
TRANSLATIONS = SOURCE / "translations"
LANGUAGE = "zh"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")

Id = str | tuple[str, ...]
Ids = Id | list[str]


@dataclass(frozen=True)
class Message:
    """One text of a page or an answer, and where it stands; `id` has two parts when it has a plural."""

    room: str
    id: Id
    place: str


def catalog_of(room: str) -> Catalog:
    """The Chinese of one room; empty when it has none yet."""
    path = TRANSLATIONS / LANGUAGE / f"{room}.po"
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def rooms() -> list[str]:
    """The rooms that have a catalog, in alphabetical order."""
    return sorted(path.stem for path in (TRANSLATIONS / LANGUAGE).glob("*.po"))


def merged() -> Catalog:
    """All rooms' catalogs as one; of contradicting translations the alphabetically first room's counts."""
    whole = Catalog(locale=LANGUAGE, fuzzy=False)
    for room in rooms():
        for message in catalog_of(room):
            if message.id and any(texts(message.string)) and message.id not in whole:
                whole.add(message.id, message.string)
    return whole


def compile_catalogs() -> Path:
    """Write the compiled catalog and return its path."""
    path = TRANSLATIONS / LANGUAGE / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")  # others may compile at the same time
    with unfinished.open("wb") as file:
        write_mo(file, merged())
    unfinished.replace(path)
    return path


def messages() -> Iterator[Message]:
    """Every text marked for translation in the code and the templates."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield from messages_in(path, "python", path.relative_to(SOURCE).parts[0])
    for path in sorted((SOURCE / "templates").rglob("*.*")):
        yield from messages_in(path, "jinja2", path.relative_to(SOURCE / "templates").parts[0])


def messages_in(path: Path, method: str, room: str) -> Iterator[Message]:
    """The texts of one file."""
    options = {"encoding": "utf-8", "silent": "false", "trimmed": "true"}
    for line, found, _comments, _context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
        identity: Id = found if isinstance(found, str) else tuple(text for text in found if isinstance(text, str))
        yield Message(room, identity, f"{path.relative_to(SOURCE)}:{line}")


def faults(only: Sequence[str] = ()) -> list[str]:
    """What is wrong with the translations, a sentence each; `only` names the rooms to look at."""
    catalogs = {room: catalog_of(room) for room in rooms()}
    whole = merged()
    found: dict[str, None] = {}
    for message in messages():
        if only and message.room not in only:
            continue
        entry = whole.get(first(message.id))
        if entry is None or not any(texts(entry.string)):
            found[f"{message.room}.po: no Chinese for “{first(message.id)}” ({message.place})"] = None
        elif isinstance(message.id, tuple) and not isinstance(entry.id, list | tuple):
            found[f"{message.room}.po: “{first(message.id)}” needs msgid_plural ({message.place})"] = None
    seen: dict[str, tuple[str, str]] = {}
    for room, catalog in catalogs.items():
        for entry in catalog:
            if entry.id and (not only or room in only):
                found.update(dict.fromkeys(faults_of_entry(room, entry.id, texts(entry.string), seen)))
            if entry.id:
                seen.setdefault(first(entry.id), (room, texts(entry.string)[0]))
            if entry.fuzzy and entry.id:
                found[f"{room}.po: “{first(entry.id)}” is marked fuzzy"] = None
    return list(found)


def faults_of_entry(
    room: str, identity: Ids, translated: Sequence[str], seen: dict[str, tuple[str, str]]
) -> Iterator[str]:
    """What is wrong with one entry: lost placeholders, or another room says it differently."""
    wanted = set(PLACEHOLDER.findall(" ".join(texts(identity))))
    used = set(PLACEHOLDER.findall(" ".join(translated)))
    if any(translated) and wanted != used:
        yield f"{room}.po: “{first(identity)}” has other placeholders than its Chinese"
    other, text = seen.get(first(identity), (room, translated[0]))
    if text != translated[0]:
        yield f"{room}.po: “{first(identity)}” is “{translated[0]}” here, “{text}” in {other}.po"


def first(identity: Ids) -> str:
    """The singular of a message's id."""
    return identity if isinstance(identity, str) else identity[0]


def texts(string: Ids | None) -> list[str]:
    """One text or several, as a list of at least one."""
    return [string or ""] if string is None or isinstance(string, str) else list(string)


def main(arguments: Sequence[str]) -> int:
    """Run a command of this module; returns the status to end with."""
    if arguments[:1] == ["compile"]:
        compile_catalogs()
        return 0
    if arguments[:1] == ["check"]:
        wrong = faults(arguments[1:])
        print("\n".join(wrong), file=sys.stderr)
        return 1 if wrong else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
