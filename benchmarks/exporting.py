"""Exports of 10,000 and 100,000 answered tasks, every format, and the worker's memory meanwhile."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.house import Connection, House
from benchmarks.projects import ROWS, answer_all, create
from benchmarks.table import Row

SMALL = 10_000
FORMATS = {
    "text_classification": ("json", "csv", "sharegpt", "alpaca"),
    "object_detection": ("coco", "yolo", "pascal_voc"),
}


def export(api: Connection, public_id: str, name: str) -> float:
    """Make an export and return the seconds until its file is there."""
    began = time.perf_counter()
    answer = api.ask("POST", f"/api/external/projects/{public_id}/export", {"format": name})
    facts: dict[str, Any] = answer.json()
    while facts["status"] == "processing":
        time.sleep(0.1)
        facts = api.ask("GET", f"/api/external/exports/{facts['export_id']}").json()
    if facts["status"] != "completed":
        raise RuntimeError(str(facts))
    return time.perf_counter() - began


class Watch:
    """Follows the largest resident size among a house's processes, in MB."""

    def __init__(self, house: House) -> None:
        self.house, self.largest, self._done = house, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._follow)

    def _follow(self) -> None:
        while not self._done.wait(0.05):
            for pid in self.house.worker_pids():
                try:
                    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                except OSError:
                    continue
                self.largest = max(self.largest, pages * 4096 / 1e6)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()


def rows(house: House) -> list[Row]:
    """Measure all formats on a house."""
    api, found = house.api(), []
    for task_type, names in FORMATS.items():
        small, large = create(api, task_type, SMALL), create(api, task_type, ROWS)
        answer_all(house, small)
        answer_all(house, large)
        for name in names:
            export(api, small, name)
            seconds = sorted(export(api, small, name) for _ in range(3))[1]
            found.append(
                Row(
                    f"export of 10,000, {name}",
                    house.database,
                    f"{seconds:.2f} s",
                    "≤ 1 s",
                    "13–20 s" if house.database == "sqlite" else "20–26 s",
                    seconds <= 1,
                )
            )
        for name in names:
            with Watch(house) as watch:
                seconds = export(api, large, name)
            found.append(
                Row(
                    f"export of 100,000, {name}",
                    house.database,
                    f"{seconds:.1f} s, {watch.largest:.0f} MB",
                    "≤ 10 s, worker < 300 MB",
                    "117 s, +290 MB",
                    seconds <= 10 and watch.largest < 300,
                )
            )
    return found
