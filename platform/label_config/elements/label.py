"""Label: one label of a control that draws or marks."""

from label_config.attributes import COLOR, HOTKEY_TEXT, OFF_BY_DEFAULT, TEXT, UNUSED, Attribute
from label_config.element import LOOKS, Child


class Label(Child):
    """`value` is shown; `alias`, when there is one, is stored in its place."""

    tag = "Label"
    known = {
        "value": TEXT,
        "alias": TEXT,
        "background": COLOR,
        "hotkey": HOTKEY_TEXT,
        "selected": OFF_BY_DEFAULT,
        "maxUsages": Attribute("number"),
        "hint": TEXT,
        "category": TEXT,
        **dict.fromkeys(
            ("showAlias", "aliasStyle", "size", "selectedColor", "granularity", "html", "model_index"), UNUSED
        ),
        **LOOKS,
    }
