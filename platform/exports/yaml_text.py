"""Strings in YAML."""

import re

# What YAML calls not printable, and the line breaks only it knows (https://yaml.org/spec/1.1/#id868524).
_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def yaml_string(text: str) -> str:
    """Return the text as a double-quoted YAML scalar that any reader gives back unharmed."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return f'"{escaped}"'
