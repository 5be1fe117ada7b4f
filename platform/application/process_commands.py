"""The commands that run processes: `serve`, `web` and `worker`."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import click
from flask import Flask

from application.check_start import check_start
from application.create_app import create_app
from foundation.settings import Settings

HOST = click.option("--host", default="0.0.0.0", show_default=True, help="Address to listen on.")  # noqa: S104  # a server
PORT = click.option("--port", default=8003, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")


@click.command()
@HOST
@PORT
@click.option("--demo", is_flag=True, help="Make a demo organization when there is none yet.")
def serve(*, host: str, port: int, demo: bool) -> None:
    """Run web server and worker together; on SQLite the database is brought up to date first."""
    from application.serve import serve as run

    run(create_app(), host, port, demo=demo)


@click.command()
@HOST
@PORT
def web(host: str, port: int) -> None:
    """Run the web server alone."""
    from application.web import WebServer

    app = checked_app()
    settings: Settings = app.config["SETTINGS"]

    def say() -> None:
        sys.stdout.write(f"Labelroom is at {settings.public_url} (listening on {host}:{port})\n")
        sys.stdout.flush()

    import_module("gunicorn.workers.gthread")  # else each process loads it for itself
    gc.collect()
    gc.freeze()  # keeps the collector from touching, and so copying, what the processes share
    WebServer(app, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", say).run()  # type: ignore[no-untyped-call]  # gunicorn is untyped


@click.command()
@click.option(
    "--threads", type=click.IntRange(2, 64), help="Jobs to run at a time (default: LABELROOM_WORKER_THREADS)."
)
@click.option("--check", is_flag=True, help="Only say, by the exit status, whether a worker runs here.")
def worker(*, threads: int | None, check: bool) -> None:
    """Run background work until TERM; what is running then is finished first."""
    from jobs.heartbeat import is_alive
    from jobs.worker import run_worker

    if check:
        sys.exit(0 if is_alive() else 1)

    app = checked_app()
    settings: Settings = app.config["SETTINGS"]
    run_worker(app, threads or settings.worker_threads)


def checked_app() -> Flask:
    """Return the application, ready to be served."""
    app = create_app()
    check_start(app)
    return app
