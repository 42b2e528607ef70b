"""Asks issuers whether they have revoked what they signed: lists first, then OCSP.

What comes back are facts: signature and scope are checked, dates are left to the judge.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.core.facts import Certificate, Revocation, RevocationSource, RevocationWord
from bot.core.path import Path
from bot.core.x509.crl import read_crl
from bot.core.x509.online import CONTENT_TYPE, ocsp_answer, ocsp_question
from bot.probe.exchange import Post, Unfetched
from bot.probe.fetch import Fetcher
from bot.probe.remembered import RememberedLists

_MAX_CRL_BYTES: Final = 10 * 1024 * 1024
_MAX_OCSP_BYTES: Final = 64 * 1024
_MAX_URLS: Final = 2  # of one kind in one certificate; more are the same thing elsewhere
_SCHEMES: Final = ("http:", "https:")


class Revocations:
    """Holds what all looks share: the lists that were read before."""

    def __init__(
        self, clock: Callable[[], datetime], remembered: RememberedLists | None = None
    ) -> None:
        """`clock` is aware and in UTC; it decides when a remembered list is due."""
        self._clock = clock
        self._remembered = remembered or RememberedLists()

    async def ask(self, path: Path, fetcher: Fetcher, deadline: float) -> tuple[Revocation, ...]:
        """What is said of each certificate below the anchor that names a source.

        Args:
            path: Sound, so that each issuer's key is known.
            fetcher: The look's own.
            deadline: On the loop's clock; what has not come by then is `SILENT`.
        """
        asked = [
            _Question(certificate=c, issuer=issuer, fetcher=fetcher, deadline=deadline)
            for c, issuer in pairwise(path.certificates)
        ]
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._both(question) if place == 0 else self._either(question))
                for place, question in enumerate(asked)
            ]
        return tuple(said for task in tasks for said in task.result())

    async def _both(self, question: "_Question") -> list[Revocation]:
        """The leaf's list and responder: browsers that ask, ask the responder."""
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._listed(question)),
                group.create_task(self._answered(question)),
            ]
        return [said for task in tasks if (said := task.result()) is not None]

    async def _either(self, question: "_Question") -> list[Revocation]:
        """An issuer's list, and its responder only where that says nothing."""
        listed = await self._listed(question)
        if listed is not None and listed.word is not RevocationWord.SILENT:
            return [listed]
        answered = await self._answered(question)
        return [said for said in (listed, answered) if said is not None]

    async def _listed(self, question: "_Question") -> Revocation | None:
        """The first list that says something, else the last silence; None without an address."""
        said = None
        for url in _web(question.certificate.crl_urls):
            said = await self._in_list(url, question)
            if said.word is not RevocationWord.SILENT:
                break
        return said

    async def _in_list(self, url: str, question: "_Question") -> Revocation:
        key = (url, question.issuer.key.spki_sha256)
        found = self._remembered.get(key, self._clock())
        if found is None:
            data = await question.fetcher.fetch(
                url, max_bytes=_MAX_CRL_BYTES, deadline=question.deadline
            )
            if isinstance(data, Unfetched):
                return _silent(question, RevocationSource.CRL, url, str(data))
            # Some lists have a million entries, and hashing ten megabytes takes its time too.
            read = await asyncio.to_thread(read_crl, data, question.issuer)
            if isinstance(read, str):
                return _silent(question, RevocationSource.CRL, url, read)
            found = read
            self._remembered.put(key, found, self._clock())
        said = await asyncio.to_thread(found.says, question.certificate)
        return replace(said, detail=_at(url, said.detail))

    async def _answered(self, question: "_Question") -> Revocation | None:
        """The first responder that says something, else the last silence."""
        said = None
        for url in _web(question.certificate.ocsp_urls):
            said = await _from_responder(url, question, self._clock())
            if said.word is not RevocationWord.SILENT:
                break
        return said


class _Question(Struct, frozen=True, kw_only=True):
    certificate: Certificate
    issuer: Certificate
    fetcher: Fetcher
    deadline: float


async def _from_responder(url: str, question: _Question, now: datetime) -> Revocation:
    body = ocsp_question(question.certificate, question.issuer)
    if not body:
        return _silent(question, RevocationSource.OCSP, url, "no question can be made")
    data = await question.fetcher.fetch(
        url,
        max_bytes=_MAX_OCSP_BYTES,
        deadline=question.deadline,
        post=Post(body=body, content_type=CONTENT_TYPE),
    )
    if isinstance(data, Unfetched):
        return _silent(question, RevocationSource.OCSP, url, str(data))
    said = ocsp_answer(data, question.certificate, question.issuer, now)
    return replace(said, detail=_at(url, said.detail))


def _web(urls: Sequence[str]) -> list[str]:
    return [url for url in urls if url.lower().startswith(_SCHEMES)][:_MAX_URLS]


def _silent(question: _Question, source: RevocationSource, url: str, why: str) -> Revocation:
    return Revocation(
        certificate=question.certificate.sha256,
        source=source,
        word=RevocationWord.SILENT,
        detail=_at(url, why),
    )


def _at(url: str, why: str) -> str:
    """One line for IT."""
    return f"{url[:_SHOWN]}: {why}" if why else url[:_SHOWN]


_SHOWN: Final = 200  # characters of an address; a hostile one may have two thousand
