"""Wires the projects room into the application."""

from flask import Flask

from projects.take_back import member_left
from tenants.signals import member_removed


def wire(_app: Flask) -> None:
    """Register the room's pages, commands and job kinds."""
    member_removed.connect(member_left)
