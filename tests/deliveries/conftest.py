"""Deliveries go to receivers on this machine, which these tests allow; the queue is theirs alone."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network

import pytest
import sqlalchemy as sa
from flask import Flask

from foundation.database import own_transaction
from jobs.models import JobLine

_apps: dict[str, Flask] = {}


@pytest.fixture
def app(backend: str, make_app: Callable[..., Flask]) -> Flask:
    """The application on this folder's database, its queue empty."""
    if backend not in _apps:
        _apps[backend] = make_app(backend, callback_allowed_networks=[ip_network("127.0.0.0/8")])
    with _apps[backend].app_context(), own_transaction() as connection:
        connection.execute(sa.delete(JobLine))
    return _apps[backend]
