"""The environment of the loaders: made once in `.loaders-venv`, again when the requirements change.

`.ci/install test` makes it ahead of the tests by `python -m tests.loaders.environment`.
"""

import fcntl
import hashlib
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".loaders-venv"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def loaders_python() -> Path:
    """Return the interpreter that has the loaders, after installing them where they are missing."""
    python = FOLDER / "bin" / "python"
    stamp = FOLDER / "requirements.sha256"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test processes may ask at once
        if not stamp.exists() or stamp.read_text() != wanted:
            print(f"Installing the third-party loaders into {FOLDER.name}", flush=True)
            if not (FOLDER / "bin" / "pip").exists():  # pip comes last: without it, a try was broken off
                venv.create(FOLDER, with_pip=True)
            install = ["install", "--quiet", "--disable-pip-version-check", "--requirement", str(REQUIREMENTS)]
            subprocess.run([python, "-m", "pip", *install], check=True)
            stamp.write_text(wanted)
    return python


if __name__ == "__main__":
    loaders_python()
