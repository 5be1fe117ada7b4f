from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest

from deliveries.schedule import DELAYS, SPAN, next_delay

DAY = dt.timedelta(hours=24)


def run(seed: int) -> list[dt.timedelta]:
    """Give the times after the first try at which a message is tried again, when no try succeeds."""
    chance, at = random.Random(seed), dt.timedelta(0)
    times: list[dt.timedelta] = []
    while (delay := next_delay(len(times) + 1, at, chance=chance)) is not None:
        at += delay
        times.append(at)
    return times


def test_the_delays_span_24_hours() -> None:
    assert SPAN == DAY
    assert list(DELAYS) == sorted(DELAYS)


@pytest.mark.parametrize("seed", range(50))
def test_a_message_is_tried_for_24_hours_with_growing_delays(seed: int) -> None:
    times = run(seed)
    assert times[-1] == DAY
    assert 10 <= len(times) <= 12
    waits = [later - sooner for sooner, later in zip([dt.timedelta(0), *times], times, strict=False)]
    assert all(later > sooner for sooner, later in itertools.pairwise(waits[:8]))
    assert dt.timedelta(seconds=4) <= waits[0] <= dt.timedelta(seconds=6)


def test_delays_are_spread() -> None:
    assert len({next_delay(1, dt.timedelta(0)) for _ in range(100)}) > 90


def test_a_longer_retry_after_is_honoured_and_a_shorter_one_is_not() -> None:
    assert next_delay(1, dt.timedelta(0), retry_after=dt.timedelta(minutes=10)) == dt.timedelta(minutes=10)
    spread = next_delay(5, dt.timedelta(0), retry_after=dt.timedelta(seconds=1))
    assert spread is not None
    assert spread > dt.timedelta(minutes=20)


def test_a_retry_after_beyond_the_end_gets_one_last_try_at_the_end() -> None:
    assert next_delay(3, DAY - dt.timedelta(hours=1), retry_after=dt.timedelta(hours=9)) == dt.timedelta(hours=1)


def test_after_24_hours_it_is_given_up() -> None:
    assert next_delay(11, DAY) is None
    assert next_delay(3, DAY + dt.timedelta(seconds=1)) is None
