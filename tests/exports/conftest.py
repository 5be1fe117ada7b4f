"""Loading exported files with the programs people train with."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.loaders.environment import loaders_python

Load = Callable[..., Any]


@pytest.fixture(scope="session")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Return a function that loads files (`kind`, paths) in the loaders' environment, without a network."""
    python = loaders_python()
    script = Path(__file__).resolve().parents[1] / "loaders" / "load.py"
    cache = tmp_path_factory.mktemp("loaders")
    environment = os.environ | {
        "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(cache), "MPLCONFIGDIR": str(cache),
        "PYTHONUTF8": "1",
    }  # fmt: skip

    def run(kind: str, *paths: Path) -> Any:
        done = subprocess.run([python, script, kind, *paths], capture_output=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr.decode()[-3000:]
        return json.loads(done.stdout)

    return run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the loaders, so that it can be left out where they can't be installed."""
    for item in items:
        if "load" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.loaders)
