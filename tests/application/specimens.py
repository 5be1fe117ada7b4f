"""One row of everything a URL can name, in an organization of a test, and ids nobody has."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from deliveries.models import Delivery
from exports.models import Export
from foundation.clock import now
from foundation.database import db
from foundation.public_ids import new_public_id
from jobs.models import Job
from labeling.models import Annotation, Draft
from projects.create_project import create_project
from projects.models import Assignment, Distribution, Task
from tenants.models import Invitation, Token
from tests.people import Room

Specimens = dict[str, Any]  # parameter name of a route → the value that names a row


def plant_specimens(room: Room) -> Specimens:
    """Put one of everything into an organization and return what URLs call it."""
    with room.inside():
        project = create_project(name="Specimen", task_type="ner")
        annotator, owner = room.member_ids["annotator"], room.member("owner")
        task = Task(project_id=project.id, inner_number=1, data={"text": "specimen"})
        given = {"members": [annotator], "overlap": 1, "order": "in_order", "parts": {}, "up_to": 1}
        distribution = Distribution(project_id=project.id, kind="even", parameters=given)
        db.session.add_all([task, distribution])
        db.session.flush()
        answered = {"project_id": project.id, "task_id": task.id, "member_id": annotator, "config_version": 1}
        job = Job(kind="specimen", public_id=new_public_id("job"), state="done")
        export = Export(
            project_id=project.id,
            public_id=new_public_id("export"),
            format="json",
            state="failed",
            file_name="x.json",
            expires_at=now() + dt.timedelta(days=7),
        )
        delivery = Delivery(
            event_id=f"msg_{secrets.token_hex(8)}", url="https://example.com/", body=b"{}", state="failed"
        )
        invitation = Invitation(
            created_by_id=owner.id,
            role="annotator",
            token_hash=secrets.token_hex(32),
            expires_at=now() + dt.timedelta(days=7),
        )
        token = Token(
            created_by_id=owner.id,
            name="specimen",
            hash=secrets.token_hex(32),
            prefix="lr_1_x",
            scopes=["exports"],
            role="owner",
        )
        annotation = Annotation(**answered, state="submitted", client_key=secrets.token_hex(8))
        assignment = Assignment(project_id=project.id, task_id=task.id, member_id=annotator, state="done")
        draft = Draft(project_id=project.id, task_id=task.id, member_id=room.member_ids["annotator2"], config_version=1)
        db.session.add_all([job, export, delivery, invitation, token, annotation, assignment, draft])
        db.session.flush()
        return {
            "slug": room.slug,
            "public_id": project.public_id,
            "project_id": project.public_id,
            "task_id": task.id,
            "distribution_id": distribution.id,
            "job_id": job.public_id,
            "export_id": export.public_id,
            "delivery_id": delivery.id,
            "invitation_id": invitation.id,
            "token_id": token.id,
            "annotation_id": annotation.id,
            "member_id": room.member("annotator2").public_id,
            "session_id": 999_999_999,
        }


def nobodys(like: Specimens) -> Specimens:
    """Return ids of the same shape that no row has."""
    return {
        name: 987_654_321_000
        if isinstance(value, int)
        else f"{value.rpartition('_')[0] or 'room'}_{secrets.token_hex(6)}"
        for name, value in like.items()
    }
