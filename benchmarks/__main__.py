"""`python -m benchmarks [name …] [--database sqlite|postgresql]`: measure and print one table; no names: everything."""

from __future__ import annotations

import argparse
import platform
import sys

from benchmarks import exporting, filling, labeling, page, reading, starting
from benchmarks.house import open_house
from benchmarks.table import Row, print_table

ON_A_HOUSE = {
    "memory": lambda house: [starting.memory(house)],
    "filling": filling.rows,
    "labeling": labeling.rows,
    "reading": reading.rows,
    "exporting": exporting.rows,
    "page": page.rows,
}


def main() -> int:
    """Measure what was asked for; return 1 when a figure isn't reached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=["starting", *ON_A_HOUSE, []], help="what to measure")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    chosen = parser.parse_args()
    names = chosen.names or ["starting", *ON_A_HOUSE]
    found: list[Row] = starting.rows() if "starting" in names else []
    for database in chosen.database or ("sqlite", "postgresql"):
        for name in [name for name in names if name in ON_A_HOUSE]:
            with open_house(database) as house:
                rows = ON_A_HOUSE[name](house)
            for row in rows:
                print(f"{row.work} [{row.database}]: {row.measured} ({row.reach})", file=sys.stderr, flush=True)
            found += rows
    print(f"Python {platform.python_version()}, {platform.machine()}; the load runs on the same machine.\n")
    print_table(found)
    return 0 if all(row.reached for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
