"""Attached files: from where, how much, and what."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession

from adapters.slack.api import Slack
from adapters.slack.calls import web_client
from adapters.slack.files import Attached, Files, text_of
from bot.slack_settings import SlackMode, SlackSection
from tests.adapters.slack.running import section
from tests.slack_double.server import Workspace, workspace
from tests.slack_double.world import BOT_TOKEN


@asynccontextmanager
async def fetching() -> AsyncIterator[tuple[Workspace, Files]]:
    async with workspace() as world, ClientSession() as session:
        settings = section(world, SlackMode.SOCKET)
        slack = Slack(web_client(settings, session), lambda: "", tries=1)
        hosts = (*settings.file_hosts, "localhost")
        yield world, Files(session, slack, BOT_TOKEN, hosts, world.api_url)


def file(world: Workspace, name: str = "error.log", **more: str) -> str:
    made = {"id": "F1", "name": name, "mimetype": "text/plain"}
    made["url_private"] = f"{world.url}/files/F1/{name}"
    return json.dumps([{**made, **more}])


async def test_text_is_read() -> None:
    async with fetching() as (world, files):
        world.files["F1"] = ("text/plain", b"SSL_ERROR_BAD_CERT_DOMAIN")

        assert await files.fetch(file(world)) == Attached(
            texts=(("error.log", "SSL_ERROR_BAD_CERT_DOMAIN"),)
        )


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param("text/html", b"<!DOCTYPE html>sign in", id="a sign-in page with status 200"),
        pytest.param("text/plain", b"x" * 600_000, id="more than we take"),
    ],
)
async def test_what_is_not_the_file_is_not_read(kind: str, content: bytes) -> None:
    async with fetching() as (world, files):
        world.files["F1"] = (kind, content)

        assert await files.fetch(file(world)) == Attached(failed=("error.log",))


@pytest.mark.parametrize(
    "address",
    [
        "https://files.slack.com.evil.test/x/error.log",
        "https://evil.test/files.slack.com/error.log",
        "https://files.slack.com@evil.test/error.log",
        "ftp://files.slack.com/error.log",
        "//files.slack.com/error.log",
        "https://[::1",
        "",
    ],
)
async def test_the_token_goes_nowhere_else(address: str) -> None:
    async with fetching() as (world, files):
        assert await files.fetch(file(world, url_private=address)) == Attached(
            failed=("error.log",)
        )


async def test_pictures_programs_and_files_elsewhere_are_told_apart() -> None:
    async with fetching() as (world, files):
        picture = file(world, "shot.png", mimetype="image/png")
        program = file(world, "setup.exe")
        elsewhere = file(world, mode="external")

        assert (await files.fetch(picture)).pictures == ("shot.png",)
        assert (await files.fetch(program)).unread == ("setup.exe",)
        assert (await files.fetch(elsewhere)).unread == ("error.log",)
        assert world.tokens_at == []


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"plain", "plain", id="text"),
        pytest.param("t\u00e9xt".encode("utf-16"), "t\u00e9xt", id="UTF-16 with its mark"),
        pytest.param(b"\xef\xbb\xbfmark", "mark", id="UTF-8 with its mark"),
        pytest.param(b"<!doctype html><p>", None, id="a page"),
        pytest.param(b"MZ\0\0", None, id="a program"),
    ],
)
def test_content_is_told_by_its_bytes(content: bytes, text: str | None) -> None:
    assert text_of(content) == text


def test_a_certificate_in_der_becomes_one_in_pem() -> None:
    text = text_of(b"\x30\x82\x01\x00rest")

    assert text is not None
    assert text.startswith("-----BEGIN CERTIFICATE-----\nMIIBAHJlc3Q=\n-----END")


def test_slacks_own_hosts_are_the_default() -> None:
    assert SlackSection().file_hosts == ("files.slack.com", "*.slack.com")
