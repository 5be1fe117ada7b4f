"""Puts the house together: settings, database, the wall between organizations, and every room."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from application.health import health
from foundation import database, failures, languages, logs, page_shell, protection, text_input
from foundation.database import db
from foundation.settings import Settings
from tenants import isolation

SOURCE = Path(__file__).resolve().parent.parent  # platform/ in a checkout, site-packages in a wheel
ROOMS = ("tenants", "files", "jobs", "deliveries", "label_config", "projects", "labeling", "exports", "api_external")


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for `settings` (default: from the environment)."""
    settings = settings or Settings()
    app = Flask("labelroom", template_folder=str(SOURCE / "templates"), static_folder=None)
    app.config.update(SETTINGS=settings, SOURCE=SOURCE)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's way
    logs.init_app(app)
    database.init_app(app, settings)
    with app.app_context():
        isolation.guard_engine(database.db.engine)
    isolation.watch_sessions()
    languages.init_app(app)
    page_shell.init_app(app)
    text_input.init_app(app)
    for room in ROOMS:
        if find_spec(f"{room}.models"):
            import_module(f"{room}.models")
    Migrate(app, db, directory=str(SOURCE.parent / "migrations"))
    for room in ROOMS:
        import_module(f"{room}.wiring").wire(app)
    app.register_blueprint(health)
    protection.init_app(app)
    failures.init_app(app)
    app.after_request(database.commit_request)
    return app
