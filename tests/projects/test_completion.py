"""Many people finish the last tasks at the same moment: the project is completed exactly once."""

from __future__ import annotations

import threading

from projects.distribute import distribute
from projects.life_cycle import reopen
from projects.models import Project
from projects.queries import get_project
from projects.signals import project_completed
from projects.verify import verify_project
from tests.people import People
from tests.projects.play import assignments_of, ready_project, show, submit

ROLES = ("annotator", "annotator2", "reviewer", "manager", "admin", "owner")


def test_the_last_tasks_submitted_at_once_complete_the_project_once(people: People) -> None:
    completed: list[str] = []

    def note(project: Project, **_: object) -> None:
        completed.append(project.public_id)

    with people.inside():
        project = ready_project(18)
        public_id = project.public_id
        distribute(project, [people.member_ids[role] for role in ROLES])
    start, failures = threading.Barrier(len(ROLES)), []

    def work(role: str) -> None:
        try:
            start.wait()
            for number in range(3):
                with people.inside():
                    mine = assignments_of(get_project(public_id), people.member_ids[role])[number]
                    show(mine)
                    submit(mine)
        except BaseException as error:
            failures.append(error)

    with project_completed.connected_to(note):
        threads = [threading.Thread(target=work, args=(role,)) for role in ROLES]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert failures == []
    assert completed == [public_id]
    with people.inside():
        project = get_project(public_id)
        assert (project.status, verify_project(project)) == ("completed", [])
        reopen(project)
