"""Mails to a real server: how they look, how they thread, and what is said of refusals."""

import json
import ssl
from typing import Any

import pytest
import trustme
from msgspec.structs import replace

from adapters.mail import MailPlace, message_of
from bot.core.desk import DeliveryFailedError, ParcelKind, Receipt
from bot.delivery_settings import MailSection, Security
from bot.settings import InvalidSettingError, Secret
from tests.adapters.parcels import delivery
from tests.adapters.receivers import Mailbox

SECTION = MailSection(
    host="127.0.0.1",
    port=25,
    security=Security.NONE,
    sender="desk@corp.test",
    to="it@corp.test, second@corp.test",
)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def trust(authority: trustme.CA | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if authority is not None:
        authority.configure_trust(context)
    return context


async def deliver(
    mailbox: Mailbox,
    standing: Receipt | None = None,
    **changed: Any,  # noqa: ANN401
) -> Receipt:
    section = replace(SECTION, port=mailbox.port)
    return await MailPlace(section, trust())(delivery(**changed), standing)


async def test_a_ticket_arrives_as_text_as_html_and_as_data() -> None:
    async with Mailbox().listening() as mailbox:
        receipt = await deliver(mailbox)

    [mail] = mailbox.mails()
    assert type(receipt.message) is str
    assert mailbox.envelopes[0].rcpt_tos == ["it@corp.test", "second@corp.test"]
    assert mail["Subject"] == "[certdesk #12] Expired certificate: shop.example.com"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == receipt.message
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert "What they say: <b>help</b>" in text.get_content()
    assert "Eva: it is urgent" in text.get_content()
    assert "What they say: &lt;b&gt;help&lt;/b&gt;" in html.get_content()
    [block] = mail.iter_attachments()
    assert json.loads(block.get_content())["judgement"]["problem"] == "expired"


async def test_later_mails_join_the_thread() -> None:
    async with Mailbox().listening() as mailbox:
        first = await deliver(mailbox)
        await deliver(mailbox, first, kind=ParcelKind.ADDED)

    assert mailbox.mails()[1]["In-Reply-To"] == mailbox.mails()[1]["References"] == first.message


async def test_a_repeat_has_the_same_message_id() -> None:
    async with Mailbox().listening() as mailbox:
        receipts = {(await deliver(mailbox)).message for _ in range(2)}

    assert len(receipts) == 1


@pytest.mark.parametrize(
    "title",
    ["a\r\nBcc: victim@corp.test", "a\nX: y", "a\x00b", "a\u2028b", "über \U0001f512", "x" * 5000],
)
async def test_no_title_adds_a_header(title: str) -> None:
    async with Mailbox().listening() as mailbox:
        await deliver(mailbox, title=title, ticket=title)

    [mail] = mailbox.mails()
    assert "Bcc" not in mail
    assert "X" not in mail
    assert len(mail["Subject"]) < 200
    assert mailbox.envelopes[0].rcpt_tos == ["it@corp.test", "second@corp.test"]


@pytest.mark.parametrize("is_implicit", [False, True], ids=["STARTTLS", "TLS"])
async def test_the_way_is_private_and_signed_in(
    authority: trustme.CA, *, is_implicit: bool
) -> None:
    mailbox = Mailbox()
    async with mailbox.listening(tls=tls(authority), is_implicit=is_implicit):
        section = replace(
            SECTION,
            port=mailbox.port,
            security=Security.TLS if is_implicit else Security.STARTTLS,
            user="desk@corp.test",
            password=Secret("right"),
        )
        await MailPlace(section, trust(authority))(delivery(), None)

    assert mailbox.was_private == [True]


async def test_a_server_with_a_certificate_of_a_stranger_gets_nothing(
    authority: trustme.CA,
) -> None:
    mailbox = Mailbox()
    async with mailbox.listening(tls=tls(authority)):
        section = replace(SECTION, port=mailbox.port, security=Security.STARTTLS)
        with pytest.raises(DeliveryFailedError) as caught:
            await MailPlace(section, trust())(delivery(), None)

    assert not caught.value.is_final
    assert mailbox.envelopes == []


async def test_a_server_without_starttls_gets_nothing() -> None:
    async with Mailbox().listening() as mailbox:
        section = replace(SECTION, port=mailbox.port, security=Security.STARTTLS)
        with pytest.raises(DeliveryFailedError):
            await MailPlace(section, trust())(delivery(), None)

    assert mailbox.envelopes == []


async def test_a_wrong_password_can_be_put_right(authority: trustme.CA) -> None:
    mailbox = Mailbox()
    async with mailbox.listening(tls=tls(authority)):
        section = replace(
            SECTION,
            port=mailbox.port,
            security=Security.STARTTLS,
            user="desk@corp.test",
            password=Secret("wrong"),
        )
        with pytest.raises(DeliveryFailedError) as caught:
            await MailPlace(section, trust(authority))(delivery(), None)

    assert not caught.value.is_final


@pytest.mark.parametrize(
    ("refusal", "is_final"),
    [("451 try later", False), ("552 too much mail data", True)],
)
async def test_a_refusal_is_for_good_where_the_server_says_so(
    refusal: str, *, is_final: bool
) -> None:
    async with Mailbox(refusal).listening() as mailbox:
        with pytest.raises(DeliveryFailedError) as caught:
            await deliver(mailbox)

    assert caught.value.is_final is is_final


async def test_nobody_there_is_a_failure_to_be_tried_again() -> None:
    async with Mailbox().listening() as mailbox:
        pass

    with pytest.raises(DeliveryFailedError) as caught:
        await deliver(mailbox)

    assert not caught.value.is_final


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        pytest.param({"to": "it"}, "to", id="no address"),
        pytest.param({"to": "a@b.test\nBcc: c@d.test"}, "to", id="two lines"),
        pytest.param({"sender": "x"}, "sender", id="no sender's address"),
        pytest.param({"sender": ""}, "host", id="nobody it comes from"),
        pytest.param({"port": 70000}, "port", id="no port"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(changed: dict[str, Any], key: str) -> None:
    with pytest.raises(InvalidSettingError) as caught:
        replace(SECTION, **changed)

    assert caught.value.key == key


@pytest.mark.parametrize(
    ("security", "port"), [(Security.STARTTLS, 587), (Security.TLS, 465), (Security.NONE, 25)]
)
def test_without_a_port_the_usual_one_is_taken(security: Security, port: int) -> None:
    assert replace(SECTION, port=0, security=security).actual_port == port


def test_a_password_is_not_shown() -> None:
    assert "hunter2" not in repr(replace(SECTION, password=Secret("hunter2")))


def test_lines_of_a_mail_are_short_enough_for_any_server() -> None:
    message = message_of(delivery(lines=("x" * 5000,)), None, SECTION)

    assert max(len(line) for line in bytes(message).splitlines()) <= 998
