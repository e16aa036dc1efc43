"""Statements that are run for every command: compiled once, and on SQLite handed straight to the driver.

SQLAlchemy's way from a statement to its rows costs ten times what SQLite needs for the work itself (0.15 ms
beside 0.015 ms, measured on a check-in's 34 statements). So a statement that is the same every time is made
once as `Prepared`; its SQL, its order of parameters and the converters of its columns are still
SQLAlchemy's, so a row reads the same either way. On PostgreSQL the line costs more than all this, and
`Prepared` is `connection.execute`.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]
Params = Mapping[str, Any]

NOTHING: Params = {}


class _OnSqlite:
    """A statement as the driver takes it."""

    def __init__(self, statement: sa.Executable, columns: Sequence[str] | None, dialect: sa.Dialect) -> None:
        element = cast("sa.ClauseElement", statement)
        made = cast(
            "SQLCompiler",
            element.compile(dialect=dialect, column_keys=None if columns is None else list(columns)),
        )
        self.sql = str(made)
        self._params = tuple(
            (name, one.required, made.params[name], one.type.dialect_impl(dialect).bind_processor(dialect))
            for name, one in ((name, made.binds[name]) for name in made.positiontup or ())
        )
        self._row: Callable[[Iterable[Any]], Any] = tuple
        self._converts: tuple[tuple[int, Convert], ...] = ()
        if isinstance(statement, sa.Select):
            self._read_columns(statement, dialect)

    def _read_columns(self, statement: sa.Select[Any], dialect: sa.Dialect) -> None:
        found = list(statement.selected_columns)
        names = [getattr(column, "name", None) or f"c{at}" for at, column in enumerate(found)]
        record: Any = namedtuple  # noqa: PYI024 - the columns are known only here
        self._row = record("Row", names, rename=True)._make
        processors = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in found]
        self._converts = tuple((at, convert) for at, convert in enumerate(processors) if convert is not None)

    def bind(self, given: Params) -> list[Any]:
        """The parameters in the driver's order; what need not be given is the statement's own."""
        values = []
        for name, required, own, convert in self._params:
            value = given[name] if required else given.get(name, own)
            values.append(value if convert is None else convert(value))
        return values

    def row(self, raw: Sequence[Any]) -> Any:
        """A row with its columns converted."""
        if not self._converts:
            return self._row(raw)
        values = list(raw)
        for at, convert in self._converts:
            values[at] = convert(values[at])
        return self._row(values)


class Prepared:
    """One statement that never changes. Parameters are those of its `bindparam`s, for an insert the columns.
    """

    def __init__(self, statement: sa.Executable, *, columns: Sequence[str] | None = None) -> None:
        """`columns`: which an insert fills; None: all of them."""
        self._statement = statement
        self._columns = columns
        self._on_sqlite: _OnSqlite | None = None

    def rows(self, connection: sa.Connection, params: Params = NOTHING) -> Sequence[Any]:
        """All rows; columns by name and place."""
        driver = _driver_of(connection)
        if driver is None:
            return connection.execute(self._statement, params).all()
        made = self._made(connection)
        found = self._execute(driver, connection, made.bind(params)).fetchall()
        return [made.row(raw) for raw in found]

    def first(self, connection: sa.Connection, params: Params = NOTHING) -> Any | None:
        """The first row, None when there is none."""
        driver = _driver_of(connection)
        if driver is None:
            return connection.execute(self._statement, params).first()
        made = self._made(connection)
        found = self._execute(driver, connection, made.bind(params)).fetchmany(1)
        return made.row(found[0]) if found else None

    def value(self, connection: sa.Connection, params: Params = NOTHING) -> Any:
        """The first column of the first row, None when there is none."""
        row = self.first(connection, params)
        return None if row is None else row[0]

    def run(self, connection: sa.Connection, params: Params = NOTHING) -> int:
        """Write; how many rows were touched."""
        driver = _driver_of(connection)
        if driver is None:
            return connection.execute(self._statement, params).rowcount
        return self._execute(driver, connection, self._made(connection).bind(params)).rowcount

    def run_many(self, connection: sa.Connection, many: Sequence[Params]) -> None:
        """Write once for each, in order."""
        if _driver_of(connection) is None:
            connection.execute(self._statement, list(many))
            return
        for params in many:
            self.run(connection, params)

    def _made(self, connection: sa.Connection) -> _OnSqlite:
        if self._on_sqlite is None:
            self._on_sqlite = _OnSqlite(self._statement, self._columns, connection.dialect)
        return self._on_sqlite

    def _execute(
        self, driver: sqlite3.Connection, connection: sa.Connection, values: Sequence[Any]
    ) -> sqlite3.Cursor:
        """The driver's errors come as SQLAlchemy's, without the values: they may be somebody's words."""
        sql = self._made(connection).sql
        try:
            return driver.execute(sql, values)
        except sqlite3.Error as error:
            raise _as_ours(sql, error, connection) from error


def plain(connection: sa.Connection, sql: str) -> None:
    """Run a statement without parameters and rows: a savepoint, its end."""
    driver = _driver_of(connection)
    if driver is None:
        connection.exec_driver_sql(sql)
        return
    try:
        driver.execute(sql)
    except sqlite3.Error as error:
        raise _as_ours(sql, error, connection) from error


def _as_ours(sql: str, error: sqlite3.Error, connection: sa.Connection) -> BaseException:
    return sa.exc.DBAPIError.instance(
        sql, None, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect
    )


def _driver_of(connection: sa.Connection) -> sqlite3.Connection | None:
    """SQLite's own connection, in the transaction that SQLAlchemy began; None on PostgreSQL."""
    if connection.dialect.name != "sqlite":
        return None
    assert connection.in_transaction(), "the caller holds the transaction"
    return cast("sqlite3.Connection", connection.connection.driver_connection)
