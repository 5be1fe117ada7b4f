"""Labels as the configure page's form shows and sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from label_config.colors import label_colors, normalized
from label_config.config import LabelConfig
from label_config.edit_labels import EditedControl, EditedLabel, choose_several, controls_of, replace_labels
from label_config.faults import ConfigFaults, Fault, quote
from label_config.hotkeys import hotkeys_of

COLUMNS = ("control", "was", "value", "background", "hotkey")
KEYS_OF_THE_PAGE = "svbfi"  # letters the labeling page needs for itself: skip, select, draw, fit, instructions


@dataclass(frozen=True)
class FormRow:
    """One label: as written, the colour shown, the key it has or would get, and what is wrong with it."""

    was: int
    value: str
    background: str
    color: str
    hotkey: str
    key: str
    alias: str
    faults: list[str]


@dataclass(frozen=True)
class FormControl:
    """A control with its rows."""

    name: str
    tag: str
    rows: list[FormRow]
    multiple: bool | None = None


def controls_in_form(xml: str, config: LabelConfig | None, faults: Sequence[Fault]) -> list[FormControl]:
    """Return what the form shows of a config, also of one with faults; nothing while the XML isn't well-formed."""
    try:
        controls = controls_of(xml)
    except ConfigFaults:
        return []
    keys = hotkeys_of(config, taken=KEYS_OF_THE_PAGE) if config else {}
    return [
        FormControl(control.name, control.tag, rows_of(control, keys, faults), control.multiple) for control in controls
    ]


def rows_of(control: EditedControl, keys: Mapping[tuple[str, str], str], faults: Sequence[Fault]) -> list[FormRow]:
    """Return a control's rows; a fault on a label's line stands beside it."""
    written = [normalized(label.background) if label.background else None for label in control.labels]
    return [
        FormRow(
            was=position,
            value=label.value,
            background=label.background or "",
            color=color,
            hotkey=label.hotkey or "",
            key=keys.get((control.name, label.alias or label.value), ""),
            alias=label.alias or "",
            faults=[str(fault.message) for fault in faults if fault.line == label.line],
        )
        for position, (label, color) in enumerate(zip(control.labels, label_colors(written), strict=True))
    ]


def with_labels(xml: str, columns: Mapping[str, Sequence[str]]) -> str:
    """Return the XML with the labels of the form's rows in it.

    `columns` holds one list per COLUMNS, all of the same length: row by row the control's name, the label's place among
    the control's labels in `xml` (empty: new), its text, colour and key. New rows without text are not labels yet. New
    labels without a colour get one that differs from the others. `multiple` names the controls of which several labels
    can be chosen.

    Raises ConfigFaults for XML that can't be edited, for rows that don't fit it, and for text that XML can't hold.
    """
    lists = [columns.get(name, ()) for name in COLUMNS]
    if len({len(column) for column in lists}) > 1:
        raise ConfigFaults([Fault(None, _l("the labels have changed meanwhile; look at them again"))])
    rows = list(zip(*lists, strict=True))
    for control in controls_of(xml):
        labels = [
            EditedLabel(value, background or None, hotkey.strip() or None, int(was) if was.isdecimal() else None)
            for name, was, value, background, hotkey in rows
            if name == control.name and (was or value.strip())
        ]
        try:
            xml = replace_labels(xml, control.name, colored(labels))
            if control.multiple is not None:
                xml = choose_several(xml, control.name, multiple=control.name in columns.get("multiple", ()))
        except ConfigFaults:
            raise
        except ValueError:
            message = _l("a label of “%(control)s” holds a character XML can't hold", control=quote(control.name))
            raise ConfigFaults([Fault(control.line, message)]) from None
    return xml


def colored(labels: Sequence[EditedLabel]) -> list[EditedLabel]:
    """Give a colour to new labels that have none."""
    colors = label_colors([normalized(label.background) if label.background else None for label in labels])
    return [
        EditedLabel(label.value, color, label.hotkey) if label.was is None and not label.background else label
        for label, color in zip(labels, colors, strict=True)
    ]
