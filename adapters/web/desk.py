"""The technicians' desk: the queue, cases, what is done with tickets; live for all of them."""

from typing import Final, TypeVar

import msgspec
from aiohttp import WSMsgType, web
from msgspec import Struct

from adapters.web.hub import Hub
from adapters.web.render import delivery_record, desk_case, queue_record, title_of
from adapters.web.security import demand_json
from adapters.web.sessions import TECHNICIAN, Technicians
from bot.core.desk import Person
from bot.core.ticket import Action, NotAllowedError, Role, TicketState
from bot.core.words.pem import SHOWN_CHAIN, pem_of
from bot.core.words.report import Json, stamp
from bot.desk.desk import Desk
from bot.desk.steps import Step
from bot.desk.tickets import UNRESOLVED

_HEARTBEAT_S: Final = 25.0
_TAKES: Final = frozenset({Action.CLAIM, Action.RELEASE, Action.ASSIGN, Action.RESOLVE})
_SAYS: Final = frozenset({Action.ANSWER, Action.NOTE})
_STEPS: Final = _TAKES | _SAYS | {Action.REOPEN}
_LONGEST: Final = 8_000


Body = TypeVar("Body", bound=Struct)


class SignIn(Struct, frozen=True, kw_only=True):
    """The body that a token comes in."""

    token: str


class Wish(Struct, frozen=True, kw_only=True):
    """What a technician wants done.

    Attributes:
        to: The new owner's key, for an assignment.
        version: Of the ticket as the page shows it; 0: whatever it is now.
    """

    text: str = ""
    to: str = ""
    version: int = 0
    overrides: bool = False


class Verdict(Struct, frozen=True, kw_only=True):
    """Whether the verdict was right."""

    right: bool


class Retry(Struct, frozen=True, kw_only=True):
    """Which delivery is to be tried again."""

    key: str


