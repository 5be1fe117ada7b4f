"""SQLite under load: one writer at a time in this process, in the order they came; readers refuse to write."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

WAIT_SECONDS = 60.0


class FairLock:
    """A lock handed on in the order it was asked for.

    SQLite's busy timeout polls, which starves: eight writers had a p99 of 180 ms, with this 9 ms.
    """

    def __init__(self) -> None:
        self._inner = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._owner: int | None = None

    def acquire(self, timeout: float = WAIT_SECONDS) -> None:
        """Wait for the turn.

        Raises RuntimeError in a thread that has it already, `sqlite3.OperationalError` after `timeout` seconds.
        """
        me = threading.get_ident()
        with self._inner:
            if self._owner == me:
                raise RuntimeError("this thread is already writing; a second writing connection would wait for itself")
            if self._owner is None:
                self._owner = me
                return
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(timeout):
            self._owner = me
            return
        with self._inner:
            if turn in self._waiting:
                self._waiting.remove(turn)
                raise sqlite3.OperationalError("database is busy")
        self._owner = me

    def release(self) -> None:
        """Hand the turn to whoever waits longest."""
        with self._inner:
            if self._waiting:
                self._owner = -1
                self._waiting.popleft().set()
            else:
                self._owner = None


_locks: dict[str, FairLock] = {}
_locks_guard = threading.Lock()


def lock_for(path: str) -> FairLock:
    """Return the process-wide lock of one database file."""
    with _locks_guard:
        return _locks.setdefault(path, FairLock())


class GuardedCursor(sqlite3.Cursor):
    """A cursor that tells its connection when something else than a SELECT is about to run."""

    connection: QueuedConnection

    def execute(self, statement: str, parameters: Any = (), /) -> GuardedCursor:
        """Execute one statement."""
        if not statement.startswith("SELECT"):
            self.connection.guard()
        super().execute(statement, parameters)
        return self

    def executemany(self, statement: str, rows: Any, /) -> GuardedCursor:
        """Execute a statement for each row."""
        self.connection.guard()
        super().executemany(statement, rows)
        return self

    def executescript(self, script: str, /) -> GuardedCursor:
        """Execute several statements."""
        self.connection.guard()
        super().executescript(script)
        return self


class QueuedConnection(sqlite3.Connection):
    """A connection whose writing transactions queue up in this process before they ask the file for its lock.

    Reading ones refuse to write by `query_only`. That pragma makes SQLite compile all statements anew, half the time
    of a request; so it is set only for what isn't plainly a SELECT.
    """

    def __init__(self, database: str, *arguments: Any, **options: Any) -> None:
        super().__init__(database, *arguments, **options)
        self._lock = lock_for(str(database))
        self._held = False
        self._reading = self._guarded = False

    def cursor(self, factory: Callable[[sqlite3.Connection], Any] = GuardedCursor) -> Any:  # type: ignore[override]  # generic
        """Return a cursor; one of another kind could write unnoticed."""
        if factory is not GuardedCursor:
            self.guard()
        return super().cursor(factory)

    def execute(self, *arguments: Any) -> Any:
        """Execute by a cursor of ours, as the next two do: the driver's own would not ask it."""
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        """Execute a statement for each row."""
        return self.cursor().executemany(*arguments)

    def executescript(self, *arguments: Any) -> Any:
        """Execute several statements."""
        return self.cursor().executescript(*arguments)

    def begin(self, *, writing: bool) -> None:
        """Begin: IMMEDIATE and alone when writing; otherwise a snapshot that refuses writes."""
        if not writing:
            self.execute("BEGIN")
            self._reading = True
            return
        self._lock.acquire()
        self._held = True
        try:
            self.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._release()
            raise

    def guard(self) -> None:
        """Let SQLite refuse writes until the end of a reading transaction."""
        if self._reading and not self._guarded:
            self._guarded = True
            self.execute("PRAGMA query_only = ON")

    def commit(self) -> None:
        """Commit and let the next writer in. A commit that fails keeps the turn for the rollback."""
        super().commit()
        self._release()

    def rollback(self) -> None:
        """Roll back and let the next writer in."""
        try:
            super().rollback()
        finally:
            self._release()

    def close(self) -> None:
        """Close; an open transaction is rolled back."""
        self._reading = self._guarded = False
        try:
            super().close()
        finally:
            self._release()

    def _release(self) -> None:
        self._reading = False
        if self._guarded:
            self._guarded = False
            self.execute("PRAGMA query_only = OFF")
        if self._held:
            self._held = False
            self._lock.release()


def prepare_connection(connection: sqlite3.Connection, _record: object) -> None:
    """Set what each SQLite connection needs; transactions are begun by hand."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "temp_store = MEMORY",
        "cache_size = -8000",
        "busy_timeout = 30000",
    ):
        connection.execute(f"PRAGMA {pragma}")
