from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import gettext

from foundation.database import db, own_transaction, unit_of_work
from jobs import claim as claims
from jobs.enqueue import enqueue
from jobs.kinds import Again, Outcome
from jobs.leases import LostLeaseError
from jobs.models import Job, JobLine
from jobs.running import JobFailedError, RunningJob
from jobs.worker import Workshop
from tenants.audit import record
from tenants.current import Actor, actor
from tenants.isolation import current_organization_id
from tenants.models import AuditEvent, Organization
from tests.jobs.job_lines import ask, job_of, kind, let_time_pass, lines
from tests.people import People


def events(people: People, action: str) -> int:
    with people.inside(write=False):
        return db.session.scalar(sa.select(sa.func.count()).where(AuditEvent.action == action)) or 0


def test_a_job_runs_once_in_its_organization_and_leaves_the_queue(app: Flask, people: People) -> None:
    seen: list[tuple[int, dict[str, object], int]] = []

    def work(running: RunningJob) -> Outcome:
        seen.append((current_organization_id(), running.parameters, running.attempt))
        return {"answer": 42}

    with kind("tests.once", work):
        job_id = ask(people, "tests.once", of=6)
        Workshop(app, 2).work()
    assert seen == [(people.organization_id, {"of": 6}, 1)]
    job = job_of(people, job_id)
    assert (job.state, job.result, job.error) == ("done", {"answer": 42}, None)
    assert job.started_at is not None
    assert job.ended_at is not None
    assert lines(app) == []


def ask_and_fail(people: People) -> None:
    with people.inside():
        enqueue("tests.none", {})
        raise KeyError


def test_a_job_that_is_rolled_back_was_never_asked_for(app: Flask, people: People) -> None:
    with kind("tests.none", lambda _: None):
        with pytest.raises(KeyError):
            ask_and_fail(people)
        assert lines(app) == []


def test_what_the_work_leaves_uncommitted_is_committed_with_its_end(app: Flask, people: People) -> None:
    def work(_running: RunningJob) -> Outcome:
        record("tests.effect")
        return None

    with kind("tests.effect", work):
        ask(people, "tests.effect")
        Workshop(app, 2).work()
    assert events(people, "tests.effect") == 1


def test_a_job_acts_as_whoever_asked_for_it(app: Flask, people: People) -> None:
    seen: list[Actor] = []

    def work(_running: RunningJob) -> Outcome:
        seen.append(actor.get())
        return None

    with kind("tests.actor", work):
        name = actor.set(Actor(member_id=people.member_ids["manager"]))
        ask(people, "tests.actor")
        actor.reset(name)
        Workshop(app, 2).work()
    assert seen == [Actor(member_id=people.member_ids["manager"])]
    assert actor.get() == Actor()


def test_a_failure_leaves_nothing_and_is_tried_again_later(app: Flask, people: People) -> None:
    def work(running: RunningJob) -> Outcome:
        record("tests.half")
        db.session.flush()
        if running.attempt == 1:
            raise ZeroDivisionError
        return None

    with kind("tests.half", work):
        job_id = ask(people, "tests.half")
        Workshop(app, 2).work()
        assert events(people, "tests.half") == 0
        job = job_of(people, job_id)
        assert (job.state, job.error) == ("waiting", "ZeroDivisionError")
        Workshop(app, 2).work()
        assert job_of(people, job_id).state == "waiting"
        let_time_pass(app, 10)
        Workshop(app, 2).work()
    assert events(people, "tests.half") == 1
    job = job_of(people, job_id)
    assert (job.state, job.error) == ("done", None)


def test_too_many_failures_end_visibly_and_tell_the_room(app: Flask, people: People) -> None:
    def work(_running: RunningJob) -> Outcome:
        raise ZeroDivisionError

    def failed(job: Job) -> None:
        record("tests.failed", job)

    with kind("tests.fails", work, max_attempts=3, when_failed=failed):
        job_id = ask(people, "tests.fails")
        for _ in range(3):
            Workshop(app, 2).work()
            let_time_pass(app, 100)
        Workshop(app, 2).work()
    job = job_of(people, job_id)
    assert (job.state, job.error) == ("failed", "ZeroDivisionError")
    assert job.ended_at is not None
    assert events(people, "tests.failed") == 1
    assert lines(app) == []


def test_a_job_ends_even_when_the_room_fails_to_hear_of_it(app: Flask, people: People) -> None:
    def failed(_job: Job) -> None:
        record("tests.half_told")
        raise ZeroDivisionError

    def work(_running: RunningJob) -> Outcome:
        raise JobFailedError("No.")

    with kind("tests.deaf", work, when_failed=failed):
        job_id = ask(people, "tests.deaf")
        Workshop(app, 2).work()
    assert job_of(people, job_id).state == "failed"
    assert events(people, "tests.half_told") == 0
    assert lines(app) == []


def test_a_job_speaks_its_organization_s_language(app: Flask, people: People) -> None:
    with people.inside():
        db.session.execute(
            sa.update(Organization).where(Organization.id == people.organization_id).values(language="zh")
        )
    with kind("tests.words", lambda _: {"said": gettext("Deliveries")}):
        job_id = ask(people, "tests.words")
        Workshop(app, 2).work()
    assert job_of(people, job_id).result == {"said": "回调"}


