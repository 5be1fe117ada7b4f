"""${message}

Before you land this, write here what happens to old code still running while it is applied. Long locks: on PostgreSQL
add columns without a volatile default, create indexes CONCURRENTLY, split "add, fill, require" into several migrations.
SQLite: change tables only through `tables.rebuild`, which keeps AUTOINCREMENT. New tables: `tables.protect`.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
