from __future__ import annotations

import threading
from collections import Counter

import sqlalchemy as sa
from flask import Flask

from foundation.database import own_transaction
from jobs.claim import Claimed, claim, count_due
from jobs.enqueue import enqueue
from jobs.models import JobLine
from jobs.worker import Workshop
from tests.jobs.job_lines import ask, kind, let_time_pass
from tests.people import People


def take(app: Flask, *, heavy: bool = True) -> Claimed:
    with app.app_context():
        line = claim(heavy=heavy)
    assert line is not None
    return line


def test_the_organization_with_the_fewest_running_comes_first_then_the_oldest(app: Flask, people: People) -> None:
    with kind("tests.fair", lambda _: None):
        ours = [ask(people, "tests.fair") for _ in range(4)]
        theirs = [ask(people.other, "tests.fair") for _ in range(2)]
        taken = [take(app).job_id for _ in range(6)]
    assert taken == [ours[0], theirs[0], ours[1], theirs[1], ours[2], ours[3]]


def test_heavy_jobs_leave_one_slot_to_others(app: Flask, people: People) -> None:
    inside, leave = threading.Semaphore(0), threading.Event()
    order: list[str] = []

    def slow(_running: object) -> None:
        inside.release()
        leave.wait(20)

    with kind("tests.heavy", slow, heavy=True), kind("tests.light", lambda _: order.append("light")):
        for _ in range(3):
            ask(people, "tests.heavy")
        workshop = Workshop(app, 3)
        threads = [threading.Thread(target=workshop.work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(2):
            assert inside.acquire(timeout=10)
        assert not inside.acquire(timeout=1)  # the third waits although a thread is free
        ask(people, "tests.light")
        workshop.work()
        assert order == ["light"]
        leave.set()
        for thread in threads:
            thread.join(20)
        assert not is_due(app)


def is_due(app: Flask) -> bool:
    with app.app_context():
        return count_due(1) > 0


def test_two_workers_never_hold_the_same_line(app: Flask, people: People) -> None:
    with kind("tests.many", lambda _: None):
        with people.inside():
            jobs = {enqueue("tests.many", {}).id for _ in range(60)}
        taken: list[Claimed] = []

        def grab() -> None:
            with app.app_context():
                while (line := claim(heavy=True)) is not None:
                    taken.append(line)

        threads = [threading.Thread(target=grab) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        while is_due(app):  # SKIP LOCKED may leave a worker empty-handed while others hold the last lines
            taken.append(take(app))
    assert {line.job_id for line in taken} == jobs
    assert max(Counter(line.job_id for line in taken).values()) == 1
    assert len({line.token for line in taken}) == 60


def test_a_line_is_taken_again_when_its_lease_is_out_and_not_before(app: Flask, people: People) -> None:
    with kind("tests.lease", lambda _: None):
        ask(people, "tests.lease")
        first = take(app)
        let_time_pass(app, 50)
        assert not is_due(app)
        let_time_pass(app, 11)
        second = take(app)
    assert (first.attempts, second.attempts) == (1, 2)
    assert first.token != second.token


def test_claiming_from_a_long_queue_is_quick(app: Flask, people: People) -> None:
    import time

    with kind("tests.long", lambda _: None):
        ask(people, "tests.long")
        with app.app_context(), own_transaction() as connection:
            row = connection.execute(sa.select(JobLine.__table__)).one()._mapping
            connection.execute(
                sa.insert(JobLine),
                [{**row, "id": row["id"] + n, "job_id": row["job_id"] + n} for n in range(1, 10_000)],
            )
        took = []
        for _ in range(10):
            started = time.perf_counter()
            take(app)
            took.append(time.perf_counter() - started)
        with app.app_context(), own_transaction() as connection:
            connection.execute(sa.delete(JobLine))
    assert sorted(took)[5] < 0.2