def test_a_fault_that_no_further_try_mends_ends_at_once(app: Flask, people: People) -> None:
    def work(_running: RunningJob) -> Outcome:
        raise JobFailedError("The label config has no labels.")

    with kind("tests.hopeless", work):
        job_id = ask(people, "tests.hopeless")
        Workshop(app, 2).work()
    job = job_of(people, job_id)
    assert (job.state, job.error) == ("failed", "The label config has no labels.")


def test_a_job_that_kills_its_worker_comes_to_an_end(app: Flask, people: People) -> None:
    with kind("tests.poison", lambda _: None, max_attempts=3):
        job_id = ask(people, "tests.poison")
        for _ in range(3):  # a worker that dies claims and is never heard of again
            with app.app_context():
                assert claims.claim(heavy=True) is not None
            let_time_pass(app, 61)
        Workshop(app, 2).work()
    job = job_of(people, job_id)
    assert (job.state, job.error) == ("failed", "WorkerLost")
    assert lines(app) == []


def test_a_job_may_ask_to_run_again_later(app: Flask, people: People) -> None:
    def work(running: RunningJob) -> Outcome:
        assert running.attempt == 1
        record("tests.again")
        return Again(dt.timedelta(minutes=5))

    with kind("tests.again", work):
        job_id = ask(people, "tests.again")
        Workshop(app, 2).work()
        Workshop(app, 2).work()
        assert events(people, "tests.again") == 1
        assert job_of(people, job_id).state == "waiting"
        let_time_pass(app, 301)
        Workshop(app, 2).work()
    assert events(people, "tests.again") == 2


def test_a_batch_keeps_its_progress_when_a_later_one_fails(app: Flask, people: People) -> None:
    def work(running: RunningJob) -> Outcome:
        for number in range(running.position.get("next", 0), 4):
            record("tests.batch", number=number)
            if number == 2 and running.attempt == 1:
                raise ZeroDivisionError
            running.commit(done=number + 1, total=4, position={"next": number + 1})
        return None

    with kind("tests.batches", work):
        job_id = ask(people, "tests.batches")
        Workshop(app, 2).work()
        job = job_of(people, job_id)
        assert (job.done, job.total, job.position) == (2, 4, {"next": 2})
        let_time_pass(app, 10)
        Workshop(app, 2).work()
    assert job_of(people, job_id).done == 4
    assert events(people, "tests.batch") == 4


def take_away(app: Flask) -> None:
    """Let the lease run out and another worker take the line."""
    let_time_pass(app, 61)
    with app.app_context():
        assert claims.claim(heavy=True) is not None


@pytest.mark.parametrize("moment", ["before a batch", "at the end"])
def test_a_worker_that_lost_its_lease_can_no_longer_write(app: Flask, people: People, moment: str) -> None:
    refused: list[str] = []

    def work(running: RunningJob) -> Outcome:
        thief = threading.Thread(target=take_away, args=(app,))
        thief.start()
        thief.join()
        record("tests.late")
        if moment == "before a batch":
            try:
                running.commit(done=1)
            except LostLeaseError:
                refused.append("batch")
                raise
        return {"late": True}

    with kind("tests.slow", work):
        job_id = ask(people, "tests.slow")
        Workshop(app, 2).work()
        (line,) = lines(app)
        assert line.attempts == 2
    assert events(people, "tests.late") == 0
    job = job_of(people, job_id)
    assert (job.state, job.result) == ("running", {})
    assert refused == (["batch"] if moment == "before a batch" else [])


def test_leases_are_renewed_while_a_job_runs(app: Flask, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "LEASE", dt.timedelta(seconds=1))

    def work(_running: RunningJob) -> Outcome:
        threading.Event().wait(2.5)
        with app.app_context():
            assert claims.claim(heavy=True) is None
        return None

    with kind("tests.long", work):
        job_id = ask(people, "tests.long")
        Workshop(app, 2).work()
    assert job_of(people, job_id).state == "done"


def test_a_job_over_its_time_loses_its_lease(app: Flask, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "LEASE", dt.timedelta(seconds=0.8))
    overruns: list[str] = []

    def work(running: RunningJob) -> Outcome:
        for _ in range(100):
            threading.Event().wait(0.1)
            running.check()
        return None

    with kind("tests.endless", work, seconds=0.5):
        ask(people, "tests.endless")
        Workshop(app, 2, overrun=lambda: overruns.append("once")).work()
        assert len(lines(app)) == 1
    assert overruns == ["once"]


def test_a_line_whose_job_is_gone_is_dropped(app: Flask, people: People) -> None:
    with kind("tests.gone", lambda _: None):
        job_id = ask(people, "tests.gone")
        with people.inside():
            db.session.execute(sa.delete(Job).where(Job.id == job_id))
        Workshop(app, 2).work()
        assert lines(app) == []


def test_a_kind_this_worker_does_not_know_waits(app: Flask, people: People) -> None:
    with kind("tests.future", lambda _: None):
        ask(people, "tests.future")
    Workshop(app, 2).work()
    (line,) = lines(app)
    assert (line.attempts, line.token) == (0, None)


def test_long_reads_of_a_job_keep_nobody_from_writing(app: Flask, people: People) -> None:
    def work(_running: RunningJob) -> Outcome:
        with unit_of_work(write=False):
            db.session.scalars(sa.select(AuditEvent)).all()
            with own_transaction() as connection:
                connection.execute(sa.select(JobLine.id))
        return None

    with kind("tests.reads", work):
        job_id = ask(people, "tests.reads")
        Workshop(app, 2).work()
    assert job_of(people, job_id).state == "done"
