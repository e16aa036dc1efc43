"""Who is asking: out of cookie, bearer token or nothing, judged anew at every request against what stands
now.

A cookie or token says only *which* credential it is. Roles come from the staff state at this moment, so that
access ends at its end date without anybody's act (reliability J8), and a socket that stays open is asked
again every other second (D11). The security layer calls this once a request; pages find the answer in
`request.state.who`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from starlette.requests import HTTPConnection

from dvc.domain.ids import StaffId
from dvc.domain.roles import Actor, ActorKind, Role
from dvc.domain.staff import STAFF
from dvc.ports import Credential, Registry
from dvc.text.catalog import LOCALES, Locale
from dvc.web.open_sockets import OpenSockets, Ticket
from dvc.web.operation import Operation
from dvc.web.presence import Presence

__all__ = ["Registry", "Who", "WhoKind", "locale_of", "on_end", "still_allowed", "who_of"]

IDLE = timedelta(minutes=5)
"""screens.md section 3: a page that nobody touched for 5 minutes asks 「だれですか」 and keeps what was
typed.
"""
SESSION_LASTS = timedelta(hours=12)
"""A long day at a center, domain/01; after that the person says again who they are."""
CSRF_DIGITS = 32
LANGUAGE_COOKIE = "dvc_lang"
SECRET_LENGTH_MOST = 64


class Purpose(StrEnum):
    """What a secret opens; one of another purpose is nothing here."""

    SESSION = "session"
    DEVICE = "device"
    INVITATION = "invitation"
    PAIRING = "pairing"
    STAFF_TAG = "staff_tag"
    TOKEN = "token"  # noqa: S105 - the name of a purpose
    OWN_PAGE = "own_page"
    LEADER_PAGE = "leader_page"


COOKIES: Mapping[Purpose, str] = {
    Purpose.SESSION: "s",
    Purpose.DEVICE: "d",
    Purpose.OWN_PAGE: "v",
    Purpose.LEADER_PAGE: "l",
    Purpose.INVITATION: "i",
    Purpose.PAIRING: "p",
}
"""Letter in the name of the cookie that carries a secret of each purpose; one cookie an operation."""


class WhoKind(StrEnum):
    """What kind of caller it is."""

    STAFF = "staff"
    DEVICE = "device"
    PROGRAM = "program"
    VOLUNTEER = "volunteer"
    LEADER = "leader"
    PUBLIC = "public"


class DeviceKind(StrEnum):
    """What a device is for: a shared desk, somebody's own, a wall screen, a kiosk for self check-in."""

    DESK = "desk"
    OWN = "own"
    WALL = "wall"
    KIOSK = "kiosk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who is asking, in which operation.

    `subject`: staff, device, token or volunteer id. `section`: the desk. `station`: `reception-1`, None away
    from one. `csrf`: what forms of this browser carry. `asleep`: nobody touched it too long, or the roles
    changed since: only 「だれですか」 is answered. `handle`: first digits of the credential's fingerprint, ""
    without one. `body`: what the credential says besides (a leader's team).
    """

    operation: Operation
    actor: Actor
    kind: WhoKind
    subject: str
    locale: Locale
    section: Role | None = None
    station: str | None = None
    csrf: str = ""
    session_expires: datetime | None = None
    asleep: bool = False
    handle: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    ticket: Ticket = field(default_factory=Ticket)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a connection brings to one operation. `bearer` None: no Authorization header."""

    operation: Operation
    cookies: Mapping[str, str]
    locale: Locale
    bearer: str | None
    is_tls: bool
    found: dict[Purpose, tuple[str, Credential] | None] = field(default_factory=dict)

    def secret(self, purpose: Purpose) -> str | None:
        """The secret in the cookie of a purpose; None without one or with one of no possible length."""
        value = self.cookies.get(cookie_name(purpose, self.operation.operation_id, is_tls=self.is_tls))
        return value if value and len(value) <= SECRET_LENGTH_MOST else None

    def find(self, purpose: Purpose) -> tuple[str, Credential] | None:
        """Secret and credential of a purpose, None when there is no valid one; asked of the store once a
        visit.
        """
        if purpose not in self.found:
            secret = self.secret(purpose)
            found = None if secret is None else self.operation.credentials.find(purpose, secret)
            is_valid = secret is not None and found is not None and found.used_at is None
            self.found[purpose] = (secret, found) if is_valid and secret and found else None
        return self.found[purpose]

    def anew(self) -> Visit:
        """The same visit, to be judged by what the store says now."""
        return replace(self, found={})

    @property
    def csrf(self) -> str:
        """A mark of this browser: the same for everyone who sits down at a desk, so that forms outlive a
        switch.
        """
        for purpose in (Purpose.DEVICE, Purpose.SESSION, Purpose.LEADER_PAGE, Purpose.OWN_PAGE):
            secret = self.secret(purpose)
            if secret is not None:
                return self.operation.mac("csrf", secret.encode(errors="replace"))[:CSRF_DIGITS]
        return ""


def cookie_name(purpose: Purpose, operation_id: str, *, is_tls: bool) -> str:
    """Name of the cookie; under TLS with the prefix that binds it to this very host and to https."""
    return f"{'__Host-' if is_tls else ''}dvc-{COOKIES[purpose]}-{operation_id}"


def visit_of(connection: HTTPConnection, operation: Operation, *, is_tls: bool) -> Visit:
    """What a connection brings."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    is_bearer = scheme.lower() == "bearer"
    return Visit(
        operation=operation,
        cookies=connection.cookies,
        locale=locale_of(connection),
        bearer=token.strip()[:SECRET_LENGTH_MOST] if is_bearer else None,
        is_tls=is_tls,
    )


def locale_of(connection: HTTPConnection) -> Locale:
    """The reader's language: `?lang=`, then their choice of before, then what the browser asks for; else
    Japanese.
    """
    asked = (connection.query_params.get("lang"), connection.cookies.get(LANGUAGE_COOKIE))
    for locale in LOCALES:
        if asked[0] == locale or (asked[0] not in LOCALES and asked[1] == locale):
            return locale
    wanted = connection.headers.get("accept-language", "")[:200].lower()
    for part in wanted.split(","):
        language = part.split(";")[0].strip()[:2]
        if language == "ja":
            return "ja"
        if language == "en":
            return "en"
    return "ja"


class Doorkeeper:
    """Judges visits; keeps in memory only when each session was last touched and which sockets are open."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """`monotonic`: seconds of a clock that never jumps (F2)."""
        self.presence = Presence(monotonic)
        self.sockets: OpenSockets = OpenSockets()

    def candidates(self, visit: Visit) -> list[Who]:
        """Everything this visit may be, the strongest first: a staff member's phone may hold a volunteer's
        page too.
        """
        if visit.bearer is not None:
            program = self._program(visit)
            return [] if program is None else [program]
        judges = (self._staff, self._screen, self._leader, self._volunteer, self._desk)
        return [who for who in (judge(visit) for judge in judges) if who is not None]

    def touch(self, who: Who) -> None:
        """Somebody did something under this session."""
        self.presence.touch(who.operation.operation_id, who.handle)

    def _program(self, visit: Visit) -> Who | None:
        found = visit.operation.credentials.find(Purpose.TOKEN, visit.bearer or "")
        if found is None or found.body.get("role") not in set(Role):
            return None
        roles = frozenset({Role(found.body["role"])})
        actor = Actor(kind=ActorKind.PROGRAM, id=found.subject, roles=roles)
        return self._who(visit, found, actor, WhoKind.PROGRAM, again=self._program)

    def _staff(self, visit: Visit) -> Who | None:
        had = visit.find(Purpose.SESSION)
        if had is None:
            return None
        _, found = had
        now = visit.operation.clock.now()
        staff = visit.operation.reader.find(STAFF, StaffId(found.subject))
        roles = frozenset() if staff is None else staff.roles_at(now)
        if staff is None or not roles or not _is_at_its_device(visit, found):
            return None
        idle = self.presence.idle(visit.operation.operation_id, found, now)
        changed = sorted(roles) != found.body.get("roles")
        ends = [at for at in (found.expires_at, staff.ends_at) if at is not None]
        return self._who(
            visit,
            found,
            Actor(kind=ActorKind.STAFF, id=staff.staff_id, roles=roles),
            WhoKind.STAFF,
            again=self._staff,
            section=_section(found.body) or staff.section,
            asleep=changed or idle > IDLE,
            session_expires=min(ends, default=None),
        )

    def _screen(self, visit: Visit) -> Who | None:
        """A wall or kiosk: the device itself may see its boards, nobody stands behind it."""
        had = visit.find(Purpose.DEVICE)
        kinds = {DeviceKind.WALL: Role.WALL, DeviceKind.KIOSK: Role.KIOSK}
        if had is None or had[1].body.get("device") not in kinds:
            return None
        roles = frozenset({kinds[had[1].body["device"]]})
        actor = Actor(kind=ActorKind.DEVICE, id=had[1].subject, roles=roles)
        return self._who(visit, had[1], actor, WhoKind.DEVICE, again=self._screen)

    def _desk(self, visit: Visit) -> Who | None:
        """A desk or own device while nobody has said who they are: no role, but a place to say it."""
        had = visit.find(Purpose.DEVICE)
        if had is None or had[1].body.get("device") not in {DeviceKind.DESK, DeviceKind.OWN}:
            return None
        actor = Actor(kind=ActorKind.DEVICE, id=had[1].subject)
        return self._who(visit, had[1], actor, WhoKind.DEVICE, again=self._desk, asleep=True)

    def _leader(self, visit: Visit) -> Who | None:
        had = visit.find(Purpose.LEADER_PAGE)
        if had is None:
            return None
        roles = frozenset({Role.LEADER, Role.VOLUNTEER})
        actor = Actor(kind=ActorKind.VOLUNTEER, id=had[1].subject, roles=roles)
        return self._who(visit, had[1], actor, WhoKind.LEADER, again=self._leader)

    def _volunteer(self, visit: Visit) -> Who | None:
        had = visit.find(Purpose.OWN_PAGE)
        if had is None:
            return None
        actor = Actor(kind=ActorKind.VOLUNTEER, id=had[1].subject, roles=frozenset({Role.VOLUNTEER}))
        return self._who(visit, had[1], actor, WhoKind.VOLUNTEER, again=self._volunteer)

    def _who(
        self,
        visit: Visit,
        found: Credential,
        actor: Actor,
        kind: WhoKind,
        *,
        again: Callable[[Visit], Who | None],
        **more: Any,
    ) -> Who:
        parts: dict[str, Any] = {
            "section": _section(found.body),
            "session_expires": found.expires_at,
            **more,
        }
        return Who(
            operation=visit.operation,
            actor=actor,
            kind=kind,
            subject=found.subject,
            locale=visit.locale,
            station=station_of(found.body),
            csrf=visit.csrf,
            handle=found.handle,
            body=found.body,
            ticket=Ticket(sockets=self.sockets, again=lambda: _roles(again(visit.anew()))),
            **parts,
        )


def _is_at_its_device(visit: Visit, session: Credential) -> bool:
    """A session lives and dies with the device it was begun on: alone its secret opens nothing."""
    bound = session.body.get("device_handle")
    device = None if bound is None else visit.find(Purpose.DEVICE)
    return bound is None or (device is not None and device[1].handle == bound)


def _roles(who: Who | None) -> frozenset[Role] | None:
    return None if who is None else who.actor.roles


def _section(body: Mapping[str, Any]) -> Role | None:
    return Role(body["section"]) if body.get("section") in set(Role) else None


def station_of(body: Mapping[str, Any]) -> str | None:
    """The name of a desk in the log: section and number, never a word that somebody typed."""
    section, number = body.get("section"), body.get("number")
    return f"{section}-{number}" if section in set(Role) and isinstance(number, int) else None


def public_who(operation: Operation, locale: Locale) -> Who:
    """Somebody from the street: no role; what everybody may see is the column `public` of who-sees-what."""
    actor = Actor(kind=ActorKind.RESIDENT, id="public")
    return Who(operation=operation, actor=actor, kind=WhoKind.PUBLIC, subject="public", locale=locale)


def who_of(connection: HTTPConnection, operations: Mapping[str, Operation]) -> Who | None:
    """Who is asking, as the security layer judged at the door; None when not signed in."""
    del operations
    who: Who | None = connection.scope.get("state", {}).get("who")
    return who


def still_allowed(who: Who) -> bool:
    """Whether the access that opened a socket still stands; cheap enough to be asked before every frame."""
    if who.ticket.ended:
        return False
    return who.session_expires is None or who.operation.clock.now() < who.session_expires


def on_end(who: Who, callback: Callable[[], None]) -> Callable[[], None]:
    """Call `callback` in the event loop when this access ends (logout, end date, role taken away); returns
    the stop.

    Ends by this process come at once, those by another process or the clock within
    OpenSockets.RECHECK_SECONDS.
    """
    return who.ticket.watch(who.operation.operation_id, who.subject, who.handle, who.actor.roles, callback)
