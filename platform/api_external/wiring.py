"""Wires the api_external room into the application."""

from flask import Flask


def wire(app: Flask) -> None:
    """Register the room's pages, commands and job kinds."""
