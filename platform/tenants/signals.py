"""What this room tells the rooms above, inside the transaction of the act."""

from blinker import Signal

member_removed = Signal("Sent with the membership that has just ended; open assignments go back to the pool.")
