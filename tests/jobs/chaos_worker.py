"""Workers for the chaos run: the real ones, with short leases and delays, and a kind of job that leaves traces.

Run as a program: `python -m tests.jobs.chaos_worker FOLDER RECEIVER_URL WORKERS`; settings come from the environment.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import sys
import time
from functools import partial
from pathlib import Path

from application.create_app import create_app
from application.serve import Child, supervise
from deliveries import schedule
from deliveries.outbox import send
from foundation.settings import Settings
from jobs import claim, doorbell, run_job
from jobs.kinds import Outcome, job_kind
from jobs.running import RunningJob
from jobs.worker import run_worker
from tenants.audit import record
from tenants.isolation import current_organization_id

KIND = "chaos.export"
LEASE_SECONDS = 4.0


def write_event(folder: Path, **facts: object) -> None:
    """Append a line to the log that all processes share; small appends are atomic."""
    line = json.dumps({"at": time.time(), "pid": os.getpid(), **facts}) + "\n"
    descriptor = os.open(folder / "events.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(descriptor, line.encode())
    os.close(descriptor)


def register(folder: Path, receiver: str) -> None:
    """Register a small export: a file, renamed when it is whole; in the last transaction an effect and a callback."""

    @job_kind(KIND, heavy=True, max_attempts=50)
    def export(running: RunningJob) -> Outcome:
        number = running.parameters["number"]
        assert running.parameters["organization"] == current_organization_id()
        write_event(folder, event="start", number=number, token=running.token, attempt=running.attempt)
        content = f"export {number} of organization {current_organization_id()}\n".encode() * 1000
        unfinished = folder / f"{number}.{running.token}.partial"
        with unfinished.open("wb") as file:
            for part in range(4):
                file.write(content[part * len(content) // 4 : (part + 1) * len(content) // 4])
                time.sleep(random.uniform(0.0125, 0.1))
                if part == 1:
                    running.commit(done=50, total=100, position={"half": True})
        sha256 = hashlib.sha256(content).hexdigest()
        unfinished.rename(folder / f"{number}.export")
        record("chaos.effect", number=number)
        body = {"number": number, "organization": current_organization_id(), "sha256": sha256, "token": running.token}
        send(receiver, json.dumps(body).encode(), f"msg_{running.public_id}", subject=running.public_id)
        return {"sha256": sha256}


def register_poison() -> None:
    """Register jobs that end their worker, or never end themselves."""

    @job_kind("chaos.exit", max_attempts=3)
    def end_the_worker(_running: RunningJob) -> Outcome:
        os._exit(1)

    @job_kind("chaos.loop", max_attempts=2, seconds=1)
    def never_end(_running: RunningJob) -> Outcome:
        while True:
            time.sleep(0.01)


def hurry() -> None:
    """Shorten what in production is measured in minutes."""
    claim.LEASE = dt.timedelta(seconds=LEASE_SECONDS)
    doorbell.STOP_SECONDS = 1
    run_job.FIRST_DELAY, run_job.LONGEST_DELAY = 0.5, 2.0
    schedule.DELAYS = (1,) * 600  # type: ignore[assignment]  # another length


def main(folder: Path, receiver: str, workers: int) -> None:
    """Load everything once and keep so many workers running, as `labelroom serve` does; end gracefully at TERM."""
    hurry()
    register(folder, receiver)
    register_poison()
    settings = Settings()
    app = create_app(settings)

    def work(name: str) -> None:
        write_event(folder, event="up", name=name)
        run_worker(app, settings.worker_threads)

    supervise([Child(name, partial(work, name)) for name in map(str, range(workers))])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
