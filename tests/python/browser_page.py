"""The HTML page in a browser: `make page-test`. Not part of the gate, which has no browser."""

import os
import sys
import time
import unittest
import xml.etree.ElementTree as tree

try:
    import browser
except ImportError:
    sys.exit("the package websocket-client is missing: pip install websocket-client")

PAGES = os.environ.get("HUIMIN_PAGES", "out/page")
SHOWN_ROWS = "document.querySelectorAll('#finding-list tbody tr:not(.off)').length"


def page(name):
    return os.path.join(PAGES, name)


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = cls.enterClassContext(browser.Browser())

    def run_script(self, script):
        return self.browser.run(script)

    def click(self, selector):
        self.run_script(f"document.querySelector({selector!r}).click()")
        # The address changes a moment later.
        self.run_script("new Promise(function (done) { setTimeout(done, 100); })")

    def shown_blocks(self):
        script = (
            "[].map.call(document.querySelectorAll('tbody.block'), function (block) {"
            " return block.offsetHeight > 0 ? block.id : ''; }).filter(Boolean).join()"
        )
        return self.run_script(script)

    def test_nothing_is_asked_for_and_nothing_goes_wrong(self):
        for name in ("zh.html", "en.html", "yunnan.html"):
            self.browser.open(page(name))
            self.assertEqual(self.browser.complaints(), [])
            # The page itself, and its empty icon.
            others = [
                address
                for address in self.browser.requests()
                if address != "data:," and not address.endswith("/" + name)
            ]
            self.assertEqual(others, [])

    def test_html_and_xml_are_the_same_elements(self):
        self.browser.open(page("zh.html"))
        as_html = self.run_script("document.querySelectorAll('body *').length")
        # What the script put in, and what scripts and styles hold.
        added = self.run_script("document.querySelectorAll('.sort').length")
        with open(page("zh.html"), encoding="utf-8") as file:
            text = file.read()
        body = tree.fromstring(text).find("body")
        self.assertEqual(as_html - added, len(list(body.iter())) - 1)

    def test_the_body_never_scrolls_sideways(self):
        for name in ("zh.html", "en.html", "yunnan.html"):
            for width in (360, 768, 1440):
                self.browser.open(page(name), width=width, mobile=width < 500)
                self.assertEqual(self.run_script("document.documentElement.scrollWidth"), width)

    def test_divisions_open_and_close(self):
        self.browser.open(page("zh.html"))
        self.assertEqual(self.shown_blocks(), "530400")
        self.click("a.open[href='#530402']")
        self.assertEqual(self.shown_blocks(), "530402")
        expanded = "document.querySelector(\"a.open[href='#530402']\").getAttribute('aria-expanded')"
        self.assertEqual(self.run_script(expanded), "true")
        self.click("tbody[id='530402'] a.back")
        self.assertEqual(self.shown_blocks(), "530400")
        self.assertEqual(self.run_script(expanded), "false")
        self.run_script("history.back()")
        self.run_script("new Promise(function (done) { setTimeout(done, 300); })")
        self.assertEqual(self.shown_blocks(), "530402")

    def test_a_division_can_be_bookmarked(self):
        for fragment, block in (("#530423", "530423"), ("#530423001", "530423"), ("#x", "530400")):
            self.browser.open(page("zh.html"), fragment=fragment)
            self.assertEqual(self.shown_blocks(), block)

    def test_explanations_open_by_the_keyboard(self):
        self.browser.open(page("zh.html"))
        height = "document.getElementById('explain-10').offsetHeight"
        self.assertEqual(self.run_script(height), 0)
        self.run_script("document.querySelector('[aria-controls=explain-10]').focus()")
        for kind in ("keyDown", "keyUp"):
            self.browser.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key="Enter",
                code="Enter",
                windowsVirtualKeyCode=13,
                text="\r" if kind == "keyDown" else "",
            )
        self.assertGreater(self.run_script(height), 0)

    def test_findings_are_filtered(self):
        self.browser.open(page("zh.html"))
        whole = self.run_script(SHOWN_ROWS)
        counts = {}
        for severity in ("reject", "warn", "note"):
            self.run_script(
                "var field = document.querySelector('[data-filter=severity]');"
                f"field.value = '{severity}'; field.dispatchEvent(new Event('change'))"
            )
            counts[severity] = self.run_script(SHOWN_ROWS)
            stated = self.run_script(
                f"document.querySelector('.counts .{severity} + b').textContent"
            )
            self.assertEqual(counts[severity], int(stated))
        self.assertEqual(sum(counts.values()), whole)
        self.run_script(
            "var field = document.querySelector('[data-filter=text]');"
            "field.value = 'no such words'; field.dispatchEvent(new Event('input'))"
        )
        self.assertEqual(self.run_script(SHOWN_ROWS), 0)
        self.click("form.filters button")
        self.assertEqual(self.run_script(SHOWN_ROWS), whole)

    def test_rows_are_sorted(self):
        self.browser.open(page("zh.html"))
        column = (
            "[].map.call(document.querySelectorAll('.rules tbody td.num'),"
            " function (cell) { return parseInt(cell.textContent, 10); })"
        )
        before = self.run_script(column)
        self.click(".rules thead .num .sort")
        self.assertEqual(self.run_script(column), sorted(before))
        self.click(".rules thead .num .sort")
        self.assertEqual(self.run_script(column), sorted(before, reverse=True))
        # The division of a block stays above those below it.
        self.click(".heat thead th:nth-child(6) .sort")
        whole = "document.querySelector('tbody.block tr').className"
        self.assertEqual(self.run_script(whole), "whole")

    def test_without_scripts_and_on_paper_everything_is_there(self):
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        try:
            self.browser.call("Page.navigate", url="about:blank")
            self.browser.call(
                "Page.navigate", url="file://" + os.path.abspath(page("zh.html"))
            )
            # No script can say when the page is there.
            time.sleep(2)
        finally:
            self.browser.call("Emulation.setScriptExecutionDisabled", value=False)
        self.assertNotIn("js", self.run_script("document.documentElement.className"))
        self.assertEqual(len(self.shown_blocks().split(",")), 10)
        self.browser.open(page("zh.html"))
        self.browser.call("Emulation.setEmulatedMedia", media="print")
        self.assertEqual(len(self.shown_blocks().split(",")), 10)
        self.assertGreater(
            self.run_script("document.getElementById('explain-1').offsetHeight"), 0
        )
        self.browser.call("Emulation.setEmulatedMedia", media="")


if __name__ == "__main__":
    if browser.path() is None:
        sys.exit("no Chromium was found; install it, for example: apt-get install chromium")
    unittest.main()
