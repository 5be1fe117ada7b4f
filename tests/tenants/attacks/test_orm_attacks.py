"""Every form of access SQLAlchemy offers, aimed at another organization's rows, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, make_transient_to_detached, selectinload

from foundation.database import db
from projects.models import Assignment, Project, Task
from tenants.isolation import tenant
from tests.people import People
from tests.tenants.attacks.targets import SECRET, Scene, set_scene

Attack = Callable[[Scene], Any]
ATTACKS: dict[str, Attack] = {}


def attack(function: Attack) -> Attack:
    """List an attack under its name."""
    ATTACKS[function.__name__] = function
    return function


def read(statement: Any) -> list[Any]:
    """Return all rows of a statement."""
    return [tuple(row) for row in db.session.execute(statement)]


@attack
def select_entity(scene: Scene) -> Any:
    return [task.data for task in db.session.scalars(sa.select(Task).where(Task.id == scene.theirs.task))]


@attack
def select_columns(scene: Scene) -> Any:
    return read(sa.select(Task.data, Task.organization_id))


@attack
def count_rows(scene: Scene) -> Any:
    return [SECRET] if db.session.scalar(sa.select(sa.func.count(Task.id)).where(Task.id == scene.theirs.task)) else []


@attack
def select_aliased(scene: Scene) -> Any:
    other = aliased(Task)
    return read(sa.select(other.data).where(other.id == scene.theirs.task))


@attack
def select_by_cte(scene: Scene) -> Any:
    cte = sa.select(Task.data, Task.id).cte()
    return read(sa.select(cte.c.data).where(cte.c.id == scene.theirs.task))


@attack
def select_by_subquery(scene: Scene) -> Any:
    inner = sa.select(Task.data, Task.id).subquery()
    return read(sa.select(inner.c.data).where(inner.c.id == scene.theirs.task))


@attack
def select_by_union(scene: Scene) -> Any:
    return read(
        sa.union_all(sa.select(Task.external_id), sa.select(Task.external_id).where(Task.id == scene.theirs.task))
    )


@attack
def select_nested_in(scene: Scene) -> Any:
    inner = sa.select(Task.project_id).where(Task.id == scene.theirs.task)
    return read(sa.select(Project.name).where(Project.id.in_(inner)))


@attack
def exists_oracle(scene: Scene) -> Any:
    hit = db.session.scalar(sa.select(sa.exists().where(Task.id == scene.theirs.task).select_from(Task)))
    return [SECRET] if hit else []


@attack
def copy_by_insert_from_select(scene: Scene) -> Any:
    source = sa.select(Project.organization_id, sa.literal("proj_copied00000"), Project.name, Project.task_type).where(
        Project.id == scene.theirs.project
    )
    columns = ["organization_id", "public_id", "name", "task_type"]
    db.session.execute(sa.insert(Project).from_select(columns, source, include_defaults=True))
    return read(sa.select(Project.name).where(Project.public_id == "proj_copied00000"))


@attack
def lazy_many_to_one(scene: Scene) -> Any:
    task = db.session.scalars(sa.select(Task).where(Task.id == scene.mine.task)).one()
    task.project_id = scene.theirs.project
    with db.session.no_autoflush:
        db.session.expire(task, ["project"])
        return [task.project.name if task.project else None]


@attack
def joined_load(scene: Scene) -> Any:
    rows = db.session.scalars(sa.select(Assignment).options(joinedload(Assignment.task))).all()
    return [row.task.data for row in rows if row.task]


@attack
def select_in_load(scene: Scene) -> Any:
    rows = db.session.scalars(sa.select(Assignment).options(selectinload(Assignment.task))).all()
    return [row.task.data for row in rows if row.task]


@attack
def legacy_query(scene: Scene) -> Any:
    return [task.data for task in db.session.query(Task).filter(Task.id == scene.theirs.task)]


@attack
def legacy_count(scene: Scene) -> Any:
    return [SECRET] * db.session.query(Task).filter_by(id=scene.theirs.task).count()


@attack
def get_by_their_key(scene: Scene) -> Any:
    found = db.session.get(Task, (scene.theirs.organization_id, scene.theirs.task))
    return [found.data] if found else []


@attack
def get_with_my_key_and_their_id(scene: Scene) -> Any:
    found = db.session.get(Task, (scene.mine.organization_id, scene.theirs.task))
    return [found.data] if found else []


@attack
def refresh_a_forged_object(scene: Scene) -> Any:
    forged = Task(id=scene.theirs.task, organization_id=scene.theirs.organization_id)
    make_transient_to_detached(forged)
    db.session.add(forged)
    db.session.refresh(forged)
    return [forged.data]


@attack
def reload_an_expired_forgery(scene: Scene) -> Any:
    forged = Task(id=scene.theirs.task, organization_id=scene.mine.organization_id)
    make_transient_to_detached(forged)
    db.session.add(forged)
    db.session.expire(forged)
    return [forged.data]


@attack
def update_by_criteria(scene: Scene) -> Any:
    db.session.execute(sa.update(Task).where(Task.id == scene.theirs.task).values(data={"text": "defaced"}))
    return []


@attack
def delete_by_criteria(scene: Scene) -> Any:
    db.session.execute(sa.delete(Task).where(Task.id == scene.theirs.task))
    return []


@attack
def update_returning(scene: Scene) -> Any:
    return read(sa.update(Task).where(Task.id == scene.theirs.task).values(order_key=9).returning(Task.data))


@attack
def bulk_update_by_key(scene: Scene) -> Any:
    db.session.execute(sa.update(Task), [{"id": scene.theirs.task, "data": {"text": "defaced"}}])
    return []


@attack
def bulk_update_with_their_organization(scene: Scene) -> Any:
    row = {"organization_id": scene.theirs.organization_id, "id": scene.theirs.task, "data": {"text": "defaced"}}
    db.session.execute(sa.update(Task), [row])
    return []


@attack
def bulk_update_mappings(scene: Scene) -> Any:
    row = {"organization_id": scene.theirs.organization_id, "id": scene.theirs.task, "order_key": 99}
    db.session.bulk_update_mappings(sa.inspect(Task), [row])
    return []


@attack
def flush_a_forged_object(scene: Scene) -> Any:
    forged = Task(id=scene.theirs.task, organization_id=scene.theirs.organization_id)
    make_transient_to_detached(forged)
    db.session.add(forged)
    forged.order_key = 77
    db.session.flush()
    return []


@attack
def merge_a_forged_object(scene: Scene) -> Any:
    db.session.merge(Task(id=scene.theirs.task, organization_id=scene.theirs.organization_id, order_key=78))
    db.session.flush()
    return []


@attack
def delete_a_forged_object(scene: Scene) -> Any:
    forged = Task(id=scene.theirs.task, organization_id=scene.theirs.organization_id)
    make_transient_to_detached(forged)
    db.session.delete(forged)
    db.session.flush()
    return []


@attack
def insert_into_their_organization(scene: Scene) -> Any:
    db.session.add(
        Task(
            organization_id=scene.theirs.organization_id,
            project_id=scene.theirs.project,
            inner_number=9,
            data={"text": "planted"},
        )
    )
    db.session.flush()
    return []


@attack
def bulk_insert_into_their_organization(scene: Scene) -> Any:
    row = {
        "organization_id": scene.theirs.organization_id,
        "project_id": scene.theirs.project,
        "inner_number": 9,
        "data": {},
    }
    db.session.execute(sa.insert(Task), [row])
    return []


@attack
def move_my_row_to_them(scene: Scene) -> Any:
    task = db.session.scalars(sa.select(Task).where(Task.id == scene.mine.task)).one()
    task.organization_id = scene.theirs.organization_id
    db.session.flush()
    return []


@attack
def move_my_rows_by_statement(scene: Scene) -> Any:
    db.session.execute(sa.update(Assignment).values(organization_id=scene.theirs.organization_id))
    return []


@attack
def core_select_of_the_table(scene: Scene) -> Any:
    return read(sa.select(Task.__table__.c.data))


@attack
def core_update_of_the_table(scene: Scene) -> Any:
    table = db.metadata.tables[Task.__tablename__]
    db.session.execute(sa.update(table).where(table.c.id == scene.theirs.task).values(order_key=55))
    return []


@attack
def raw_text(scene: Scene) -> Any:
    return read(sa.text("SELECT data FROM tasks"))


@attack
def entity_from_raw_text(scene: Scene) -> Any:
    return [task.data for task in db.session.scalars(sa.select(Task).from_statement(sa.text("SELECT * FROM tasks")))]


@attack
def raw_update_on_the_connection(scene: Scene) -> Any:
    db.session.connection().execute(
        sa.text("UPDATE tasks SET order_key = 66 WHERE id = :id"), {"id": scene.theirs.task}
    )
    return []


@attack
def raw_delete_on_the_connection(scene: Scene) -> Any:
    db.session.connection().execute(sa.text("DELETE FROM tasks WHERE id = :id"), {"id": scene.theirs.task})
    return []


@attack
def lazy_load_after_switching_the_tenant(scene: Scene) -> Any:
    task = db.session.scalars(sa.select(Task).where(Task.id == scene.mine.task)).one()
    token = tenant.set(scene.theirs.organization_id)
    try:
        return [task.project.name if task.project else None, *read(sa.select(Task.data))]
    finally:
        tenant.reset(token)


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_an_attack_through_the_orm_reads_and_changes_nothing(people: People, name: str) -> None:
    scene = set_scene(people)
    before = scene.fingerprint()
    got = scene.try_inside(ATTACKS[name])
    assert SECRET not in str(got) or isinstance(got, Exception)
    assert scene.theirs.external_id not in str(got)
    assert scene.fingerprint() == before


def test_more_attacks_are_tried_than_the_design_names() -> None:
    assert len(ATTACKS) >= 31


def test_the_scene_can_be_seen_by_its_owner(people: People) -> None:
    scene = set_scene(people)
    with people.other.inside(write=False):
        assert SECRET in str(read(sa.select(Task.data)))
    assert any(SECRET in str(row) for row in scene.fingerprint())
