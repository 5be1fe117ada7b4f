"""LLaMA-Factory's rules for rows, written down independently (`training-formats.md` D1)."""

import re
from typing import Any

MARK = re.compile(r"<(image|video|audio)>")


def sharegpt_faults(row: dict[str, Any]) -> list[str]:
    """Return what would make LLaMA-Factory skip or refuse the row."""
    turns = row["conversations"]
    faults = []
    if len(turns) % 2 or not turns:
        faults.append("odd number of turns")
    for position, turn in enumerate(turns):
        if set(turn) != {"from", "value"} or not isinstance(turn["value"], str):
            faults.append("turn without from and value")
        if turn["from"] not in (("human", "observation") if position % 2 == 0 else ("gpt", "function_call")):
            faults.append(f"invalid role at {position}")
        if MARK.search(turn["value"]):
            faults.append("a media mark without a picture")
    return faults


def alpaca_faults(row: dict[str, Any]) -> list[str]:
    """Return what would make LLaMA-Factory skip or refuse the row."""
    faults = [f"{key} missing" for key in ("instruction", "input", "output") if not isinstance(row.get(key), str)]
    if not row.get("instruction") or not row.get("output"):
        faults.append("empty instruction or output")
    if any(MARK.search(value) for value in row.values()):
        faults.append("a media mark without a picture")
    return faults
