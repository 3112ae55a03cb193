"""The trainer in a real browser: headless Chromium, as Debian's packages bring it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    BROWSER is None or DRIVER is None,
    reason="no browser here: apt-get install chromium chromium-driver",
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1200,800",
)
RECORD = """
window.shown = "";
window.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args);
    const decoder = new TextDecoder();
    this.addEventListener("message", (event) => {
      if (typeof event.data !== "string") {
        window.shown += decoder.decode(event.data, { stream: true });
      }
    });
  }
};
"""
"""The terminal is drawn on a canvas, which holds no text: what is sent to it is written down."""
VISITORS = 10


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def open_page(browser: webdriver.Chrome, url: str) -> None:
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": RECORD})
    browser.get(url)


def shown(browser: webdriver.Chrome) -> str:
    """What the terminal was sent since the last time."""
    return browser.execute_script("const shown = window.shown; window.shown = ''; return shown")


def is_shown(browser: webdriver.Chrome, *words: str) -> bool:
    """Whether all of these were sent to the terminal; what was sent is then forgotten."""
    sent = browser.execute_script("return window.shown")
    if all(word in sent for word in words):
        browser.execute_script("window.shown = ''")
        return True
    return False


def cell(browser: webdriver.Chrome, column: int, row: int) -> tuple[int, int]:
    """The middle of a cell, as an offset from the middle of the terminal; row -1 is the last."""
    screen = browser.find_element(By.CSS_SELECTOR, ".xterm-screen")
    width, height = screen.size["width"], screen.size["height"]
    columns = round(width / 9.6)
    rows = browser.execute_script("return Math.round(arguments[0] / 21)", height)
    x = (column + 0.5) * width / columns
    y = ((row % rows) + 0.5) * height / rows
    return round(x - width / 2), round(y - height / 2)


def test_keys_and_clicks_train_and_closing_the_tab_ends_it(browser, site, eventually) -> None:
    running = site()
    open_page(browser, running.url)
    eventually(lambda: is_shown(browser, "spirals3", "paused", "Decision boundary"))
    paused = browser.get_screenshot_as_png()

    ActionChains(browser).send_keys(" ").perform()
    eventually(lambda: is_shown(browser, "running"))
    eventually(lambda: browser.get_screenshot_as_png() != paused)
    assert browser.find_elements(By.CSS_SELECTOR, "canvas")

    screen = browser.find_element(By.CSS_SELECTOR, ".xterm-screen")
    run = cell(browser, 3, -1)  # the footer begins with "space Run"
    ActionChains(browser).move_to_element_with_offset(screen, *run).click().perform()
    eventually(lambda: is_shown(browser, "paused"))

    fetched = browser.execute_script("return performance.getEntries().map((each) => each.name)")
    elsewhere = [each for each in fetched if "://" in each and not each.startswith(running.url)]
    assert elsewhere == []
    assert [each for each in browser.get_log("browser") if each["level"] == "SEVERE"] == []

    assert len(running.programs()) == 2
    browser.switch_to.new_window("tab")
    empty = browser.current_window_handle
    browser.switch_to.window(next(each for each in browser.window_handles if each != empty))
    browser.close()
    eventually(lambda: running.programs() == [])
    browser.switch_to.window(empty)
    assert running.close() == (0, "")


def test_ten_visitors_have_a_run_each_and_an_eleventh_is_told(browser, site, eventually) -> None:
    running = site("--visitors", str(VISITORS), "--hidden", "3")
    browser.set_window_size(1000, 560)  # ten large terminals take long to be drawn first
    for number in range(VISITORS):
        if number:
            browser.switch_to.new_window("tab")
        open_page(browser, running.url)
    tabs = browser.window_handles
    for tab in tabs:
        browser.switch_to.window(tab)
        eventually(lambda: is_shown(browser, "spirals3", "paused"))
    assert len(running.programs()) == 2 * VISITORS

    browser.switch_to.window(tabs[3])
    ActionChains(browser).send_keys(" ").perform()
    eventually(lambda: is_shown(browser, "running"))
    others = [tab for tab in tabs if tab != tabs[3]]
    for tab in others:
        browser.switch_to.window(tab)
        assert "running" not in shown(browser)

    browser.switch_to.new_window("tab")
    browser.get(running.url)
    assert "All places (10) are taken" in browser.find_element(By.CSS_SELECTOR, ".full").text
    browser.switch_to.window(tabs[0])
    browser.close()
    eventually(lambda: len(running.programs()) == 2 * (VISITORS - 1))
    browser.quit()
    eventually(lambda: running.programs() == [])
