"""Random ids that outsiders see."""

import secrets

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
LENGTH = 12


def new_public_id(prefix: str) -> str:
    """Return `prefix_` and 12 random characters of `[a-z0-9]` (62 bits)."""
    return f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(LENGTH))}"
