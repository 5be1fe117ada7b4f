"""Puts a style sheet or an ES module and all it imports into one text, so that a page needs few requests.

The files stay what browsers understand as they are. Modules keep to a narrow form, and anything else is refused:
static `import {a, b as c} from "./x.js"`, `import * as x from "./x.js"` and `import "./x.js"`, each at the start of a
line; exports only as `export function|async function|class|const` or `export { a, b as c };`, and no cycles. Lines that
hold only a comment and indentation stay behind, so a template literal keeps to one line.
"""

import re
from pathlib import Path

STYLE_IMPORT = re.compile(r'^@import "([^"]+)";\n?', re.M)
IMPORT = re.compile(r'^import\s+(?:(\{[^}]*\}|\*\s+as\s+\w+)\s+from\s+)?"([^"]+)";?[ \t]*$', re.M)
DECLARED = re.compile(r"^export\s+((?:async\s+)?function\*?|class|const)\s+(\w+)", re.M)
LISTED = re.compile(r"^export\s+\{([^}]*)\};?[ \t]*$", re.M)
COMMENT = re.compile(r"^[ \t]*//.*\n", re.M)
INDENT = re.compile(r"^[ \t]+", re.M)
LEFT_OVER = re.compile(r"^(?:import\b(?!\s*\()|export\b).*$", re.M)


class BundleError(Exception):
    """A module is written in a form that can't be bundled, or imports itself through others."""


def bundle_styles(path: Path) -> str:
    """The style sheet with the text of each `@import "…";` in its place."""
    text = path.read_text(encoding="utf-8")
    return STYLE_IMPORT.sub(lambda found: bundle_styles(path.parent / found[1]), text)


def bundle_scripts(entry: Path) -> str:
    """One module with the behaviour of `entry` and its imports: each file a function scope, run once, in order."""
    ordered: list[Path] = []
    visit(entry.resolve(), ordered, ())
    names = {path: f"module{number}" for number, path in enumerate(ordered)}
    return "\n".join(wrapped(path, names) for path in ordered)


def visit(path: Path, ordered: list[Path], above: tuple[Path, ...]) -> None:
    if path in above:
        raise BundleError(f"{path.name} imports itself through {' → '.join(step.name for step in above)}")
    if path in ordered:
        return
    for found in IMPORT.finditer(path.read_text(encoding="utf-8")):
        visit((path.parent / found[2]).resolve(), ordered, (*above, path))
    ordered.append(path)


def wrapped(path: Path, names: dict[Path, str]) -> str:
    text = path.read_text(encoding="utf-8")
    exported = [(found[2], found[2]) for found in DECLARED.finditer(text)]
    for found in LISTED.finditer(text):
        exported += [
            (inner, outer) for inner, outer in map(renaming, filter(None, map(str.strip, found[1].split(","))))
        ]
    text = IMPORT.sub(lambda found: binding(found, names[(path.parent / found[2]).resolve()]), text)
    text = LISTED.sub("", DECLARED.sub(r"\1 \2", text))
    if left := LEFT_OVER.search(text):
        raise BundleError(f"{path.name}: can't bundle “{left[0]}”")
    returned = ", ".join(f"{outer}: {inner}" for inner, outer in exported)
    text = INDENT.sub("", COMMENT.sub("", text))
    if any(line.count("`") % 2 for line in text.splitlines()):
        raise BundleError(f"{path.name}: a template literal goes over several lines")
    return f"const {names[path]} = (() => {{\n{text}\nreturn {{ {returned} }};\n}})();"


def binding(found: re.Match[str], module: str) -> str:
    """The constant declaration that stands for one import statement."""
    what = found[1]
    if what is None:
        return ""
    if what.startswith("*"):
        return f"const {what.split()[-1]} = {module};"
    pairs = map(renaming, filter(None, map(str.strip, what.strip("{}").split(","))))
    return f"const {{ {', '.join(f'{outer}: {inner}' for outer, inner in pairs)} }} = {module};"


def renaming(name: str) -> tuple[str, str]:
    """`a as b` → (a, b); `a` → (a, a)."""
    first, _, second = name.partition(" as ")
    return first.strip(), (second or first).strip()
