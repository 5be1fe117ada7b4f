"""How long a start takes and what the processes hold at rest."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.house import House, open_house
from benchmarks.table import Row


def proportional_set(pids: list[int]) -> float:
    """Return the memory of processes in MB, shared pages counted once (PSS)."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1000


def memory(house: House) -> Row:
    """Measure a house that has answered and now rests."""
    for _ in range(20):
        house.connection().ask("GET", "/readyz")
    time.sleep(3)
    used = proportional_set(house.worker_pids())
    peer = "257 MB" if house.database == "sqlite" else "765 MB"
    return Row("memory at rest, web + worker", house.database, f"{used:.0f} MB", "≤ 200 MB", peer, used <= 200)


def rows() -> list[Row]:
    """Measure the embedded edition's first and later starts on an empty folder."""
    with open_house("sqlite", start=False, empty=True) as house:
        first = house.start()
        house.stop()
        later = house.start()
    return [
        Row("first start on an empty folder", "sqlite", f"{first:.1f} s", "≤ 5 s", "25 s", first <= 5),
        Row("later start", "sqlite", f"{later:.1f} s", "≤ 2 s", "2.7–4.7 s", later <= 2),
    ]
