"""Mails tickets to a mailbox, one thread for each."""

import hashlib
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Final

import aiosmtplib
import msgspec

from bot.core.desk import Delivery, DeliveryFailedError, Parcel, ParcelKind, Receipt
from bot.core.words.printable import printable
from bot.delivery_settings import MailSection, Security

if TYPE_CHECKING:
    from ssl import SSLContext

_TIMEOUT_S: Final = 15.0
_FOR_GOOD: Final = range(500, 600)
_SIGN_IN: Final = frozenset({530, 534, 535, 538})
"""RFC 4954 section 6: a wrong password can be put right, so these are tried again."""

_SUBJECT: Final = 150


class MailPlace:
    """Delivers by SMTP. The server has no key for repeats; the Message-ID stays the same."""

    def __init__(self, section: MailSection, trust: "SSLContext") -> None:
        """`trust` says which mail servers are believed."""
        self._section = section
        self._trust = trust

    async def __call__(self, delivery: Delivery, standing: Receipt | None) -> Receipt:
        """The Message-ID that later mails refer to.

        Raises:
            DeliveryFailedError: The server did not take it.
        """
        section = self._section
        message = message_of(delivery, standing, section)
        is_private = section.security is not Security.NONE
        try:
            await aiosmtplib.send(
                message,
                sender=section.origin,
                recipients=list(section.recipients),
                hostname=section.host,
                port=section.actual_port,
                username=section.user or None,
                password=str(section.password) or None,
                use_tls=section.security is Security.TLS,
                start_tls=section.security is Security.STARTTLS,
                tls_context=self._trust if is_private else None,
                timeout=_TIMEOUT_S,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            raise _failure(str(error), *codes) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _failure(f"{error.code} {error.message}", error.code) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise DeliveryFailedError(f"{type(error).__name__}: {error}") from error
        return Receipt(message=str(message["Message-ID"]), channel=section.to)


async def greet(section: MailSection, trust: "SSLContext") -> str:
    """What keeps us from handing over mail; "" where nothing does. Sends none."""
    is_private = section.security is not Security.NONE
    client = aiosmtplib.SMTP(
        hostname=section.host,
        port=section.actual_port,
        username=section.user or None,
        password=str(section.password) or None,
        use_tls=section.security is Security.TLS,
        start_tls=section.security is Security.STARTTLS,
        tls_context=trust if is_private else None,
        timeout=_TIMEOUT_S,
    )
    try:
        async with client:
            return ""
    except (aiosmtplib.SMTPException, OSError) as error:
        return printable(f"{section.host}:{section.actual_port}: {error}")


def _failure(reason: str, *codes: int) -> DeliveryFailedError:
    is_final = all(code in _FOR_GOOD and code not in _SIGN_IN for code in codes)
    return DeliveryFailedError(printable(reason), is_final=is_final)


def message_of(delivery: Delivery, standing: Receipt | None, section: MailSection) -> EmailMessage:
    """A mail in text and HTML, with the machine-readable block attached.

    RFC 3834 section 5: Auto-Submitted keeps autoresponders from answering.
    """
    parcel = delivery.parcel
    message = EmailMessage(SMTP)
    message["Subject"] = f"[certdesk #{parcel.number}] {printable(parcel.title, _SUBJECT)}"
    message["From"] = Address("certdesk", addr_spec=section.origin)
    message["To"] = ", ".join(section.recipients)
    message["Date"] = format_datetime(delivery.created_at)
    message["Message-ID"] = _message_id(delivery.key, section)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Certdesk-Ticket"] = printable(parcel.ticket)
    first = next(iter(parcel.cards), standing)
    if first is not None and first.message:
        message["In-Reply-To"] = first.message
        message["References"] = first.message
    message.set_content("\n\n".join(_paragraphs(parcel)) + "\n")
    message.add_alternative(_html(parcel), subtype="html")
    if parcel.fields:
        block = msgspec.json.format(msgspec.json.encode(parcel.fields))
        name = f"ticket-{parcel.number}.json"
        message.add_attachment(block, maintype="application", subtype="json", filename=name)
    for name, text in parcel.files:
        message.add_attachment(text, subtype="plain", filename=name)
    return message


def _message_id(key: str, section: MailSection) -> str:
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{name}@{section.origin.rpartition('@')[2]}>"


def _paragraphs(parcel: Parcel) -> Iterator[str]:
    if parcel.kind is not ParcelKind.ERASED:
        yield f"{parcel.priority}, {parcel.queue.replace('_', ' ')}, {parcel.state}"
    yield from (printable(line, 2000) for line in parcel.lines)
    if parcel.text:
        who = f"{printable(parcel.who)}: " if parcel.who else ""
        yield who + "\n".join(printable(line, 2000) for line in parcel.text.splitlines())
    if parcel.link:
        yield parcel.link


def _html(parcel: Parcel) -> str:
    paragraphs = "".join(
        f"<p>{escape(text).replace(chr(10), '<br>')}</p>" for text in _paragraphs(parcel)
    )
    title = escape(printable(parcel.title, _SUBJECT))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<body style="font: 15px/1.5 sans-serif; max-width: 40em">'
        f'<h1 style="font-size: 18px">#{parcel.number} {title}</h1>{paragraphs}</body></html>'
    )
