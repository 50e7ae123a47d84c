"""Databases that are made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool


class Template(Protocol):
    """An empty database with its schema."""

    @property
    def url(self) -> str: ...
    def made(self) -> bool: ...
    def create(self) -> None: ...
    def finish(self) -> None: ...
    def copy(self, folder: Path) -> str: ...
    def drop(self, url: str) -> None: ...


@dataclass(frozen=True)
class SqliteTemplate:
    """A file; it gets its final name only once it is complete.

    like  what it begins as; None: empty
    """

    path: Path
    like: SqliteTemplate | None = None

    @property
    def _draft(self) -> Path:
        return self.path.with_suffix(".draft")

    @property
    def url(self) -> str:
        return f"sqlite:///{self._draft}"

    def made(self) -> bool:
        return self.path.exists()

    def create(self) -> None:
        self._draft.parent.mkdir(parents=True, exist_ok=True)
        if self.like:
            shutil.copy(self.like.path, self._draft)

    def finish(self) -> None:
        # Closing the last connection has folded the write-ahead log into the file.
        if self._draft.with_name(self._draft.name + "-wal").exists():
            raise AssertionError("someone still holds the template open")
        self._draft.rename(self.path)

    def copy(self, folder: Path) -> str:
        shutil.copy(self.path, folder / "guanhu.sqlite")
        return f"sqlite:///{folder / 'guanhu.sqlite'}"

    def drop(self, url: str) -> None:
        """Leave the file to pytest, which clears its temporary folders."""


@dataclass(frozen=True)
class PostgresTemplate:
    """A database of the run's server; copies are named after the worker.

    like  what it begins as; None: empty
    """

    server_url: str
    worker: str
    name: str = "guanhu_template"
    like: PostgresTemplate | None = None

    @property
    def url(self) -> str:
        return f"{self.server_url}/{self.name}_draft"

    def made(self) -> bool:
        with self._admin() as admin:
            return bool(
                admin.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": self.name})
            )

    def create(self) -> None:
        self._run(f"CREATE DATABASE {self.name}_draft" + (f" TEMPLATE {self.like.name}" if self.like else ""))

    def finish(self) -> None:
        self._run(f"ALTER DATABASE {self.name}_draft RENAME TO {self.name}")

    def copy(self, folder: Path) -> str:
        name = f"t_{self.worker}_{uuid4().hex}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {self.name} STRATEGY file_copy")
        return f"{self.server_url}/{name}"

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with self._admin() as admin:
            admin.execute(text(statement))

    @contextmanager
    def _admin(self) -> Iterator[Connection]:
        engine = create_engine(
            f"{self.server_url}/postgres", poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            yield connection
