"""SMTP, IMAP, POP3 and FTP: dialogues of lines, from the greeting to the word before TLS.

Nothing is sent but the name in EHLO, which RFC 2606 section 2 sets aside.
"""

import re
from collections.abc import Iterable
from typing import Final

from bot.probe.starttls.clear import Clear, Stopped, refused

_NAME: Final = b"certdesk.invalid"
_CODE: Final = re.compile(rb"[1-5][0-9]{2}")
_CODE_LENGTH: Final = 3


async def smtp(clear: Clear, _host: str) -> Stopped | None:
    """RFC 3207 section 4; the greeting is RFC 5321 section 4.2's, submission (RFC 6409) alike."""
    if not _CODE.fullmatch(await clear.peek(_CODE_LENGTH)):
        return clear.foreign()
    greeting = await _reply(clear)
    if not greeting[0].startswith(b"220"):
        return refused(greeting[-1])
    await clear.send(b"EHLO " + _NAME + b"\r\n")
    offers = await _reply(clear)
    if not offers[0].startswith(b"250"):
        return refused(offers[-1])  # too old for extensions, or unwilling
    if b"STARTTLS" not in _first_words(line[4:] for line in offers[1:]):
        return refused("EHLO lists no STARTTLS")
    return await _ask(clear, b"STARTTLS", b"220")


async def ftp(clear: Clear, _host: str) -> Stopped | None:
    """RFC 4217 section 4: AUTH TLS; FEAT need not be asked, a server that lacks AUTH says so."""
    if not _CODE.fullmatch(await clear.peek(_CODE_LENGTH)):
        return clear.foreign()
    greeting = await _reply(clear)
    while greeting[0].startswith(b"1"):
        greeting = await _reply(clear)  # 120: ready in some minutes (RFC 959 section 4.2)
    if not greeting[0].startswith(b"220"):
        return refused(greeting[-1])
    return await _ask(clear, b"AUTH TLS", b"234")


async def _ask(clear: Clear, command: bytes, yes: bytes) -> Stopped | None:
    await clear.send(command + b"\r\n")
    answer = await _reply(clear)
    return None if answer[0].startswith(yes) else refused(answer[-1])


async def _reply(clear: Clear) -> list[bytes]:
    """One reply, of as many lines as it has.

    RFC 959 section 4.2: it ends with the code of its first line followed by a space; between the
    two anything may stand. SMTP's replies, whose every line bears the code, are a case of it.
    """
    lines = [await clear.line()]
    code = lines[0][:_CODE_LENGTH]
    while lines[-1][:_CODE_LENGTH] != code or lines[-1][_CODE_LENGTH:][:1] == b"-":
        lines.append(await clear.line())
    return lines


async def imap(clear: Clear, _host: str) -> Stopped | None:
    """RFC 9051 section 6.2.1; section 7.1 has the three greetings."""
    if await clear.peek(2) != b"* ":
        return clear.foreign()
    greeting = await clear.line()
    if not greeting.upper().startswith(b"* OK"):
        return refused(greeting)  # BYE, or PREAUTH, in which STARTTLS is not allowed
    answer, untagged = await _tagged(clear, b"a1", b"CAPABILITY")
    offers = [line[2:] for line in untagged if line.upper().startswith(b"* CAPABILITY ")]
    if b"STARTTLS" not in {word for line in offers for word in line.upper().split()}:
        return refused("CAPABILITY lists no STARTTLS" if offers else answer)
    answer, _ = await _tagged(clear, b"a2", b"STARTTLS")
    return None if answer.upper().startswith(b"A2 OK") else refused(answer)


async def _tagged(clear: Clear, tag: bytes, command: bytes) -> tuple[bytes, list[bytes]]:
    """The tagged answer, and the untagged lines before it."""
    await clear.send(tag + b" " + command + b"\r\n")
    untagged = []
    while not (line := await clear.line()).lower().startswith(tag + b" "):
        untagged.append(line)
    return line, untagged


async def pop3(clear: Clear, _host: str) -> Stopped | None:
    """RFC 2595 section 4, with CAPA of RFC 2449 section 5."""
    if await clear.peek(1) not in (b"+", b"-"):
        return clear.foreign()
    greeting = await clear.line()
    if not _is_ok(greeting):
        return refused(greeting)
    await clear.send(b"CAPA\r\n")
    # A server that does not know CAPA may still know STLS; only a list without it is a no.
    if _is_ok(await clear.line()) and b"STLS" not in _first_words(await _listed(clear)):
        return refused("CAPA lists no STLS")
    await clear.send(b"STLS\r\n")
    answer = await clear.line()
    return None if _is_ok(answer) else refused(answer)


def _is_ok(line: bytes) -> bool:
    return line.upper().startswith(b"+OK")


async def _listed(clear: Clear) -> list[bytes]:
    """The lines before the lone dot (RFC 1939 section 3)."""
    lines = []
    while (line := await clear.line()) != b".":
        lines.append(line)
    return lines


def _first_words(lines: Iterable[bytes]) -> set[bytes]:
    return {words[0] for line in lines if (words := line.upper().split())}
