"""Text that is safe in a spreadsheet's cell."""

import re

from exports.json_text import whole_text
from exports.losses import Losses

LONGEST = 32_767  # characters; Excel cuts what is longer
# Excel, LibreOffice and Sheets run these, full-width too, also after spaces and quotes (`reliability.md` 5.5).
_FORMULA = re.compile(r"""[\t\r]|[\s'"]*[=+\-@＝＋－＠]""")


def cell(text: str, task_id: int, losses: Losses) -> str:
    """Return the text with an apostrophe before what a spreadsheet would run; what Excel would cut is counted."""
    text = whole_text(text)
    if len(text) > LONGEST:
        losses.count("long_cell", task_id)
    if _FORMULA.match(text):
        losses.count("formula_cell", task_id)
        return f"'{text}"
    return text
