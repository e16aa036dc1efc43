"""What the commands need from outside, as protocols. The store, the clock and the key ring implement them;
wiring joins.

One `Work` is one command inside the writer's transaction: it reads states, records events and writes the
vault. There is no other way to change anything (house law 1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from dvc.domain.facts import FactMeta, Recorded
from dvc.domain.ids import ActionId, CenterId
from dvc.domain.kind import Kind
from dvc.domain.personal import Detail, Personal, Source

S = TypeVar("S")


class StoreBusy(Exception):
    """The queue of the writer is full or the writer has stopped; nothing was done, the caller may try again
    (503).
    """


class StoreFault(Exception):
    """The store could not write (disk full, file read-only, database gone); nothing of the command was done
    (507).
    """


class Clock(Protocol):
    """The one that knows the time."""

    def now(self) -> datetime:
        """Aware UTC instant."""
        ...


class Ids(Protocol):
    """Maker of ids."""

    def new(self, prefix: str) -> str:
        """`prefix_` + UUIDv7 in hex; its time only sorts, nothing judges order or sameness by it."""
        ...


class Vault(Protocol):
    """Personal details of subjects, outside the log, inside the same transaction."""

    def put(self, subject: str, values: Mapping[Personal, str | None], source: Source) -> None:
        """Keep each value that is not None and not empty; the newest of a field stands, older ones stay
        readable.
        """
        ...

    def get(self, subject: str, field: Personal) -> str | None:
        """The value that stands, None when there is none or the key is gone."""
        ...

    def history(self, subject: str, field: Personal) -> tuple[Detail, ...]:
        """All values of a field that were not withdrawn, newest first."""
        ...

    def withdraw(self, action_id: ActionId) -> None:
        """The act that brought these values was taken back: they no longer stand, the ones before do."""
        ...

    def move(self, subject: str, to: str, fields: tuple[Personal, ...]) -> None:
        """Copy the standing values of `fields` to another subject where that has none (merge of two
        households).
        """
        ...


class Work(Protocol):
    """One command's unit of work. Every read sees the writer's own state; nothing is visible outside before
    commit.
    """

    @property
    def now(self) -> datetime:
        """When this store learned of the command (`recorded_at`)."""
        ...

    @property
    def home(self) -> CenterId:
        """The center whose facts are born here."""
        ...

    @property
    def ids(self) -> Ids:
        """Maker of ids."""
        ...

    @property
    def vault(self) -> Vault:
        """Personal details, in the same transaction."""
        ...

    @property
    def meta(self) -> FactMeta:
        """The envelope of the command's facts; `meta.happened_at` is the time of the world."""
        ...

    def get(self, kind: Kind[S], stream: str) -> S:
        """State of a stream. Raises Refusal `unknown` (404)."""
        ...

    def find(self, kind: Kind[S], stream: str) -> S | None:
        """State of a stream, None when there is none."""
        ...

    def where(self, kind: Kind[S], **equal: Any) -> tuple[S, ...]:
        """States whose plain fields equal the given values (a tuple means: one of), in order of id."""
        ...

    def count(self, kind: Kind[S], *, before: tuple[str, Any] | None = None, **equal: Any) -> int:
        """How many states `where` would give, without reading them; `before`: (field, value) keeps those
        whose field is below the value.
        """
        ...

    def version(self, kind: Kind[S], stream: str) -> int:
        """Version of a stream, 0 when there is none."""
        ...

    def record(self, kind: Kind[S], stream: str, *events: Any) -> S:
        """Append events, save what `evolve` returns, give the new state. At least one event."""
        ...

    def next_number(self, kind: Kind[S], **scope: Any) -> int:
        """1 + the highest `number` below 8000 among states of the kind in this scope (e.g. day=...)."""
        ...

    def setting(self, key: str) -> Any:
        """Value of a center setting as it stands, or its default (`dvc.domain.settings`)."""
        ...

    def events_of(self, action_id: ActionId) -> tuple[Recorded, ...]:
        """Events of an earlier action in order of seq; empty when unknown."""
        ...

    def events_after(self, kind: Kind[S], stream: str, version: int) -> tuple[Recorded, ...]:
        """Events of a stream with a greater version."""
        ...

    def state_at(self, kind: Kind[S], stream: str, version: int) -> S | None:
        """State of a stream after `version` events, None for version 0."""
        ...

    def replace_reference(self, layer: str, rows: tuple[Mapping[str, Any], ...]) -> str:
        """Replace the rows of an imported reference layer (areas, towns); returns the digest of the rows."""
        ...


class KeyRing(Protocol):
    """What opens sealed details; kept apart from the data (ADR-0012)."""

    def wrap(self, key: bytes) -> bytes:
        """A person's key sealed under the ring."""
        ...

    def unwrap(self, wrapped: bytes) -> bytes:
        """The person's key again; raises when another ring wrapped it."""
        ...

    def mac(self, purpose: str, data: bytes) -> str:
        """Keyed fingerprint in hex."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a secret that was given out stands for. `body`: role, desk, when last seen …; never a personal
    detail.

    `handle`: the first digits of its fingerprint, for lists and logs, where the secret itself may never
    stand.
    """

    purpose: str
    subject: str
    body: Mapping[str, Any]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    handle: str = ""


