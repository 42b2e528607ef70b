"""What is refused: foreign names, foreign pages, foreign types, and everybody without a token."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, WSServerHandshakeError
from aiohttp.test_utils import make_mocked_request

from adapters.web.security import Gate, is_near, network_of
from adapters.web.sessions import TECHNICIAN
from tests.web.running import TOKEN, Certdesk


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.mark.parametrize(
    ("host", "admitted"),
    [
        pytest.param("127.0.0.1:8480", True, id="loopback"),
        pytest.param("localhost", True, id="by name, without a port"),
        pytest.param("[::1]:8480", True, id="IPv6"),
        pytest.param("LOCALHOST:1", True, id="in capitals"),
        pytest.param("help.example.com", True, id="the public name"),
        pytest.param("help.example.com:8443", False, id="another port of the public name"),
        pytest.param("evil.example", False, id="a stranger's name that was led here"),
        pytest.param("localhost.evil.example", False, id="a stranger's that begins like ours"),
        pytest.param("127.0.0.1.evil.example:8480", False, id="likewise with an address"),
        pytest.param("", False, id="none"),
    ],
)
def test_hosts(host: str, admitted: bool) -> None:  # noqa: FBT001 - a column of the table
    assert Gate(public_url="https://help.example.com").admits(host) is admitted


@pytest.mark.parametrize(
    ("headers", "near"),
    [
        pytest.param({"Host": "127.0.0.1"}, True, id="this machine"),
        pytest.param({"Host": "help.example.com"}, False, id="by another name"),
        pytest.param({"Host": "localhost", "X-Forwarded-For": "1.2.3.4"}, False, id="by a proxy"),
        pytest.param({"Host": "localhost", "Forwarded": "for=1.2.3.4"}, False, id="by RFC 7239"),
    ],
)
def test_near_is_who_asks_on_this_machine(headers: dict[str, str], near: bool) -> None:  # noqa: FBT001
    request = make_mocked_request("GET", "/metrics", headers=headers)
    request = request.clone(remote="127.0.0.1")

    assert is_near(request) is near


def _network(remote: str, forwarded: str = "", *, behind_proxy: bool = False) -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = make_mocked_request("GET", "/chat/live", headers=headers).clone(remote=remote)
    return network_of(request, behind_proxy=behind_proxy)


def test_a_network_is_an_address_and_of_ipv6_what_one_subscriber_has() -> None:
    assert _network("192.0.2.1") != _network("192.0.2.2")
    assert _network("2001:db8::1") == _network("2001:db8::ffff") != _network("2001:db8:0:1::1")
    assert "192" not in _network("192.0.2.1")
    assert _network("127.0.0.1") == _network("::1") == ""


def test_what_was_forwarded_counts_only_where_a_proxy_is_set() -> None:
    alone = _network("192.0.2.1", "198.51.100.7")
    behind = _network("127.0.0.1", "10.9.9.9, 198.51.100.7", behind_proxy=True)

    assert alone == _network("192.0.2.1")
    assert behind == _network("198.51.100.7")
    assert _network("127.0.0.1", "rubbish", behind_proxy=True) == ""


async def test_a_foreign_host_is_refused(certdesk: Certdesk, client: ClientSession) -> None:
    for path in ("/", "/desk", "/healthz", "/static/chat.js"):
        async with client.get(certdesk.url + path, headers={"Host": "evil.example"}) as answer:
            assert answer.status == 421


@pytest.mark.parametrize(
    "path", ["/chat/session", "/desk/session", "/desk/api/dead", "/api/check", "/api/explain"]
)
async def test_a_post_from_a_foreign_page_is_refused(
    certdesk: Certdesk, client: ClientSession, path: str
) -> None:
    headers = {"Origin": "https://evil.example"}
    async with client.post(certdesk.url + path, json={}, headers=headers) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("path", ["/chat/session", "/desk/session"])
async def test_a_page_has_to_say_where_it_comes_from(
    certdesk: Certdesk, client: ClientSession, path: str
) -> None:
    async with client.post(certdesk.url + path, json={}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
@pytest.mark.parametrize("path", ["/chat/live", "/desk/live"])
async def test_a_foreign_page_gets_no_live_connection(
    certdesk: Certdesk, client: ClientSession, path: str, origin: str
) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.ws_connect(certdesk.url + path, origin=origin)

    assert refused.value.status == 403


@pytest.mark.parametrize("path", ["/chat/session", "/desk/session", "/api/check"])
async def test_a_form_is_refused(certdesk: Certdesk, client: ClientSession, path: str) -> None:
    headers = {"Origin": certdesk.url, "Content-Type": "text/plain"}
    async with client.post(certdesk.url + path, data="{}", headers=headers) as answer:
        assert answer.status == 415


async def test_a_live_connection_needs_a_session(
    certdesk: Certdesk, client: ClientSession
) -> None:
    for path in ("/chat/live", "/desk/live"):
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(certdesk.url + path, origin=certdesk.url)

        assert refused.value.status == 401


@pytest.mark.parametrize("path", ["me", "queue", "dead", "cases/x"])
async def test_the_desk_is_for_technicians(
    certdesk: Certdesk, client: ClientSession, path: str
) -> None:
    forged = {"Cookie": f"{TECHNICIAN}=9999999999.QWRh.{'0' * 64}"}
    for headers in ({}, {"Authorization": "Bearer wrong"}, forged, {"Cookie": f"{TECHNICIAN}=x"}):
        async with client.get(f"{certdesk.url}/desk/api/{path}", headers=headers) as answer:
            assert answer.status == 401


async def test_a_link_becomes_a_cookie_that_no_script_reads(
    certdesk: Certdesk, client: ClientSession
) -> None:
    link = f"{certdesk.url}/desk?token={TOKEN}"
    async with client.get(link, allow_redirects=False) as answer:
        assert answer.status == 303
        assert answer.headers["Location"] == "/desk"
        cookie = answer.headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in cookie
    assert TOKEN not in certdesk.log


async def test_a_wrong_link_gives_no_cookie(certdesk: Certdesk, client: ClientSession) -> None:
    link = f"{certdesk.url}/desk?token=guessed"
    async with client.get(link, allow_redirects=False) as answer:
        assert "Set-Cookie" not in answer.headers


async def test_every_answer_carries_a_strict_policy(
    certdesk: Certdesk, client: ClientSession
) -> None:
    for path in ("/", "/desk", "/static/style.css", "/nowhere"):
        async with client.get(certdesk.url + path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert "default-src 'none'" in policy
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_pages_hold_no_inline_script_and_nothing_from_elsewhere(
    certdesk: Certdesk, client: ClientSession
) -> None:
    for path in ("/", "/desk"):
        async with client.get(certdesk.url + path) as answer:
            page = await answer.text()
        assert "<style" not in page
        assert " style=" not in page
        assert " on" + "click" not in page
        assert "http" not in page
        assert page.count("<script") == page.count('<script type="module" src="/static/')


@pytest.mark.parametrize("name", ["..%2fapp.py", "chat.html", ".", "nothing.js", "%00"])
async def test_only_static_files_are_served(
    certdesk: Certdesk, client: ClientSession, name: str
) -> None:
    async with client.get(f"{certdesk.url}/static/{name}") as answer:
        assert answer.status == 404


async def test_a_body_that_is_too_large_is_refused(
    certdesk: Certdesk, client: ClientSession
) -> None:
    text = {"text": "x" * 600_000}
    async with client.post(f"{certdesk.url}/api/explain", json=text) as answer:
        assert answer.status == 413


async def test_what_is_no_request_leaves_nothing_of_it_in_the_log(
    certdesk: Certdesk, client: ClientSession
) -> None:
    async with client.get(f"{certdesk.url}/desk?token={'secret' * 2000}") as answer:
        assert answer.status == 400

    assert "secretsecret" not in certdesk.log
