"""Files we keep."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base
from tenants.isolation import TenantRow


class StoredFile(TenantRow, Base):
    """A file in storage; its key is made by us, never from a name someone sent."""

    __tablename__ = "files"
    constraints = (sa.UniqueConstraint("organization_id", "storage_key"),)
    storage_key: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    media_type: Mapped[str]
    kind: Mapped[str] = mapped_column(sa.String(32))
