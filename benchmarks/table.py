"""The table: what was measured beside what is to be reached and what the best known peer does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured figure."""

    work: str
    database: str
    measured: str
    reach: str
    peer: str
    reached: bool


def print_table(rows: list[Row]) -> None:
    """Print the rows as a Markdown table."""
    print("| work | database | measured | to reach | Label Studio 1.23 | reached |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        reached = "yes" if row.reached else "NO"
        print(f"| {row.work} | {row.database} | {row.measured} | {row.reach} | {row.peer} | {reached} |")
