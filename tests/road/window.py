"""A browser window of one person, which hears everything that goes wrong on a page."""

import os
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Download, Page

from tests.people import PASSWORD, Person

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
PATIENCE_MS = 30_000
MACHINE_ONLY = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-dev-shm-usage"]


def reopened(browser: Browser, profile: Path, options: dict[str, Any]) -> BrowserContext:
    return browser.browser_type.launch_persistent_context(
        profile,
        executable_path=os.environ["CHROMIUM"],
        chromium_sandbox=os.getuid() != 0,
        args=MACHINE_ONLY,
        **options,
    )


class Window:
    """A refusal by the content security policy, a missing asset and a script's error all come as troubles. With a
    `profile` it is a browser of its own, which finds there what it left when it was closed."""

    def __init__(
        self,
        browser: Browser,
        portal: str,
        *,
        width: int = 1280,
        dark: bool = False,
        scripts: bool = True,
        profile: Path | None = None,
    ) -> None:
        options: dict[str, Any] = {"is_mobile": True, "has_touch": True} if width < 600 else {}
        options |= {
            "base_url": portal,
            "viewport": {"width": width, "height": 844},
            "color_scheme": "dark" if dark else "light",
            "java_script_enabled": scripts,
            "locale": "fr-FR",
            "timezone_id": "Europe/Paris",
        }
        self.context = reopened(browser, profile, options) if profile else browser.new_context(**options)
        self.context.set_default_timeout(PATIENCE_MS)
        self.scripts = scripts
        self.troubles: list[str] = []
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda failure: self.troubles.append(str(failure.error)))
        self.page: Page = self.context.new_page()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: TracebackType | BaseException | None) -> None:
        self.context.close()
        assert kind or self.troubles == [], self.troubles

    def sign_in(self, person: Person) -> None:
        self.page.goto("/accounts/login/")
        self.page.fill("[name=login]", person.user.email)
        self.page.fill("[name=password]", PASSWORD)
        self.page.get_by_role("button", name="Se connecter").click()
        self.page.wait_for_url(lambda address: "/accounts/" not in address)

    def choose(self, label: str) -> None:
        """A radio button or a checkbox, by the label that a finger meets."""
        self.page.locator("label", has_text=label).first.click()

    def press(self, label: str) -> None:
        self.page.locator("main").get_by_role("button", name=label).first.click()

    def follow(self, label: str) -> None:
        self.page.locator("main").get_by_role("link", name=label).first.click()

    def says(self, *texts: str) -> None:
        """Waits until the page says all of it."""
        for text in texts:
            self.page.locator("main").get_by_text(text).first.wait_for()

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def status_of(self, address: str) -> int:
        """Asked with this person's session, aside from the page."""
        return self.context.request.get(address, max_redirects=0).status

    def download(self, label: str) -> bytes:
        with self.page.expect_download() as started:
            self.follow(label)
        download: Download = started.value
        return download.path().read_bytes()

    def is_accessible(self) -> None:
        """No violation of WCAG 2.2 A or AA that axe-core finds; it is a script itself."""
        if not self.scripts:
            return
        found = Axe().run(self.page, options=AXE)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    def width_needed(self) -> int:
        self.page.wait_for_function("() => document.scrollingElement")  # of a page that is on its way
        return int(self.page.evaluate("document.scrollingElement.scrollWidth"))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") or "Content Security Policy" in message.text:
            self.troubles.append(f"{message.text} ({message.location.get('url')})")
