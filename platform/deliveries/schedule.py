"""When a message that did not get through is tried again."""

from __future__ import annotations

import datetime as dt
import random

# Seconds from one try to the next. With the jitter below the last one falls 24 hours after the first.
DELAYS = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 25_200, 33_445)
SPAN = dt.timedelta(seconds=sum(DELAYS))
JITTER = 0.2


def next_delay(
    tries: int,
    since_first: dt.timedelta,
    *,
    retry_after: dt.timedelta | None = None,
    chance: random.Random | random.SystemRandom | None = None,
) -> dt.timedelta | None:
    """Return how long to wait after the given number of tries, None when the message is given up.

    Delays grow and are spread by ±20 %, so that many messages to a receiver that was down do not come back at once.
    A longer Retry-After is honoured. The last try is made 24 hours after the first, whatever the delays came to.
    """
    left = SPAN - since_first
    if left <= dt.timedelta(0):
        return None
    base = DELAYS[min(tries, len(DELAYS)) - 1]
    spread = (chance or random.SystemRandom()).uniform(1 - JITTER, 1 + JITTER)
    delay = dt.timedelta(seconds=base * spread)
    if retry_after is not None:
        delay = max(delay, retry_after)
    return min(delay, left)