class Credentials(Protocol):
    """Secrets given out by one operation: invitations, sessions, tags, devices, bearer tokens, own pages,
    PINs.

    Only keyed fingerprints are stored. They stand beside the log, written by the edge through this door
    alone; every writing call returns after its commit, so call it from a worker thread.
    """

    def issue(
        self, purpose: str, subject: str, body: Mapping[str, Any], *, expires_at: datetime | None
    ) -> str:
        """A new secret of 128 random bits or more, URL-safe, for this purpose and subject."""
        ...

    def find(self, purpose: str, secret: str) -> Credential | None:
        """What a secret stands for, spent ones too (`used_at`); None when unknown, expired or revoked."""
        ...

    def use(self, purpose: str, secret: str) -> Credential | None:
        """As `find`, and the secret is spent: exactly one caller ever gets it."""
        ...

    def revoke(self, purpose: str, secret: str) -> None:
        """End one secret now."""
        ...

    def revoke_all(self, subject: str, *, purposes: tuple[str, ...] = ()) -> int:
        """End all secrets of a subject (of these purposes, or all); how many ended."""
        ...

    def revoke_listed(self, purpose: str, handle: str) -> int:
        """End the secrets that a list shows under `handle`; how many ended."""
        ...

    def listing(self, purpose: str) -> tuple[Credential, ...]:
        """Secrets of a purpose that are in force and not spent, oldest first."""
        ...

    def note(self, purpose: str, secret: str, more: Mapping[str, Any]) -> None:
        """Add plain values to the body of a secret (when it was last seen)."""
        ...

    def set_pin(self, subject: str, pin: str) -> None:
        """Keep the Argon2 hash of a PIN."""
        ...

    def check_pin(self, subject: str, pin: str) -> bool:
        """Whether the PIN is right; wrong ones are counted and slow down, right ones clear the count.

        Raises Refusal `access.pin_wait` (429, `seconds`) while the subject has to wait.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRow:
    """One operation in the registry. Names are the public ones that stand on every page.

    `kind`: disaster, drill or everyday; `colour`: 1 to 6, tells open operations of one kind apart;
    `closed_at` None: open.
    """

    operation_id: str
    organization_id: str
    center_id: str
    center_name: str
    name: str
    kind: str
    colour: int
    opened_at: datetime
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether work goes on in it."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOperation:
    """An operation to be made. `center_id` None: of a new center; `operation_id` None: made from kind and
    day.
    """

    center_name: str
    name: str
    kind: str
    center_id: str | None = None
    operation_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One person's work in one operation: what joins the operations of a person is the account, never a name.
    """

    account_id: str
    operation_id: str
    staff_id: str


class Registry(Protocol):
    """Which operations there are and who works in several of them; no personal details. Every call blocks."""

    def operations(self) -> tuple[OperationRow, ...]:
        """All operations, closed ones too, oldest first."""
        ...

    def operation(self, operation_id: str) -> OperationRow | None:
        """One operation, None when it was never there."""
        ...

    def create_operation(
        self, new: NewOperation, *, at: datetime, setup_secret: str | None = None
    ) -> OperationRow:
        """Make an operation; the first one of a registry spends the set-up secret in the same transaction.

        Raises Refusal `access.setup_over` (410), `access.operation_id_taken` (409), `access.operation_value`
        (422).
        """
        ...

    def close_operation(self, operation_id: str, *, at: datetime) -> OperationRow:
        """End an operation; a second time changes nothing. Raises Refusal `access.operation_unknown` (404).
        """
        ...

    def new_setup_secret(self, now: datetime) -> str:
        """A set-up secret of half an hour, the only one in force. Raises Refusal `access.setup_over` (410).
        """
        ...

    def setup_is_open(self, secret: str, *, at: datetime) -> bool:
        """Whether this set-up secret still opens the first start."""
        ...

    def join(
        self, operation_id: str, staff_id: str, *, at: datetime, account_id: str | None = None
    ) -> Membership:
        """Note that a person works in an operation, under the account of their other ones (None: a new
        account).
        """
        ...

    def membership(self, operation_id: str, staff_id: str) -> Membership | None:
        """The membership of a staff id, None when it never joined."""
        ...

    def memberships(self, account_id: str) -> tuple[Membership, ...]:
        """All operations of an account."""
        ...


class Solver(Protocol):
    """The matching engine in a process of its own, so that it never holds up a check-in."""

    def solve(
        self,
        document: Mapping[str, Any],
        *,
        seconds: float,
        seed: int,
        on_progress: Callable[[Mapping[str, Any]], None],
        cancelled: Callable[[], bool],
    ) -> Mapping[str, Any]:
        """The solution document of an instance document; blocks until it is there, so call from a worker
        thread.

        `on_progress` is told phase, value and bound now and then; when `cancelled` answers True the best plan
        so far comes back. Raises SolverFault when the engine's process died.
        """
        ...


class SolverFault(Exception):
    """The engine's process ended without an answer; nothing was recorded, the caller may try again."""
