"""What PostgreSQL must look like before we serve from it, and how its roles are made."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from foundation.settings import Settings
from tenants.isolation import tenant_tables


class UnsafeDatabase(RuntimeError):
    """The database would not keep organizations apart; the message says what to change."""


def check_database(engine: sa.Engine) -> None:
    """Refuse a PostgreSQL role that could look past the policies, and a tenant's table without one."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        role = connection.execute(
            sa.text("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()
        if role.rolsuper or role.rolbypassrls:
            raise UnsafeDatabase(
                f"LABELROOM_DATABASE_URL signs in as {role.rolname}, which bypasses row-level security"
            )
        state = {
            row.relname: row
            for row in connection.execute(
                sa.text(
                    "SELECT c.relname, c.relrowsecurity, pg_get_userbyid(c.relowner) = current_user AS owned, "
                    "(SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies "
                    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                    "WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public'"
                )
            )
        }
    for table in tenant_tables():
        found = state.get(table.name)
        if found is None:
            raise UnsafeDatabase(f"table {table.name} is missing: run `labelroom migrate`")
        if found.owned:
            raise UnsafeDatabase(
                f"LABELROOM_DATABASE_URL's role owns {table.name}; name another role in LABELROOM_OWNER_DATABASE_URL"
            )
        if not found.relrowsecurity or not found.policies:
            raise UnsafeDatabase(f"table {table.name} has no row-level security")


def create_roles(settings: Settings) -> list[str]:
    """Create the application's and the administrator's role as the URLs name them; return the names made."""
    made = []
    engine = sa.create_engine(settings.owner_database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for url, options in ((settings.database, "NOBYPASSRLS"), (settings.admin_database, "BYPASSRLS")):
            parts = make_url(url)
            if parts.username and _create_role(connection, parts.username, parts.password or "", options):
                made.append(parts.username)
    engine.dispose()
    return made


def _create_role(connection: sa.Connection, name: str, password: str, options: str) -> bool:
    quote = connection.dialect.identifier_preparer.quote
    if connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name}).first():
        return False
    escaped = password.replace("'", "''")
    connection.exec_driver_sql(f"CREATE ROLE {quote(name)} LOGIN NOSUPERUSER {options} PASSWORD '{escaped}'")
    return True
