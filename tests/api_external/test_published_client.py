"""The published client and curl forms, and the client of our documentation, against a running installation.

`published/` holds the texts as customers have them; only the address, the token and the ids of the placeholders are
put in. (The published document lost its indentation; where Python needs it, in one `with`, it is back.)
"""

import html
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask, render_template

from api_external.operations import OPERATIONS
from foundation.languages import in_language
from projects.configure import confirm_config
from projects.distribute import distribute
from projects.queries import find_project, get_project
from tests.flow.house import House, open_house
from tests.labeling.desks import Floor, choice
from tests.people import People, make_people

PUBLISHED = Path(__file__).with_name("published")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def people(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> People:
    """The organization of the installation that runs."""
    return make_people(make_app(request.param))


@pytest.fixture(scope="module")
def house(people: People) -> Iterator[House]:
    """The installation: web and worker as processes of their own."""
    settings = people.app.config["SETTINGS"]
    with open_house(settings, settings.data_dir) as house:
        house.token = people.token()
        yield house


def filled_in(text: str, house: House, **ids: str) -> str:
    """Return a published text for this installation."""
    text = text.replace("http://localhost:8003", house.url)
    text = text.replace("your_admin_token_here", house.token).replace("your_admin_token", house.token)
    for name, value in ids.items():
        text = text.replace(f"{name}_xxx", value)
    return text


def run_python(program: str, folder: Path, **variables: str) -> subprocess.Popen[str]:
    """Start a program in a folder of its own."""
    environment = {**os.environ, **variables, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=folder, env=environment, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def curl(form: str, folder: Path) -> Any:
    """Run one published curl form; return the JSON it prints, or None when it writes to a file."""
    done = subprocess.run(["bash", "-ec", form], cwd=folder, capture_output=True, check=True)
    return json.loads(done.stdout) if done.stdout else None


def test_the_published_client_works_unchanged(house: House, tmp_path: Path) -> None:
    process = run_python(filled_in((PUBLISHED / "client.txt").read_text(encoding="utf-8"), house), tmp_path)
    printed, _ = process.communicate(timeout=90)
    assert process.returncode == 0, printed
    said = dict(re.split(r"[::]\s*", line, maxsplit=1) for line in printed.splitlines())
    assert re.fullmatch(r"proj_[a-z0-9]{12}", said["项目创建成功"])
    assert re.fullmatch(r"proj_[a-z0-9]{12}", said["多边形项目创建成功"])
    assert said["完成进度"] == "0.0%"
    assert said["导出任务数"] == "0"
    assert re.fullmatch(r"/api/exports/export_[a-z0-9]{12}/download", said["下载链接"])
    assert json.loads((tmp_path / said["文件已保存"]).read_text(encoding="utf-8")) == []


def test_the_published_curl_forms_work_unchanged(house: House, tmp_path: Path) -> None:
    text = (PUBLISHED / "curl.txt").read_text(encoding="utf-8")
    images, polygons, progress, export, download = re.split(r"^# \d\. .*\n", text, flags=re.M)[1:]
    made = curl(filled_in(images, house), tmp_path)
    assert (made["status"], made["task_count"], made["external_id"]) == ("draft", 2, "sample_center_proj_001")
    project_id = curl(filled_in(polygons, house), tmp_path)["project_id"]
    figures = curl(filled_in(progress, house, proj=project_id), tmp_path)
    assert (figures["project_id"], figures["total_tasks"], figures["pending_tasks"]) == (project_id, 1, 1)
    exported = curl(filled_in(export, house, proj=project_id), tmp_path)
    assert (exported["format"], exported["total_exported"]) == ("yolo", 0)
    assert curl(filled_in(download, house, export=exported["export_id"]), tmp_path) is None
    archive = (tmp_path / "exported_data.zip").read_bytes()
    assert archive.startswith(b"PK")
    assert len(archive) == exported["file_size"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_client_of_our_documentation_goes_the_whole_way(
    people: People, house: House, tmp_path: Path, language: str
) -> None:
    program = documented_client(people.app, language).replace("reviews-001", f"reviews-001-{language}")
    variables = {"LABELROOM": house.url, "TOKEN": house.token, "SECONDS_BETWEEN": "0.2"}
    process = run_python(program, tmp_path, **variables)
    assert process.stdout is not None
    project_id, status = process.stdout.readline().split()
    assert status == "draft"
    threading.Thread(target=label_all, args=(people, project_id)).start()
    printed, _ = process.communicate(timeout=90)
    assert process.returncode == 0, printed
    assert "0.0 %" in printed
    assert "100.0 %" in printed
    file_name, count = printed.splitlines()[-1].split()
    lessons = json.loads((tmp_path / file_name).read_text(encoding="utf-8"))
    assert count == "2"
    label = {"en": "Positive", "zh": "正面"}[language]
    assert [lesson["output"] for lesson in lessons] == [label, label]


def documented_client(app: Flask, language: str) -> str:
    with app.test_request_context(), in_language(language):
        return html.unescape(render_template("api_external/_client.html", base="http://localhost:8003"))


def label_all(people: People, project_id: str) -> None:
    """Configure, distribute and label a project as its people would."""
    time.sleep(0.5)
    with people.inside():
        project = get_project(project_id)
        confirm_config(project)
        distribute(project, [people.member_ids["annotator"]], mode="even")
    label = "正面" if "批次" in project.name else "Positive"
    desk = Floor(people, project_id, []).desk("annotator")
    for _ in range(2):
        assert desk.submit(desk.take(), choice(label)).status_code == 200


def test_the_guide_has_the_client_that_was_run(people: People) -> None:
    guide = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert documented_client(people.app, "en").strip() in guide


def test_every_curl_example_of_the_documentation_works(people: People, house: House, tmp_path: Path) -> None:
    page = requests.get(f"{house.url}/api/docs", headers={"Accept-Language": "en"}, timeout=30).text
    forms = dict(re.findall(r'<pre id="curl-(\w+)"[^>]*><code>(.*?)</code></pre>', page, flags=re.S))
    made = house.api("POST", "/projects/init", {"name": "n", "task_type": "ner", "data": []})
    exported = house.api("POST", f"/projects/{made['project_id']}/export")
    headers = {"Authorization": f"Bearer {house.token}"}
    rows = {"data": [{"content": "a"}] * 5_001}
    path = f"{house.url}/api/external/projects/{made['project_id']}/tasks"
    job = requests.post(path, json=rows, headers=headers, timeout=30).json()
    ids = {"PROJECT_ID": made["project_id"], "EXPORT_ID": exported["export_id"], "JOB_ID": job["job_id"]}
    environment = os.environ | ids | {"TOKEN": house.token}
    assert set(forms) == {"start"} | {operation.name for operation in OPERATIONS}
    for name, form in forms.items():
        program = html.unescape(form).replace("TOKEN=your_token", "").replace("curl ", "curl -sS --fail-with-body ")
        done = subprocess.run(["bash", "-ec", program], cwd=tmp_path, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, (name, done.stdout.decode(), done.stderr.decode())
    assert (tmp_path / exported["file_name"]).read_bytes() == b"[]"
    assert [file.read_bytes()[:5] for file in tmp_path.glob("*.pdf")] == [b"%PDF-"]


def test_slow_and_large_requests_do_not_hold_up_others(house: House) -> None:
    headers = {"Authorization": f"Bearer {house.token}", "Content-Type": "application/json"}
    stop = threading.Event()

    def trickle() -> Iterator[bytes]:
        yield b'{"name": "slow", "task_type": "ner", "data": ['
        stop.wait(20)
        yield b"]}"

    answers: list[int] = []

    def slow() -> None:
        answer = requests.post(f"{house.url}/api/external/projects/init", data=trickle(), headers=headers, timeout=60)
        answers.append(answer.status_code)

    sending = threading.Thread(target=slow)
    sending.start()
    time.sleep(0.5)
    began = time.monotonic()
    body = {"name": "quick", "task_type": "ner", "data": []}
    quick = requests.post(f"{house.url}/api/external/projects/init", json=body, headers=headers, timeout=60)
    assert quick.status_code == 200
    assert time.monotonic() - began < 10
    stop.set()
    sending.join()
    assert answers == [200]


def test_what_was_created_is_there(people: People, house: House) -> None:
    project_id = house.api("POST", "/projects/init", {"name": "n", "task_type": "ner", "data": []})["project_id"]
    with people.inside(write=False):
        assert find_project(project_id) is not None
