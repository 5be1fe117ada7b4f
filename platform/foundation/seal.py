"""Keys for each purpose from the installation's secret keys, and sealing of what must be read again."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from foundation.settings import Settings


def key_for(purpose: str, secret: str) -> bytes:
    """Return 32 bytes derived from `secret` for one purpose (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"labelroom/{purpose}".encode()).derive(secret.encode())


def keys_for(purpose: str, settings: Settings) -> list[bytes]:
    """Return the purpose's keys, the signing one first."""
    return [key_for(purpose, secret) for secret in settings.secret_keys]


def _fernet() -> MultiFernet:
    settings: Settings = current_app.config["SETTINGS"]
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys_for("seal", settings)])


def seal(secret: str) -> str:
    """Return `secret` encrypted and authenticated under the newest key."""
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed under any of the keys; raises `cryptography.fernet.InvalidToken`."""
    return _fernet().decrypt(sealed.encode()).decode()
