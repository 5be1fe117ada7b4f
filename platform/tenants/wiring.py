"""Wires the tenants room into the application."""

from flask import Flask

from tenants import access
from tenants.sessions import login_manager


def wire(app: Flask) -> None:
    """Register sign-in, access rules, pages and commands."""
    login_manager.init_app(app)
    access.init_app(app)
