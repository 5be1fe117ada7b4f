"""Which key stands for which label."""

from __future__ import annotations

from collections.abc import Collection

from label_config.config import LabelConfig

KEYS = "1234567890qwertasdfgzxcvbyuiophjklnm"


def hotkeys_of(config: LabelConfig, taken: Collection[str] = ()) -> dict[tuple[str, str], str]:
    """Return the key of each label by (control name, label key): the one written in the config, else the next free one.

    Free ones are digits, then letters near the left hand; `taken` are keys the page needs for itself. Labels beyond
    them have none.
    """
    written = {
        (control.name, label.key): label.hotkey.lower()
        for control in config.controls.values()
        for label in control.labels
        if label.hotkey
    }
    used = {*written.values(), *(key.lower() for key in taken)}
    free = iter([key for key in KEYS if key not in used])
    keys: dict[tuple[str, str], str] = {}
    for control, label in config.labels_in_order():
        place = (control.name, label)
        if key := written.get(place) or next(free, None):
            keys[place] = key
    return keys
