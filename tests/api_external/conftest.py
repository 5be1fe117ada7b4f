"""What the tests of the external API share."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from application.create_app import create_app
from foundation.settings import Settings


@pytest.fixture(scope="session")
def bare_app() -> Iterator[Flask]:
    """An application that no test asks for data: for what needs translations or routes alone."""
    with tempfile.TemporaryDirectory() as folder:
        yield create_app(Settings(data_dir=Path(folder), language="en", log_format="text"))
