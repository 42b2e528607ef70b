import asyncio
import ssl
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.probe.exchange import FetchFailure, Post, Unfetched
from bot.probe.fetch import Budget, Fetcher, fetch_policy
from bot.probe.resolve import Policy
from tests.certificates import Recipe, issue
from tests.publisher import Answer, Endless, Publisher, Stall, moved, ok, publishing, status

ANYWHERE = Policy(allow_private=True)
LOOPBACK = (ip_network("127.0.0.0/8"),)


def _in(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


async def _get(
    publisher: Publisher, path: str = "/x", *, max_bytes: int = 10_000, seconds: float = 5
) -> bytes | Unfetched:
    fetcher = Fetcher(ANYWHERE)
    return await fetcher.fetch(publisher.url(path), max_bytes=max_bytes, deadline=_in(seconds))


async def _answered(answer: Answer, *, seconds: float = 5) -> bytes | FetchFailure:
    async with publishing({"/x": answer}) as publisher:
        found = await _get(publisher, seconds=seconds)
    return found if isinstance(found, bytes) else found.failure


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(ok(b"file"), id="with its length"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\nfile", id="until the end"),
        pytest.param(b"HTTP/1.0 200 OK\r\n\r\nfile", id="HTTP/1.0"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfile\r\n0\r\n\r\n",
            id="chunked",
        ),
        pytest.param(b"HTTP/1.1 103 Early Hints\r\n\r\n" + ok(b"file"), id="after hints"),
        pytest.param(ok(b"file", "Content-Type: text/html"), id="whatever its type"),
        pytest.param(ok(b"file", "Content-Encoding: gzip"), id="never unpacked"),
    ],
)
async def test_a_file_is_brought(answer: bytes) -> None:
    assert await _answered(answer) == b"file"


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        pytest.param(status(404), FetchFailure.STATUS, id="not found"),
        pytest.param(status(302), FetchFailure.STATUS, id="redirect to nowhere"),
        pytest.param(b"", FetchFailure.BROKEN, id="closed at once"),
        pytest.param(b"SSH-2.0-x\r\n", FetchFailure.BROKEN, id="not HTTP"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfile",
            FetchFailure.BROKEN,
            id="cut short",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nfile",
            FetchFailure.BROKEN,
            id="no length",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999999\r\n\r\nfile",
            FetchFailure.TOO_LARGE,
            id="announced as huge",
        ),
        pytest.param(ok(bytes(20_000)), FetchFailure.TOO_LARGE, id="too large"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nX: " + bytes(b"y" * 70_000),
            FetchFailure.TOO_LARGE,
            id="long head",
        ),
        pytest.param(moved("ldap://ca.test/x"), FetchFailure.NOT_FETCHED, id="redirect to LDAP"),
    ],
)
async def test_a_bad_answer_is_a_value(answer: bytes, failure: FetchFailure) -> None:
    assert await _answered(answer) is failure


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Stall(), id="silence"),
        pytest.param(Stall(after=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfi"), id="midway"),
    ],
)
async def test_a_slow_server_costs_the_deadline(answer: Answer) -> None:
    assert await _answered(answer, seconds=0.05) is FetchFailure.TIMEOUT


async def test_an_endless_file_costs_its_limit_and_little_more() -> None:
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    async with publishing({"/x": Endless(after=head)}) as publisher:
        found = await _get(publisher, max_bytes=1_000_000)
        sent = publisher.sent

    assert isinstance(found, Unfetched)
    assert found.failure is FetchFailure.TOO_LARGE
    assert sent < 20_000_000  # the limit and what lies in the kernel's buffers


async def test_nothing_personal_is_sent() -> None:
    async with publishing({"/x": ok(b"")}) as publisher:
        await _get(publisher)

    names = {line.split(b":")[0].lower() for line in publisher.asked[0].split(b"\r\n")[1:] if line}
    assert names == {b"host", b"user-agent", b"accept", b"accept-encoding", b"connection"}


async def test_a_question_is_posted() -> None:
    async with publishing({"/x": lambda body: ok(body[::-1])}) as publisher:
        found = await Fetcher(ANYWHERE).fetch(
            publisher.url("/x"),
            max_bytes=1000,
            deadline=_in(5),
            post=Post(body=b"abc", content_type="application/ocsp-request"),
        )

    assert found == b"cba"
    assert b"content-type: application/ocsp-request" in publisher.asked[0].lower()


async def test_a_question_is_not_redirected() -> None:
    async with publishing({"/x": moved("/y", 307), "/y": ok(b"file")}) as publisher:
        found = await Fetcher(ANYWHERE).fetch(
            publisher.url("/x"),
            max_bytes=1000,
            deadline=_in(5),
            post=Post(body=b"abc", content_type="application/ocsp-request"),
        )

    assert found == Unfetched(failure=FetchFailure.REDIRECTED)


