"""The chaos run of the design, in its short form: 300 jobs under 45 seconds of faults, none lost, one effect each."""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from application.create_app import create_app
from application.migrate import migrate
from deliveries.models import Delivery
from foundation.database import db
from foundation.settings import Settings
from jobs import doorbell, enqueue
from jobs.models import Job
from tenants.models import AuditEvent
from tenants.roles_check import create_roles
from tests.deliveries.receivers import listening
from tests.jobs.chaos import Receiver, Workers, going_on, read_events, wait_until, wipe_queue
from tests.jobs.chaos_worker import KIND, LEASE_SECONDS, register, register_poison
from tests.jobs.job_lines import lines
from tests.people import People, Room, make_people
from tests.servers import PostgreSQL, run_postgresql, run_redis

JOBS = 300
SECONDS = 45.0
WORKERS = 3


@dataclass
class House:
    """An installation of the run's own, with servers that may be stopped."""

    app: Flask
    settings: Settings
    folder: Path
    postgresql: PostgreSQL | None
    stops: int = 0

    def stop_database(self) -> None:
        """Stop PostgreSQL as a power cut would, and start it again."""
        assert self.postgresql is not None
        self.postgresql.stop_immediately()
        time.sleep(0.5)
        self.postgresql.start()
        self.stops += 1


