"""What has to survive closing the program: the auditor's verdicts, in one SQLite file of a per-user
folder that the caller gives. Every change is a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from core.case import Case
from core.finding import Finding
from core.verdicts import (
    KnowsItself,
    ReportIdentity,
    Verdict,
    VerdictKind,
    finding_id,
    report_identity,
)

__all__ = ["CaseVerdicts", "Store", "StoreError"]

_VERSION = 1
_SCHEMA = """
CREATE TABLE verdicts (
    report TEXT NOT NULL,    -- one of the two keys of a ReportIdentity
    finding TEXT NOT NULL,   -- finding_id
    rule TEXT NOT NULL,      -- for a person who looks into the file
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,        -- ISO 8601 with offset
    PRIMARY KEY (report, finding)
) WITHOUT ROWID
"""


class StoreError(Exception):
    """The folder or file can't be used; `str(error)` is one Chinese sentence for the auditor."""


class Store:
    """The data of one user. Use it from one thread; several programs may have it open at a time.

    Raises StoreError when the folder or file can't be used. A file that is no database any more is
    moved aside, never overwritten, and `notes` says so.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "gouji.sqlite3"
        self.notes: list[str] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"建不了存放数据的文件夹“{folder}”：{error.strerror or error}。"
            ) from error
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise StoreError(f"打不开数据文件“{self.path}”：{error}。") from error
            self._set_aside()
            self._connection = self._open()

    def close(self) -> None:
        self._connection.close()

    def put(self, report: ReportIdentity, finding: str, rule: str, verdict: Verdict | None) -> None:
        """Set the verdict on the finding with that id, or take it back (None)."""
        with self._transaction() as run:
            for key in report.keys:
                if verdict is None:
                    run("DELETE FROM verdicts WHERE report = ? AND finding = ?", (key, finding))
                else:
                    run(
                        "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?, ?, ?)",
                        (
                            key, finding, rule, verdict.kind.value, verdict.reason,
                            verdict.at.isoformat(timespec="seconds"),
                        ),
                    )  # fmt: skip

    def verdicts(self, report: ReportIdentity) -> dict[str, Verdict]:
        """All verdicts on a report's findings, by finding id."""
        marks = ",".join("?" * len(report.keys))
        with self._asking():
            rows = self._connection.execute(
                f"SELECT finding, kind, reason, at FROM verdicts WHERE report IN ({marks}) ORDER BY at",
                report.keys,
            ).fetchall()
        found = {}
        for finding, kind, reason, at in rows:
            with suppress(ValueError):  # a kind that a later version knows
                found[finding] = Verdict(VerdictKind(kind), reason, datetime.fromisoformat(at))
        return found

    # -----------------------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=5)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > _VERSION:
                raise StoreError(f"数据文件“{self.path}”由更新版本的程序写成，请使用新版本打开。")
            if version == 0:
                connection.execute(_SCHEMA)
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_aside(self) -> None:
        number = 1
        while (aside := self.path.with_name(f"gouji-损坏-{number}.sqlite3")).exists():
            number += 1
        try:
            self.path.rename(aside)
        except OSError as error:
            raise StoreError(
                f"数据文件“{self.path}”已损坏，也移不开：{error.strerror or error}。"
            ) from error
        self.notes.append(f"原来的数据文件已损坏，改名为“{aside.name}”保留，另建了新的数据文件。")

    @contextmanager
    def _transaction(self) -> Iterator[Callable[[str, Iterable[str]], object]]:
        with self._asking():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield lambda sql, values: self._connection.execute(sql, tuple(values))
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"数据文件“{self.path}”读写失败：{error}。") from error


class CaseVerdicts:
    """The verdicts on one open report. `store` None: they last as long as this object."""

    def __init__(self, case: Case, store: Store | None = None) -> None:
        self._case, self._store = case, store
        self.identity = report_identity(case)
        self._known = store.verdicts(self.identity) if store else {}

    def __call__(self, finding: Finding | KnowsItself) -> Verdict | None:
        """The verdict on a finding of the case as it stands, or on one about several reports whose
        `subject` is this case (so that exports can ask)."""
        return self._known.get(finding_id(self._case, finding)) if self._known else None

    def set(self, finding: Finding | KnowsItself, verdict: Verdict | None) -> None:
        """Give a verdict or take it back (None). Raises StoreError; then nothing has changed."""
        key = finding_id(self._case, finding)
        if self._store is not None:
            self._store.put(self.identity, key, finding.rule, verdict)
        if verdict is None:
            self._known.pop(key, None)
        else:
            self._known[key] = verdict