async def test_three_redirects_are_followed() -> None:
    answers = {"/x": moved("/1"), "/1": moved("2", 301), "/2": moved("/3", 308), "/3": ok(b"file")}
    async with publishing(answers) as publisher:
        assert await _get(publisher) == b"file"


async def test_a_redirect_loop_ends() -> None:
    async with publishing({"/x": moved("/x")}) as publisher:
        found = await _get(publisher)

    assert found == Unfetched(failure=FetchFailure.REDIRECTED)
    assert len(publisher.asked) == 4


async def test_a_redirect_into_the_private_network_is_refused() -> None:
    async def lookup(host: str, port: int) -> list[str]:
        assert port
        return {"ca.test": ["127.0.0.1"], "inside.test": ["10.0.0.1"]}[host]

    async with publishing({"/x": moved("http://inside.test/y")}) as publisher:
        network = fetch_policy(Policy(allow=LOOPBACK), ["127.0.0.1"])
        fetcher = Fetcher(network, lookup=lookup)
        url = f"http://ca.test:{publisher.port}/x"
        found = await fetcher.fetch(url, max_bytes=1000, deadline=_in(5))

    assert found == Unfetched(failure=FetchFailure.FORBIDDEN, detail="inside.test")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "http://[::ffff:127.0.0.1]/x", "http://169.254.169.254/x"]
)
async def test_a_public_target_leads_to_no_private_address(url: str) -> None:
    policy = fetch_policy(Policy(allow=LOOPBACK), ["192.88.98.1", "2606:4700::1"])

    found = await Fetcher(policy).fetch(url, max_bytes=1000, deadline=_in(5))

    assert isinstance(found, Unfetched)
    assert found.failure is FetchFailure.FORBIDDEN


async def test_a_public_target_leads_to_web_ports_only() -> None:
    policy = fetch_policy(Policy(), ["192.88.98.1"])

    found = await Fetcher(policy).fetch("http://1.1.1.1:25/", max_bytes=1000, deadline=_in(5))

    assert isinstance(found, Unfetched)
    assert found.failure is FetchFailure.FORBIDDEN


async def test_the_number_of_fetches_is_bounded() -> None:
    async with publishing({"/x": moved("/y"), "/y": ok(b"file")}) as publisher:
        fetcher = Fetcher(ANYWHERE, Budget(fetches=3))
        url = publisher.url("/x")
        first = await fetcher.fetch(url, max_bytes=1000, deadline=_in(5))
        second = await fetcher.fetch(url, max_bytes=1000, deadline=_in(5))

    assert first == b"file"
    assert second == Unfetched(failure=FetchFailure.SPENT)


async def test_the_bytes_of_all_fetches_are_bounded() -> None:
    async with publishing({"/x": ok(bytes(600))}) as publisher:
        fetcher = Fetcher(ANYWHERE, Budget(size_bytes=1000))
        first = await fetcher.fetch(publisher.url("/x"), max_bytes=1000, deadline=_in(5))
        second = await fetcher.fetch(publisher.url("/x"), max_bytes=1000, deadline=_in(5))

    assert first == bytes(600)
    assert second == Unfetched(failure=FetchFailure.SPENT)


async def test_two_fetches_run_at_a_time() -> None:
    async with publishing({"/slow": Stall(), "/x": ok(b"file")}) as publisher:
        fetcher = Fetcher(ANYWHERE)
        soon = _in(0.2)
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(
                    fetcher.fetch(publisher.url("/slow"), max_bytes=1000, deadline=soon)
                )

    assert len(publisher.asked) == 2


async def test_https_is_spoken_without_asking_who_it_is(tmp_path: Path) -> None:
    certified = issue(Recipe(names=("other.test",)))
    file = tmp_path / "server.pem"
    file.write_bytes(certified.key_pem + certified.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    async with publishing({"/x": ok(b"file")}, tls=context) as publisher:
        url = publisher.url("/x").replace("http:", "https:")
        found = await Fetcher(ANYWHERE).fetch(url, max_bytes=1000, deadline=_in(5))

    assert found == b"file"


async def test_nobody_listening_is_a_value() -> None:
    async with publishing() as publisher:
        url = publisher.url("/x")
    found = await Fetcher(ANYWHERE).fetch(url, max_bytes=1000, deadline=_in(5))

    assert isinstance(found, Unfetched)
    assert found.failure is FetchFailure.UNCONNECTED


async def test_a_cancelled_fetch_leaves_no_connection() -> None:
    async with publishing({"/x": Stall()}) as publisher, asyncio.TaskGroup() as group:
        task = group.create_task(_get(publisher))
        await publisher.heard.wait()
        task.cancel()

    assert task.cancelled()


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=st.binary(max_size=300) | st.binary(max_size=300).map(ok))
def test_any_answer_is_a_value(answer: bytes) -> None:
    assert asyncio.run(_answered(answer)) is not None
