"""The order in which tasks are given out: as they came, or shuffled by a seed."""

from __future__ import annotations

from typing import TypeVar

import sqlalchemy as sa

PRIME = 2_147_483_647  # below 2**31, so that no product leaves 63 bits
ORDERS = ("in_order", "random")

Number = TypeVar("Number", int, sa.ColumnElement[int])


def order_key(number: Number, order: str, seed: int) -> Number:
    """Return the key of the task with an inner number, in Python or as SQL.

    Random: a quadratic congruence over a prime. It needs no list in memory, and the same seed gives the same order.
    """
    if order == "in_order":
        return number
    factor, shift = seed * 48_271 % (PRIME - 1) + 1, seed * 69_621 % PRIME
    spread: Number = (number % PRIME * factor + shift) % PRIME
    mixed: Number = (spread * spread % PRIME + spread * (shift % 1_009 + 3)) % PRIME
    return mixed