@pytest.fixture
def house(backend: str, servers_folder: Path) -> Iterator[House]:
    folder = servers_folder / f"chaos-{backend}"
    (folder / "work").mkdir(parents=True)
    values: dict[str, Any] = {
        "data_dir": folder,
        "multi_tenant_sqlite": True,
        "log_format": "json",
        "secret_key": "tests-only-key-of-sufficient-length",
        "callback_allowed_networks": [ip_network("127.0.0.0/8")],
    }
    with contextlib.ExitStack() as stack:
        server = None
        if backend == "postgresql":
            server = stack.enter_context(run_postgresql(folder / "postgresql"))
            bell = stack.enter_context(run_redis(folder / "redis"))
            server.execute("CREATE DATABASE chaos")
            server.execute("ALTER DATABASE chaos SET synchronous_commit = on")  # what is acknowledged outlives a crash
            values |= {
                "database_url": server.url("chaos", "app"),
                "owner_database_url": server.url("chaos"),
                "admin_database_url": server.url("chaos", "administrator"),
                "redis_url": bell.url,
            }
        settings = Settings(**values)
        if server:
            create_roles(settings)
        app = create_app(settings)
        migrate(app)
        yield House(app, settings, folder / "work", server)
        with app.app_context():
            db.engine.dispose()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def lossy_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lose a tenth of the rings on their way."""
    real = doorbell.ring

    def ring(app: Flask) -> None:
        if random.random() >= 0.1:
            real(app)

    monkeypatch.setattr(enqueue, "ring", ring)


def produce(people: People) -> tuple[set[int], set[int]]:
    """Ask for jobs of two organizations until `JOBS` are acknowledged; return those numbers and the doubtful ones."""
    acknowledged: set[int] = set()
    doubtful: set[int] = set()
    started = time.monotonic()
    for number in range(10 * JOBS):
        room: Room = people if number % 2 else people.other
        try:
            with room.inside():
                enqueue.enqueue(KIND, {"number": number, "organization": room.organization_id})
        except Exception:
            doubtful.add(number)  # the database went away: it may have been committed or not
            time.sleep(0.2)
        else:
            acknowledged.add(number)
        if len(acknowledged) == JOBS:
            break
        time.sleep(max(0.0, started + len(acknowledged) * SECONDS * 0.95 / JOBS - time.monotonic()))
    return acknowledged, doubtful


@pytest.mark.chaos
@pytest.mark.filterwarnings("default")  # processes and connections are cut on purpose
def test_no_job_is_lost_and_each_has_one_effect(house: House, lossy_bell: None) -> None:
    receiver = Receiver()
    people = make_people(house.app)
    with listening(raw=receiver.talk) as door:
        register(house.folder, "")
        workers = Workers(house.settings, house.folder, f"http://127.0.0.1:{door.port}/hook", WORKERS)
        workers.start()
        try:
            with contextlib.ExitStack() as faults:
                faults.enter_context(going_on(workers.kill_one, 1.3))
                faults.enter_context(going_on(lambda: wipe_queue(house.settings), 4.5))
                if house.postgresql:
                    faults.enter_context(going_on(house.stop_database, 9.0))
                acknowledged, doubtful = produce(people)
            drained = wait_until(lambda: not lines(house.app), 60)
        finally:
            ending = workers.stop()
    print(
        f"kills {len(workers.killed)}, database stops {house.stops}, refused {receiver.refused}, drained in {drained} s"
    )
    assert drained is not None, [(line.kind, line.attempts) for line in lines(house.app)]
    assert drained < 4 * LEASE_SECONDS
    assert ending == 0
    assert len(workers.killed) >= 20
    check(people, house.folder, receiver, acknowledged, doubtful)


@pytest.mark.chaos
@pytest.mark.filterwarnings("default")  # processes are cut on purpose
def test_poison_comes_to_an_end_and_harms_no_other_job(house: House) -> None:
    people = make_people(house.app)
    register(house.folder, "")
    register_poison()
    receiver = Receiver()
    with listening(raw=receiver.talk) as door:
        workers = Workers(house.settings, house.folder, f"http://127.0.0.1:{door.port}/hook", 2)
        workers.start()
        try:
            with people.inside():
                for kind in ("chaos.exit", "chaos.loop"):
                    enqueue.enqueue(kind, {})
            for number in range(20):
                with people.inside():
                    enqueue.enqueue(KIND, {"number": number, "organization": people.organization_id})
                time.sleep(0.2)
            assert wait_until(lambda: not lines(house.app), 90) is not None
        finally:
            workers.stop()
    with people.inside(write=False):
        ended = {(job.kind, job.state, job.error) for job in db.session.scalars(sa.select(Job))}
    assert ended == {
        ("chaos.exit", "failed", "WorkerLost"),
        ("chaos.loop", "failed", "WorkerLost"),
        (KIND, "done", None),
        ("delivery.send", "done", None),
    }


def check(people: People, folder: Path, receiver: Receiver, acknowledged: set[int], doubtful: set[int]) -> None:
    """Compare the histories: of the producer, the workers, the receiver and the database."""
    jobs: dict[int, Job] = {}
    deliveries: dict[str, Delivery] = {}
    effects: Counter[int] = Counter()
    for room in (people, people.other):
        with room.inside(write=False):
            mine = {job.parameters["number"]: job for job in db.session.scalars(sa.select(Job).where(Job.kind == KIND))}
            assert all(job.parameters["organization"] == room.organization_id for job in mine.values())
            jobs |= mine
            for delivery in db.session.scalars(sa.select(Delivery)):
                assert json.loads(delivery.body)["organization"] == room.organization_id
                deliveries[delivery.event_id] = delivery
            found = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "chaos.effect"))
            effects.update(event.details["number"] for event in found)
    check_states(jobs, acknowledged, doubtful)
    check_effects(jobs, deliveries, effects)
    check_messages(jobs, deliveries, receiver)
    check_files(jobs, folder)
    check_tokens(jobs, folder)


def check_states(jobs: dict[int, Job], acknowledged: set[int], doubtful: set[int]) -> None:
    """Every acknowledged job is done; no job is there that nobody asked for."""
    assert acknowledged <= set(jobs) <= acknowledged | doubtful
    assert {number: job.state for number, job in jobs.items() if job.state != "done"} == {}


def check_effects(jobs: dict[int, Job], deliveries: dict[str, Delivery], effects: Counter[int]) -> None:
    """Each job has had its effect once, and exactly one message."""
    assert effects == Counter(dict.fromkeys(jobs, 1))
    assert set(deliveries) == {f"msg_{job.public_id}" for job in jobs.values()}
    assert {delivery.state for delivery in deliveries.values()} == {"delivered"}


def check_messages(jobs: dict[int, Job], deliveries: dict[str, Delivery], receiver: Receiver) -> None:
    """Each message arrived at least once, always with the same bytes, and none that was not to be sent."""
    bodies: dict[str, set[bytes]] = {}
    for event_id, body in receiver.accepted:
        bodies.setdefault(event_id, set()).add(body)
    assert set(bodies) == set(deliveries)
    for event_id, different in bodies.items():
        assert different == {deliveries[event_id].body}
    by_number = {json.loads(delivery.body)["number"]: json.loads(delivery.body) for delivery in deliveries.values()}
    assert {number: facts["sha256"] for number, facts in by_number.items()} == {
        number: job.result["sha256"] for number, job in jobs.items()
    }


def check_files(jobs: dict[int, Job], folder: Path) -> None:
    """Each job has one file, and it is the one that was announced."""
    for number, job in jobs.items():
        assert hashlib.sha256((folder / f"{number}.export").read_bytes()).hexdigest() == job.result["sha256"]


def check_tokens(jobs: dict[int, Job], folder: Path) -> None:
    """No two claims had the same token, and no job began again after it had ended."""
    starts = [event for event in read_events(folder) if event["event"] == "start"]
    assert len({event["token"] for event in starts}) == len(starts)
    assert {event["number"] for event in starts} == set(jobs)
    for event in starts:
        ended_at = jobs[event["number"]].ended_at
        assert ended_at is not None
        assert event["at"] <= ended_at.timestamp() + 0.05


def test_the_checker_sees_what_it_should() -> None:
    job = Job(public_id="job_a", state="done", parameters={"number": 1}, result={"sha256": "x"})
    check_states({1: job}, {1}, set())
    wrongs: list[Callable[[], None]] = [
        lambda: check_states({}, {1}, set()),
        lambda: check_states({1: job}, set(), set()),
        lambda: check_states({1: Job(state="running")}, {1}, set()),
        lambda: check_effects({1: job}, {}, Counter({1: 1})),
        lambda: check_effects({1: job}, {"msg_job_a": Delivery(state="delivered")}, Counter({1: 2})),
        lambda: check_messages({1: job}, {"msg_job_a": Delivery(body=b"{}")}, Receiver()),
        lambda: check_messages(
            {1: job},
            {"msg_job_a": Delivery(body=b'{"number": 1, "sha256": "x"}')},
            Receiver(accepted=[("msg_job_a", b"{}")]),
        ),
    ]
    for wrong in wrongs:
        with pytest.raises(AssertionError):
            wrong()
