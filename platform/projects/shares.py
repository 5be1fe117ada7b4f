"""Who gets which task when tasks are split between people. Pure: no database."""

from __future__ import annotations

import heapq
import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple


class Place(NamedTuple):
    """A task that lacks `places` people."""

    task_id: int
    number: int
    places: int


def deal(
    tasks: Iterable[Place], weights: Mapping[int, int], *, taken: Mapping[int, Collection[int]], seed: int
) -> Iterator[tuple[Place, int]]:
    """Yield (task, member), so that everyone's part follows their weight as closely as whole tasks allow.

    No member gets a task twice, nor one in `taken` (task id → members who had it). Among those with the same part the
    seed decides, so that people meet in changing groups and the same plan comes out again.
    """
    chance = random.Random(seed)  # noqa: S311 -- a repeatable plan, no secret
    queue = [(1 / weight, chance.random(), member_id, 1) for member_id, weight in weights.items() if weight > 0]
    heapq.heapify(queue)
    for task in tasks:
        had = taken.get(task.task_id, ())
        passed, wanted = [], task.places
        while queue and wanted:
            part = heapq.heappop(queue)
            _share, _tie, member_id, load = part
            if member_id in had:
                passed.append(part)
                continue
            yield task, member_id
            wanted -= 1
            passed.append(((load + 1) / weights[member_id], chance.random(), member_id, load + 1))
        for part in passed:
            heapq.heappush(queue, part)
