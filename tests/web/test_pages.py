"""Both pages in a real Chromium, as people use them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.conftest import TECHNICIANS
from tests.web.running import TOKEN, Certdesk

PROGRAM: Final = Path("/usr/bin/chromium")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-US",
)
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
_GRAVE: Final = frozenset({"serious", "critical"})

pytestmark = pytest.mark.skipif(
    not PROGRAM.exists(), reason="needs Debian's chromium at /usr/bin/chromium"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=PROGRAM, args=list(FLAGS))
        yield chromium
        chromium.close()


def opened(browser: Browser, url: str, *, scheme: str = "light", width: int = 1200) -> Page:
    """A page in a session of its own; whatever its console complains of fails the test."""
    size = {"width": width, "height": 844}
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        viewport={"width": size["width"], "height": size["height"]},
    )
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"{error}"))
    page.goto(url)
    return page


def talking(browser: Browser, desk: Certdesk, *, scheme: str = "light", width: int = 1200) -> Page:
    page = opened(browser, desk.url, scheme=scheme, width=width)
    page.wait_for_selector("body[data-live=yes]")
    return page


def say(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def answering(browser: Browser, desk: Certdesk, words: str) -> Page:
    """A technician who takes the first ticket and answers."""
    page = opened(browser, f"{desk.url}/desk?token={TOKEN}")
    assert "token" not in page.url
    page.locator(".ticket").click()
    page.locator("[data-step=claim]").click()
    page.locator("[data-step=release]").wait_for()
    page.locator("#reply").fill(words)
    page.locator("[data-step=answer]").click()
    return page


def grave(page: Page) -> list[str]:
    """What keeps people out, in light and in dark."""
    found = [(scheme, one) for scheme in SCHEMES for one in _violations(page, scheme)]
    return [
        f"{scheme}: {one['id']}: {one['nodes'][0]['html']}"
        for scheme, one in found
        if one["impact"] in _GRAVE
    ]


def _violations(page: Page, scheme: Literal["light", "dark"]) -> list[Any]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found: list[Any] = Axe().run(page).response["violations"]
    return found


def test_from_an_address_to_a_technicians_answer_and_over_a_restart(
    browser: Browser, tmp_path: Path, expired_site: int
) -> None:
    desk = Certdesk(tmp_path, TECHNICIANS, (expired_site,))
    with desk.running():
        page = talking(browser, desk)
        say(page, f"https://localhost:{expired_site}/")
        card = page.locator(".card")
        card.wait_for()
        assert card.get_attribute("data-category") == "expired"
        assert card.locator(".mark").inner_text() == "Stop"
        assert "800-797-0345" in card.inner_text()
        card.locator("[data-action=ask_person]").click()
        page.get_by_text("A technician has been asked").wait_for()

        other = answering(browser, desk, "Please wait until Monday.")
        page.get_by_text("Ada is looking at ticket").wait_for()
        answer = page.locator(".from-person")
        answer.wait_for()
        assert "a person" in answer.inner_text()
        assert "Please wait until Monday." in answer.inner_text()

        page.reload()
        page.locator(".from-person").wait_for()
    page.get_by_text("The connection is gone").wait_for()
    say(page, "I will wait")
    with desk.running():
        page.wait_for_selector("body[data-live=yes]")
        page.locator(".mine", has_text="I will wait").wait_for()
        other.locator(".timeline").get_by_text("I will wait").wait_for()
        page.reload()
        page.locator(".from-person").wait_for()
        assert page.locator(".mine", has_text="I will wait").count() == 1


def test_two_technicians_see_the_same_queue_live(
    browser: Browser, certdesk: Certdesk, expired_site: int
) -> None:
    first = opened(browser, f"{certdesk.url}/desk?token={TOKEN}")
    second = opened(browser, f"{certdesk.url}/desk?token={TOKEN}")
    page = talking(browser, certdesk)
    say(page, f"localhost:{expired_site}")
    page.locator(".card [data-action=ask_person]").click()
    page.get_by_text("A technician has been asked").wait_for()
    number = page.locator(".event").last.inner_text().rpartition("#")[2]
    for desk in (first, second):
        desk.locator(".ticket", has_text=re.compile(rf"#{number}(?!\d)")).click()
        desk.locator("[data-step=claim]").wait_for()
    first.locator("[data-step=claim]").click()

    second.locator("[data-step=release]").wait_for()
    second.locator(".timeline").get_by_text("Ada took the ticket").wait_for()
    second.locator("[data-step=resolve]").click()
    page.get_by_text(f"Ada has closed ticket #{number}").wait_for()


def test_a_pasted_page_a_follow_up_question_and_what_a_press_shows(
    browser: Browser, certdesk: Certdesk, healthy_site: int
) -> None:
    page = talking(browser, certdesk)
    say(
        page,
        "Your connection is not private. Attackers might be trying to steal your information "
        f"from localhost. NET::ERR_CERT_AUTHORITY_INVALID https://localhost:{healthy_site}/",
    )
    first = page.locator(".card").first
    first.wait_for()
    first.locator("[data-choice=yes]").click()
    second = page.locator(".card").nth(1)
    second.wait_for()
    second.locator("[data-action=details]").click()
    second.locator(".shown").wait_for()
    assert "SHA-256" in second.locator(".shown").inner_text()
    second.locator("[data-action=helped]").click()
    second.get_by_text("Good to hear").wait_for()


def test_files_and_pictures(browser: Browser, certdesk: Certdesk, tmp_path: Path) -> None:
    from tests.certificates import Recipe, issue  # noqa: PLC0415

    der = tmp_path / "site.cer"
    der.write_bytes(issue(Recipe(names=("shop.test",))).der)
    large = tmp_path / "large.log"
    large.write_bytes(b"x" * 300_000)
    picture = tmp_path / "screen.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    page = talking(browser, certdesk)

    page.set_input_files("#file", large)
    page.get_by_text("larger than 256 kB").wait_for()
    page.set_input_files("#file", der)
    page.get_by_role("button", name="Remove site.cer").wait_for()
    page.click("#send")
    page.locator(".card[data-category=self_signed]").wait_for()
    page.set_input_files("#file", picture)
    page.get_by_text("I can't read pictures yet").wait_for()


def test_deleting_asks_first(browser: Browser, certdesk: Certdesk, expired_site: int) -> None:
    page = talking(browser, certdesk)
    say(page, f"localhost:{expired_site}")
    page.locator(".card").wait_for()
    tab = page.context.new_page()
    tab.goto(certdesk.url)
    tab.locator(".card").wait_for()
    page.click("#erase")
    page.get_by_role("button", name="Keep").click()
    assert page.locator(".card").count() == 1
    page.click("#erase")
    page.get_by_role("button", name="Delete", exact=True).click()
    for one in (page, tab):
        one.locator("#hello").wait_for()
        assert one.locator(".card").count() == 0


@pytest.mark.parametrize("width", [1200, 390])
def test_nothing_on_the_chat_page_keeps_anybody_out(
    browser: Browser, certdesk: Certdesk, expired_site: int, width: int
) -> None:
    page = talking(browser, certdesk, width=width)
    assert grave(page) == []
    say(page, f"localhost:{expired_site}")
    page.locator(".card").wait_for()
    page.locator("[data-action=details]").click()
    page.locator(".shown").wait_for()
    page.locator("[data-action=ask_person]").click()
    page.get_by_text("A technician has been asked").wait_for()

    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1200, 390])
def test_nothing_on_the_desk_keeps_anybody_out(
    browser: Browser, certdesk: Certdesk, expired_site: int, width: int
) -> None:
    page = talking(browser, certdesk)
    say(page, f"localhost:{expired_site}")
    page.locator(".card [data-action=ask_person]").click()
    page.get_by_text("A technician has been asked").wait_for()
    desk = opened(browser, f"{certdesk.url}/desk", width=width)
    desk.locator("#token").wait_for()
    assert grave(desk) == []
    desk.fill("#token", TOKEN)
    desk.press("#token", "Enter")
    desk.locator(".ticket").last.click()
    desk.locator(".case-head").wait_for()

    assert grave(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_can_be_done_by_keyboard(
    browser: Browser, certdesk: Certdesk, expired_site: int
) -> None:
    page = talking(browser, certdesk)
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.type(f"localhost:{expired_site}")
    page.keyboard.press("Enter")
    card = page.locator(".card")
    card.wait_for()
    details = card.locator("[data-action=details]")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if details.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")

    card.locator(".shown").wait_for()