class DeskPages:
    """What the desk's page asks for."""

    def __init__(self, desk: Desk, technicians: Technicians, hub: Hub, *, is_https: bool) -> None:
        """Takes what it needs."""
        self._desk = desk
        self._technicians = technicians
        self._hub = hub
        self._is_https = is_https

    def add_to(self, app: web.Application) -> None:
        """Its routes, but for the page itself."""
        add = app.router
        add.add_post("/desk/session", self.sign_in)
        add.add_delete("/desk/session", self.sign_out)
        add.add_get("/desk/live", self.live)
        add.add_get("/desk/api/me", self.me)
        add.add_get("/desk/api/queue", self.queue)
        add.add_get("/desk/api/dead", self.dead)
        add.add_post("/desk/api/dead", self.retry)
        add.add_get("/desk/api/cases/{case}", self.case)
        add.add_get("/desk/api/cases/{case}/files/{file}", self.file)
        add.add_post("/desk/api/cases/{case}/verdict", self.judge)
        add.add_post("/desk/api/tickets/{ticket}/{action}", self.act)

    def exchange(self, request: web.Request) -> None:
        """A link with a token becomes a cookie, and the token leaves the address bar.

        Raises:
            web.HTTPSeeOther: There was a token, right or wrong.
        """
        token = request.query.get("token")
        if token is None:
            return
        who = self._technicians.by_token(token)
        on = web.HTTPSeeOther("/desk" if who else "/desk#wrong")
        if who is not None:
            self._technicians.sign_in(on, who, is_https=self._is_https)
        raise on

    async def sign_in(self, request: web.Request) -> web.Response:
        """By a token that was typed."""
        who = self._technicians.by_token((await _body(request, SignIn)).token)
        if who is None:
            raise web.HTTPForbidden(text="That is not a technician's token.\n")
        answer = web.json_response({"name": who.name})
        self._technicians.sign_in(answer, who, is_https=self._is_https)
        return answer

    async def sign_out(self, _: web.Request) -> web.Response:
        """The cookie goes."""
        answer = web.json_response({})
        answer.del_cookie(TECHNICIAN, path="/")
        return answer

    async def me(self, request: web.Request) -> web.Response:
        """Who is signed in, and who else could take a ticket."""
        who = self._demand(request)
        return _json({"key": who.key, "name": who.name, "people": self._technicians.names()})

    async def queue(self, request: web.Request) -> web.Response:
        """The gravest first."""
        self._demand(request)
        resolved = request.query.get("state") == TicketState.RESOLVED
        rows = await self._desk.tickets.queue(
            (TicketState.RESOLVED,) if resolved else UNRESOLVED, 200
        )
        names, dead = self._technicians.names(), await self._desk.tickets.dead()
        return _json(
            {"rows": [queue_record(row, names) for row in rows], "undelivered": len(dead)}
        )

    async def case(self, request: web.Request) -> web.Response:
        """Everything of one case."""
        self._demand(request)
        view = await self._desk.tickets.case(request.match_info["case"])
        if view is None:
            raise web.HTTPNotFound(text="There is no such case.\n")
        standing = await self._desk.tickets.ticket_of(view.case.id)
        title = standing.title if standing else title_of(view.case)
        return _json(desk_case(view, title, stamp(standing.due_at) if standing else None))

    async def file(self, request: web.Request) -> web.Response:
        """What somebody sent, or the chain that they pasted; to be kept, never shown as a page."""
        self._demand(request)
        view = await self._desk.tickets.case(request.match_info["case"])
        wanted = request.match_info["file"]
        if view is not None and wanted == SHOWN_CHAIN and view.case.state.enquiry.chain:
            return _download(SHOWN_CHAIN, pem_of(view.case.state.enquiry.chain).encode())
        found = [file for file in view.attachments if file.id == wanted] if view else []
        if not found:
            raise web.HTTPNotFound(text="There is no such file.\n")
        return _download(f"{found[0].id}.txt", found[0].content)

    async def act(self, request: web.Request) -> web.Response:
        """Claim, release, assign, answer, note, resolve, reopen; of two at once one is told."""
        who = self._demand(request)
        ticket_id, action = request.match_info["ticket"], request.match_info["action"]
        if action not in _STEPS:
            raise web.HTTPNotFound(text="There is no such step.\n")
        wish = await _body(request, Wish)
        step = self._step(Action(action), who, wish)
        standing = await self._desk.tickets.ticket(ticket_id)
        if standing is None:
            raise web.HTTPNotFound(text="There is no such ticket.\n")
        stale = step.action in _TAKES and wish.version not in {0, standing.ticket.version}
        if stale:
            raise await self._conflict(ticket_id)
        try:
            taken = await self._desk.escalation.step(ticket_id, step)
        except NotAllowedError as error:
            raise await self._conflict(ticket_id) from error
        if taken is None:
            raise web.HTTPNotFound(text="There is no such ticket.\n")
        return _json({"state": taken.ticket.state, "version": taken.ticket.version})

    async def judge(self, request: web.Request) -> web.Response:
        """Verdict right or wrong."""
        who = self._demand(request)
        verdict = await _body(request, Verdict)
        view = await self._desk.tickets.case(request.match_info["case"])
        if view is None:
            raise web.HTTPNotFound(text="There is no such case.\n")
        await self._desk.tickets.judge(view.case, who, is_right=verdict.right)
        return _json({})

    async def dead(self, request: web.Request) -> web.Response:
        """Deliveries that were given up."""
        self._demand(request)
        return _json({"rows": [delivery_record(d) for d in await self._desk.tickets.dead()]})

    async def retry(self, request: web.Request) -> web.Response:
        """One of them once more."""
        self._demand(request)
        is_due = await self._desk.tickets.retry((await _body(request, Retry)).key)
        self._desk.courier.wake()
        return _json({"retried": is_due})

    async def live(self, request: web.Request) -> web.WebSocketResponse:
        """Says when something changed."""
        self._demand(request)
        page = web.WebSocketResponse(heartbeat=_HEARTBEAT_S, timeout=1.0, max_msg_size=1024)
        await page.prepare(request)
        with self._hub.technician(page):
            async for frame in page:
                if frame.type is not WSMsgType.TEXT:
                    break
        return page

    def _demand(self, request: web.Request) -> Person:
        who = self._technicians.of(request)
        if who is None:
            raise web.HTTPUnauthorized(text="Sign in first.\n")
        return who

    def _step(self, action: Action, who: Person, wish: Wish) -> Step:
        to = self._technicians.person(wish.to) if action is Action.ASSIGN else None
        if action is Action.ASSIGN and to is None:
            raise web.HTTPBadRequest(text="There is no such technician.\n")
        if action in _SAYS and not 0 < len(wish.text.strip()) <= _LONGEST:
            raise web.HTTPBadRequest(text="Write something, at most 8000 characters.\n")
        return Step(
            action=action,
            who=who,
            role=Role.TECHNICIAN,
            text=wish.text.strip()[:_LONGEST],
            to=to,
            overrides=wish.overrides,
        )

    async def _conflict(self, ticket_id: str) -> web.HTTPConflict:
        """Who was quicker, in words."""
        standing = await self._desk.tickets.ticket(ticket_id)
        ticket = standing.ticket if standing else None
        owner = self._technicians.names().get(ticket.owner, "Somebody else") if ticket else ""
        is_taken = ticket is not None and bool(ticket.owner)
        text = f"{owner} has this ticket." if is_taken else "This ticket has changed meanwhile."
        record: dict[str, Json] = {"error": text, "state": ticket.state if ticket else None}
        return web.HTTPConflict(body=msgspec.json.encode(record), content_type="application/json")


async def _body(request: web.Request, kind: type[Body]) -> Body:
    demand_json(request)
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise web.HTTPBadRequest(text=f"This is not what is expected: {error}\n") from error


def _json(record: dict[str, Json]) -> web.Response:
    return web.Response(body=msgspec.json.encode(record), content_type="application/json")


def _download(name: str, content: bytes) -> web.Response:
    """Under a name of ours: theirs could be anything."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=content, content_type="text/plain", charset="utf-8", headers=headers)
