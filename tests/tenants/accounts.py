"""People with passwords, and browsers of their own address."""

from __future__ import annotations

import itertools
import secrets

from flask import Flask
from werkzeug.test import TestResponse

from foundation.database import unit_of_work
from tenants.users import create_user
from tests.people import SignedInClient

PASSWORD = "correct horse battery staple"

_addresses = itertools.count(1)


def make_user(app: Flask, *, password: str | None = PASSWORD) -> str:
    """Create a user; return the e-mail address."""
    email = f"person-{secrets.token_hex(4)}@example.com"
    with app.app_context(), unit_of_work():
        create_user(email, name="A Person", password=password)
    return email


def fresh_address() -> str:
    """An address no other test of this process uses."""
    number = next(_addresses)
    return f"198.18.{number // 250}.{number % 250 + 1}"


def browser(app: Flask) -> SignedInClient:
    """A browser in which nobody is signed in, at an address of its own."""
    client = SignedInClient(app, app.response_class)
    client.environ_base["REMOTE_ADDR"] = fresh_address()
    return client


def sign_in(client: SignedInClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """Send the sign-in form."""
    return client.post("/sign-in", data={"email": email, "password": password, **more})
