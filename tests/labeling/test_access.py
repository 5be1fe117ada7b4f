"""Who may do what on the labeling page: one's own, and nobody else's."""

import pytest

from tests.labeling.desks import Desk, Floor, choice, open_floor
from tests.people import People

SUBMIT = {"client_key": "key-0001", "results": choice("good"), "config_version": 1}
DRAFT = {"results": [], "seq": 1, "tab": "tab-one-", "config_version": 1}
CALLS = [
    ("POST", "/next", {}),
    ("GET", "/earlier", None),
    ("GET", "/tasks/{}", None),
    ("POST", "/tasks/{}/open", {}),
    ("POST", "/tasks/{}/submit", SUBMIT),
    ("POST", "/tasks/{}/skip", {"client_key": "key-0001"}),
    ("PUT", "/tasks/{}/draft", DRAFT),
    ("POST", "/tasks/{}/alive", {}),
    ("POST", "/tasks/{}/release", {}),
]
ON_A_TASK = [call for call in CALLS if "{}" in call[1]]


def status(desk: Desk, call: tuple[str, str, object], task_id: int) -> int:
    method, path, body = call
    url = desk.url(path.format(task_id))
    response = desk.client.open(url, method=method, json=body, headers={"Accept": "application/json"})
    return int(response.status_code)


@pytest.mark.parametrize("call", CALLS)
def test_strangers_and_people_without_work_find_nothing(people: People, call: tuple[str, str, object]) -> None:
    floor = open_floor(people)
    floor.desk("annotator").take()
    stranger = Desk(floor, people.stranger())
    assert status(stranger, call, floor.task_ids[0]) == 404
    assert status(floor.desk("annotator2"), call, floor.task_ids[0]) == 404
    assert floor.figures() == (0, 1, 2)


@pytest.mark.parametrize("call", CALLS)
def test_viewers_may_not_label(people: People, call: tuple[str, str, object]) -> None:
    floor = open_floor(people)
    assert status(floor.desk("viewer"), call, floor.task_ids[0]) == 403


@pytest.mark.parametrize("call", CALLS)
def test_who_is_signed_out_is_told_so(people: People, call: tuple[str, str, object]) -> None:
    floor = open_floor(people)
    desk = floor.desk("annotator")
    with desk.client.session_transaction() as session:
        session.pop("_user_id")
    method, path, body = call
    headers = {"Accept": "application/json"}
    response = desk.client.open(desk.url(path.format(floor.task_ids[0])), method=method, json=body, headers=headers)
    assert (response.status_code, (response.json or {})["error"]) == (401, "signed_out")


@pytest.mark.parametrize("role", ["owner", "reviewer", "annotator2"])
@pytest.mark.parametrize("call", ON_A_TASK)
def test_nobody_acts_on_a_task_that_is_not_theirs(people: People, call: tuple[str, str, object], role: str) -> None:
    floor = open_floor(people, to=("annotator", "annotator2"), tasks=4)
    theirs = floor.desk("annotator").take()
    assert status(floor.desk(role), call, theirs) == 404
    assert floor.figures() == (0, 1, 3)


@pytest.mark.parametrize("role", ["owner", "admin", "manager", "reviewer", "annotator"])
def test_every_role_that_labels_labels_what_it_was_given(people: People, role: str) -> None:
    floor = open_floor(people, to=(role,), tasks=1)
    desk = floor.desk(role)
    assert desk.submit(desk.take()).status_code == 200
    assert floor.figures() == (1, 0, 0)


@pytest.mark.parametrize("task_id", ["0", "9223372036854775807", "9223372036854775808", "99999999999999999999999", "x"])
def test_a_task_that_does_not_exist_is_not_there(people: People, task_id: str) -> None:
    desk = open_floor(people).desk("annotator")
    assert desk.client.get(desk.url(f"/tasks/{task_id}")).status_code == 404


def test_a_deleted_project_is_not_there(people: People) -> None:
    from projects.life_cycle import delete

    floor: Floor = open_floor(people)
    desk = floor.desk("annotator")
    task = desk.take()
    with people.inside():
        delete(floor.project(), "Reviews")
    assert desk.submit(task).status_code == 404


def test_a_task_of_another_project_is_not_there(people: People) -> None:
    one, two = open_floor(people), open_floor(people)
    task = two.desk("annotator").take()
    assert one.desk("annotator").submit(task).status_code == 404


def test_state_changes_need_the_csrf_token(people: People) -> None:
    desk = open_floor(people).desk("annotator")
    response = desk.client.post(desk.url("/next"), json={}, headers={"X-CSRFToken": "wrong"})
    assert response.status_code == 400
