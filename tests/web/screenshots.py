"""Makes the README's pictures: `python -m tests.web.screenshots`; by hand, needs Chromium."""

import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.servers import Tls, tls
from tests.situations.lab import leaf, middle
from tests.web.conftest import TECHNICIANS
from tests.web.running import TOKEN, Certdesk
from tests.web.test_pages import FLAGS, PROGRAM, opened, say, talking

_FOLDER: Final = Path(__file__).parents[2] / "docs" / "screenshots"
_REPORT: Final = (
    "Your connection is not private. This server could not prove that it is localhost; its "
    "security certificate is from *.hotelwifi.example. NET::ERR_CERT_COMMON_NAME_INVALID "
)


def main() -> None:
    """Chat on a desk and on a phone, and the technicians' page."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        tls(Tls(chain=[leaf(), middle()])) as site,
        sync_playwright() as playwright,
    ):
        desk = Certdesk(Path(folder), TECHNICIANS, (site,))
        with desk.running():
            browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(FLAGS))
            _take(browser, desk, f"{_REPORT}https://localhost:{site}/")
            browser.close()


def _take(browser: Browser, desk: Certdesk, text: str) -> None:
    phone = talking(browser, desk, scheme="dark", width=390)
    say(phone, text)
    phone.locator(".card").wait_for()
    _save(phone, "chat-phone")
    page = talking(browser, desk, width=900)
    say(page, text)
    page.locator(".card").wait_for()
    _save(page, "chat")
    page.locator("[data-action=ask_person]").click()
    page.get_by_text("A technician has been asked").wait_for()
    technician = opened(browser, f"{desk.url}/desk?token={TOKEN}", width=1280)
    technician.locator(".ticket").last.click()
    technician.locator("[data-step=claim]").click()
    technician.locator("[data-step=release]").wait_for()
    _save(technician, "desk")


def _save(page: Page, name: str) -> None:
    page.screenshot(path=_FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
