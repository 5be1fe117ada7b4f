"""The labeling room's routes; `pages` and `calls` declare them."""

from flask import Blueprint

labeling = Blueprint("labeling", __name__)
