"""What every page shares: headers, assets, template globals."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Set up templates and headers."""
