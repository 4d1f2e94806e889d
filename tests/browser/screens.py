"""Somebody's screen: what a person does at it, and what must hold of every page that comes up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext, override

from tests.chromium import faults_of
from tests.portal.test_accessible import PAGES

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
SUBMIT = "main form:not(.act) button[type=submit]"


class Screen:
    """A browser of one person. Every page that is `seen` is looked over in both languages."""

    def __init__(self, browser: Any, url: str, size: dict[str, int], known: set[tuple[int, str]]) -> None:
        self.context = browser.new_context(viewport=size, base_url=url, locale="zh-CN")
        self.page, self.complaints, self.url = self.context.new_page(), [], url
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.width, self.known = size["width"], known

    def _heard(self, line: Any) -> None:
        if line.type == "error" and "422" not in line.text:  # an answer that cannot be taken is no fault
            self.complaints.append(f"{self.page.url}: {line.text}")

    def go(self, address: str) -> Screen:
        assert self.page.goto(address).status == 200, address
        return self.seen()

    def press(self, words: str) -> Screen:
        """A link or a button by what is written on it, as the code has it; people read it in Chinese."""
        with override("zh-hans"):
            words = gettext(words)
        main = self.page.locator("main")
        button = main.get_by_role("button", name=words, exact=True)
        (button if button.count() else main.get_by_role("link", name=words, exact=True)).first.click()
        return self.seen()

    def tab_to(self, words: str = "", *, name: str = "") -> Screen:
        """By keyboard alone, to what bears these words or to the field of this name; the focus is seen there."""
        with override("zh-hans"):
            words = gettext(words) if words else ""
        here = "([words, name]) => (e => name ? e.name === name : e.innerText.trim() === words)(document.activeElement)"
        for _step in range(60):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(here, [words, name]):
                shown = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert shown != "none", f"nobody sees where the focus is: {words or name}"
                return self
        raise AssertionError(f"no way by keyboard to {words or name}")

    def enter(self) -> Screen:
        """The key that follows a link, presses a button and sends a form."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self.seen()

    def send(self, **answers: str) -> Screen:
        """Fill in what is asked, and send the page's own form."""
        for name, value in answers.items():
            self._fill(name, value)
        self.page.locator(SUBMIT).first.click()
        return self.seen()

    def _fill(self, name: str, value: str) -> None:
        fields = self.page.locator(f"main [name={name}]:not([type=hidden])")
        kind = fields.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind == "select":
            fields.first.select_option(value)
        elif kind == "radio":
            self.page.locator(f"main [name={name}][value='{value}']").check()
        elif kind == "checkbox":
            fields.first.check()
        else:
            fields.first.fill(value)

    def seen(self) -> Screen:
        """The page fits, everybody can use it, and so it is in English too; a kind of page is looked over once.

        The open pages and the wizard have tests of their own that look at them so.
        """
        self.page.wait_for_load_state()
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the screen"
        kind = (self.width, self.page.locator("h1").first.inner_text())
        path = urlsplit(self.page.url).path
        if kind not in self.known and path not in PAGES and not path.startswith("/apply/"):
            self.known.add(kind)
            assert faults_of(self.page) == []
            self._in_english()
        return self

    def _in_english(self) -> None:
        """In a page of its own, so that what stands in this one stays."""
        self.speak("en")
        other = self.context.new_page()
        if other.goto(self.page.url).status == 200:
            assert other.locator("html").get_attribute("lang") == "en"
            assert faults_of(other) == []
            assert other.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, other.url
        other.close()
        self.speak("zh-hans")

    def speak(self, language: str) -> None:
        self.context.add_cookies([{"name": "django_language", "value": language, "url": self.url}])

    def text(self) -> str:
        return str(self.page.locator("main").inner_text())


Open = Callable[..., Screen]
