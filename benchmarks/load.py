"""Closed-loop load: a number of clients, each asking again as soon as it has its answer."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """Latencies in milliseconds and the rate over all clients."""

    count: int
    seconds: float
    mean: float
    p50: float
    p95: float
    p99: float
    worst: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.count / self.seconds


def figures_of(latencies: list[float], seconds: float) -> Figures:
    """Summarize latencies given in seconds."""
    ordered = sorted(1000 * latency for latency in latencies)

    def at(part: float) -> float:
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]

    return Figures(
        len(ordered), seconds, statistics.fmean(ordered), statistics.median(ordered), at(0.95), at(0.99), ordered[-1]
    )


def measure(clients: list[Callable[[], float | None]], *, seconds: float = 8.0, warm_up: int = 5) -> Figures:
    """Repeat each client's act for `seconds`; an act returns its latency in seconds, None when nothing is left."""
    for client in clients:
        for _ in range(warm_up):
            client()
    latencies: list[list[float]] = [[] for _ in clients]
    end = time.perf_counter() + seconds

    def run(number: int) -> None:
        while time.perf_counter() < end:
            latency = clients[number]()
            if latency is None:
                return
            latencies[number].append(latency)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(clients))]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return figures_of([latency for of_client in latencies for latency in of_client], time.perf_counter() - began)


def measure_in_rounds(
    clients: list[Callable[[], float]], tidy: list[Callable[[], None]], *, acts: int, seconds: float = 8.0
) -> Figures:
    """Let all clients act so often, then stop the clock while each tidies up, until the clock has run for `seconds`.

    Who is done with a round waits for the others, on the clock.
    """
    latencies: list[float] = []
    ran = 0.0

    def act(number: int) -> list[float]:
        return [clients[number]() for _ in range(acts)]

    with ThreadPoolExecutor(len(clients)) as pool:
        warm = False
        while ran < seconds:
            began = time.perf_counter()
            found = [latency for of_client in pool.map(act, range(len(clients))) for latency in of_client]
            if warm:
                ran += time.perf_counter() - began
                latencies += found
            warm = True
            list(pool.map(lambda tidy_up: tidy_up(), tidy))
    return figures_of(latencies, ran)
