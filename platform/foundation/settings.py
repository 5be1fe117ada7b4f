"""Everything that can be set from outside, in one class; `docs/settings.md` is generated from it."""

import ipaddress
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Settings(BaseSettings):
    """Environment variables with the prefix `LABELROOM_`."""

    model_config = SettingsConfigDict(env_prefix="LABELROOM_", extra="ignore")

    data_dir: Path = Field(
        default=Path("var"), description="Folder of the embedded edition: database, queue, files, key."
    )
    database_url: str = Field(default="", description="Database of the application. Empty: SQLite in the data folder.")
    owner_database_url: str = Field(default="", description="PostgreSQL: the role that owns and migrates the tables.")
    admin_database_url: str = Field(default="", description="PostgreSQL: the role that sees every organization.")
    redis_url: str = Field(default="", description="Redis for the doorbell. Empty: a file in the data folder.")
    files_url: str = Field(
        default="", description="Where files go: `s3://…`, `gs://…`, `az://…`. Empty: the data folder."
    )
    public_url: str = Field(
        default="http://localhost:8003", description="The address people and callbacks see. No trailing slash."
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="Comma list: the first key signs, all verify. Empty: made and kept in the data folder.",
    )
    language: Literal["zh", "en"] = Field(
        default="zh", description="The installation's language where nobody chose one."
    )
    callback_allowed_networks: Annotated[list[Network], NoDecode] = Field(
        default_factory=list,
        description="Comma list of networks (CIDR) that callbacks may reach although they are private.",
    )
    export_wait_seconds: float = Field(
        default=30.0, ge=0, le=300, description="How long a request waits for its export, in seconds."
    )
    max_body: int = Field(
        default=64 * 1024 * 1024, ge=1024, description="Largest API body after decompression, in bytes."
    )
    multi_tenant_sqlite: bool = Field(
        default=False, description="Allow more organizations on SQLite (no row-level security)."
    )
    prepare_statements: bool = Field(
        default=True,
        description="PostgreSQL keeps the plans of repeated statements. Off behind PgBouncer before 1.21.",
    )
    threads: int = Field(default=8, ge=1, le=256, description="Threads of a web process.")
    web_processes: int = Field(
        default=2, ge=1, le=64, description="Web processes of `labelroom web` (always one on SQLite)."
    )
    worker_threads: int = Field(default=3, ge=2, le=64, description="Jobs a worker process runs at a time.")
    trusted_proxies: int = Field(default=0, ge=0, le=8, description="How many proxies in front set `X-Forwarded-*`.")
    log_format: Literal["json", "text"] = Field(default="json", description="Form of the log lines on standard error.")

    @field_validator("callback_allowed_networks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("public_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def database(self) -> str:
        """The URL SQLAlchemy connects to."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'labelroom.db').resolve()}"
        return _with_driver(self.database_url)

    @property
    def owner_database(self) -> str:
        """The URL migrations run on."""
        return _with_driver(self.owner_database_url) if self.owner_database_url else self.database

    @property
    def admin_database(self) -> str:
        """The URL of work over all organizations."""
        return _with_driver(self.admin_database_url) if self.admin_database_url else self.database

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded edition."""
        return self.database.startswith("sqlite")

    @cached_property
    def secret_keys(self) -> list[str]:
        """The keys, newest first; made and kept in the data folder (mode 0600) when none is set."""
        given = [key.strip() for key in self.secret_key.get_secret_value().split(",") if key.strip()]
        return given or [_kept_key(self.data_dir / "secret_key")]


def _with_driver(url: str) -> str:
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _kept_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
