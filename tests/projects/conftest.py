"""Counts are verified against the answers the labeling room keeps."""

import pytest
from flask import Flask

from labeling.kept import read_answers
from projects.verify import answers_from


@pytest.fixture(autouse=True)
def _verify_against_answers(request: pytest.FixtureRequest) -> None:
    if "app" in request.fixturenames:
        app: Flask = request.getfixturevalue("app")
        answers_from(app, read_answers)
