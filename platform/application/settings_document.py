"""Writes `docs/settings.md` from the settings class: `python -m application.settings_document > docs/settings.md`."""

from __future__ import annotations

import sys

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from foundation.settings import Settings

HEAD = """# Settings

Environment variables, read once at start. Everything has a default, so that nothing needs to be set for the embedded
edition. This page is generated from `platform/foundation/settings.py`.

| variable | default | meaning |
|---|---|---|
"""


def settings_document() -> str:
    """Return the page as Markdown."""
    rows = (f"| `LABELROOM_{name.upper()}` | {_default(field)} | {field.description} |" for name, field in _fields())
    return HEAD + "\n".join(rows) + "\n"


def _fields() -> list[tuple[str, FieldInfo]]:
    return list(Settings.model_fields.items())


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return f"`{value}`" if value not in ("", []) else "–"


if __name__ == "__main__":
    sys.stdout.write(settings_document())
