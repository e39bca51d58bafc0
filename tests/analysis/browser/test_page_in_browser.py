"""The page in a browser: it asks for nothing, checks itself and says what is wrong, and a keyboard reaches all of it.

Screenshots are written to the folder SWEEP_SCREENSHOTS, else to pytest's.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from chromium import HERE, Browser, node_modules
from conftest import STORED
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from synthetic_decision import LOOP, SEQUENTIAL, add, campaign_of, decision_table, write_decision
from test_page import HOSTILE, hostile

from sweep_analysis import load
from sweep_analysis.page import build
from sweep_analysis.page.samples import script_json

CHECKED = re.compile(r"(\d+) of (\d+) cases verified here: (\d+) of (\d+) ")


@pytest.fixture(scope="session")
def browser():
    own = Browser()
    yield own
    own.driver.quit()


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="session")
def decision(folder):
    (folder / "decision.html").write_text(build.page([load(write_decision(folder / "decision.h5"))]))
    return folder / "decision.html"


def checked(browser) -> tuple:
    return tuple(map(int, CHECKED.search(browser.text("[data-check]")).groups()))


def test_the_page_says_nothing_and_asks_for_nothing(browser, decision):
    browser.open(decision)
    assert browser.console() == []
    assert {url for url in browser.requests() if not url.startswith("data:")} == {decision.as_uri()}


def test_all_is_verified_in_the_browser(browser, decision):
    browser.open(decision)
    right, cases, numbers, claims = checked(browser)
    assert right == cases == 43 and numbers == claims > 900
    assert not browser.run("return document.querySelector('[data-check]').classList.contains('failed')")


def figures_of(page: Path) -> int:
    """How many its captions number."""
    return page.read_text().count("<b>Figure ")


def test_every_figure_is_seen(browser, decision):
    browser.open(decision)
    drawn = "return [...document.querySelectorAll('figure svg')]"
    heights = browser.run(f"{drawn}.map(svg => svg.getBoundingClientRect().height)")
    assert len(heights) == figures_of(decision) >= 6 and min(heights) > 100
    lines = browser.run(f"{drawn}.map(svg => svg.querySelectorAll('path, use').length)")
    assert min(lines) > 10


@pytest.mark.parametrize("launches, repetitions", [(3, 7), (6, 8), (7, 4)])
def test_launches_are_recomputed_alike(browser, folder, numbers_only, launches, repetitions):
    campaign = decision_table(launches, repetitions)
    for number, sample in enumerate(campaign.samples):   # no two alike
        sample["wall_s"] *= 1 + 0.02 * ((number * 7919) % 101) / 101 + 0.01 * sample["launch"]
    path = folder / f"launches-{launches}.html"
    path.write_text(build.page([load(write_decision(folder / "launches.h5", campaign))]))
    browser.open(path)
    right, cases, numbers, claims = checked(browser)
    assert (right, numbers) == (cases, claims) and cases == 43


def test_results_of_every_version_are_recomputed_alike(browser, folder, numbers_only):
    path = folder / "versions.html"
    path.write_text(build.page([load(stored) for stored in STORED]))
    browser.open(path)
    right, cases, numbers, claims = checked(browser)
    assert (right, numbers) == (cases, claims) and cases > 30
    assert len(browser.driver.find_elements(By.TAG_NAME, "article")) == len(STORED)


def changed(page: Path, change) -> Path:
    """The page with other samples."""
    text = page.read_text()
    stored = re.search(r'(id="samples">)(.*?)(</script>)', text, re.DOTALL)
    data = json.loads(stored[2])
    change(data["files"][0]["cases"])
    path = page.with_name("changed.html")
    path.write_text(text[:stored.start(2)] + script_json(data) + text[stored.end(2):])
    return path


def test_a_changed_sample_is_told(browser, decision):
    def change(cases):
        cases[19]["wall_s"] = [[time * 1.02 for time in ranks] for ranks in cases[19]["wall_s"]]
    browser.open(changed(decision, change))
    said = browser.text("[data-check]")
    assert said.startswith("37 of 43 cases verified here"), "its own, and those whose share is of it"
    assert "case 19 (files_far, event_loop): the page says 1.10 s, its samples say 1.124" in said
    assert browser.run("return document.querySelector('[data-check]').classList.contains('failed')")
    assert browser.driver.find_elements(By.CSS_SELECTOR, "[data-wrong]")


def test_a_changed_sample_that_moves_no_median_is_told(browser, decision):
    def change(cases):
        cases[0]["wall_s"][1][0] *= 1 + 1e-12
    browser.open(changed(decision, change))
    assert browser.text("[data-check]").startswith("42 of 43 cases verified here")
    assert "case 0: the page says" in browser.text("[data-check]") and "(fingerprint)" in browser.text("[data-check]")


@pytest.mark.parametrize("true, false, words", [
    ('<span class="word">good</span>', '<span class="word">excellent</span>',
     "the page says excellent, its samples say good (verdict)"),
    (">46.4 ×</data>", ">64.4 ×</data>", "the page says 64.4 ×, its samples say 46.3636 × (speedup)")])
def test_a_page_that_says_something_else_is_told(browser, decision, true, false, words):
    text = decision.read_text()
    cell = 'data-problem="files_far" data-way="process_pool" data-claim="verdict"'
    at = text.index(true, text.index(cell) if "word" in true else 0)
    path = decision.with_name("lie.html")
    path.write_text(text[:at] + false + text[at + len(true):])
    browser.open(path)
    assert words in browser.text("[data-check]") and checked(browser)[0] == 42


def test_samples_that_cannot_be_read_are_told(browser, decision):
    text = decision.read_text()
    path = decision.with_name("unreadable.html")
    path.write_text(text.replace('id="samples">{', 'id="samples">'))
    browser.open(path)
    assert browser.text("[data-check]").startswith("Nothing is verified")


def test_names_of_strangers_do_nothing(browser, folder, numbers_only):
    path = folder / "hostile.html"
    path.write_text(build.page([load(hostile(folder / "hostile.h5"))]))
    browser.open(path)
    assert browser.console() == [] and len(browser.requests()) == 1
    assert browser.driver.title.startswith(HOSTILE[0])
    right, cases, _, _ = checked(browser)
    assert right == cases == 3 * len(HOSTILE)


def test_without_javascript_all_of_it_is_there(folder, decision):
    plain = Browser(javascript=False)
    try:
        plain.open(decision)
        root = plain.command("DOM.getDocument", depth=0)["root"]["nodeId"]

        def found(selector: str) -> list:
            return plain.command("DOM.querySelectorAll", nodeId=root, selector=selector)["nodeIds"]

        assert len(found("table")) >= 5 and len(found(".decision td.cell")) == 64
        assert len(found("figure svg")) == figures_of(decision)
        assert found("button") == [] and found("input") == [], "a control that does nothing"
        assert plain.command("DOM.getBoxModel", nodeId=found(".decision")[0])["model"]["height"] > 300
        assert found("[data-check][hidden]"), "nothing claims to be verified"
    finally:
        plain.driver.quit()


FOCUSABLE = "a[href], button, input, summary, [tabindex='0']"


def test_a_keyboard_reaches_every_control(browser, decision):
    browser.open(decision)
    wanted = browser.run("""return [...document.querySelectorAll(arguments[0])].filter(each => each.checkVisibility())
        .map((each, index) => { each.dataset.stop = index; return index; })""", FOCUSABLE)
    browser.run("""window.reached = [];
        addEventListener('focusin', event => window.reached.push(event.target.dataset.stop ?? ''));""")
    browser.driver.switch_to.active_element.send_keys(Keys.TAB * (len(wanted) + 1))
    reached = browser.run("return window.reached")
    assert set(map(str, wanted)) <= set(reached)


def test_a_keyboard_sorts_filters_opens_and_closes(browser, decision):
    browser.open(decision)
    heading = browser.driver.find_element(By.XPATH, "//th[button[text()='Median']]")
    column = """return [...document.querySelectorAll('.filterable tbody tr')].filter(row => !row.hidden)
        .map(row => row.cells[0].innerText)"""
    for state, first in (("ascending", "14"), ("descending", "26")):
        heading.find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
        assert heading.get_attribute("aria-sort") == state and browser.run(column)[0] == first
    button = heading.find_element(By.TAG_NAME, "button")
    tip = browser.driver.find_element(By.ID, button.get_attribute("aria-describedby"))
    assert tip.is_displayed()
    button.send_keys(Keys.ESCAPE)
    assert not tip.is_displayed()
    browser.driver.find_element(By.CSS_SELECTOR, ".filter input").send_keys("files-far event_loop")
    assert browser.run(column) == ["19"] and browser.text(".filter .count") == "1 of 43 rows"
    why = browser.driver.find_element(By.CSS_SELECTOR, ".cell.excellent summary")
    why.send_keys(Keys.ENTER)
    assert "with 2 ranks" in why.find_element(By.XPATH, "..").text


def test_a_figure_fills_the_screen_and_comes_back(browser, decision):
    browser.open(decision)
    button = browser.driver.find_element(By.CSS_SELECTOR, "figure .zoom")
    button.send_keys(Keys.ENTER)
    dialog = browser.driver.find_element(By.TAG_NAME, "dialog")
    assert dialog.is_displayed() and dialog.find_element(By.TAG_NAME, "svg").size["width"] > 900
    browser.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not dialog.is_displayed() and browser.driver.switch_to.active_element == button
    assert browser.run("return document.querySelector('figure .drawing').children.length") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, decision, scheme):
    browser.open(decision, scheme=scheme)
    browser.run("document.querySelectorAll('.cell details').forEach((each, index) => { each.open = index < 3; })")
    browser.run((node_modules() / "node_modules/axe-core/axe.min.js").read_text())
    dark = "{ include: [['header'], ['.rules'], ['.warnings'], ['footer']] }, "   # of each colour some
    found = browser.driver.execute_async_script(
        f"axe.run({dark if scheme == 'dark' else ''}{{ resultTypes: ['violations'] }}).then(arguments[0])")
    assert [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found["violations"]] == []
    assert len(found["passes"]) > 20


def test_html_validate_finds_nothing(decision, folder, numbers_only):
    several = folder / "several.html"
    campaign = campaign_of(repetitions=3)
    for seconds, way in ((1, SEQUENTIAL), (0.5, LOOP)):
        add(campaign, "files-far", seconds, **way)
    files = [write_decision(folder / "few.h5", campaign), STORED[0], hostile(folder / "strange.h5")]
    several.write_text(build.page([load(path) for path in files]))
    command = [node_modules() / "node_modules/.bin/html-validate", "--config", node_modules() / ".htmlvalidate.json"]
    done = subprocess.run([*command, decision, several], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "")


def test_the_lock_file_names_no_host():
    lock = (HERE / "package-lock.json").read_text()
    assert "://" not in lock and '"integrity": "sha512-' in lock


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_is_wider_than_the_screen(browser, decision, folder, width, scheme):
    browser.open(decision, width=width, scheme=scheme)
    height = min(6000, browser.run("return document.documentElement.scrollHeight"))
    assert browser.run("return document.documentElement.scrollWidth") <= width
    browser.resize(width, height)
    shots = Path(os.environ.get("SWEEP_SCREENSHOTS", folder))
    shots.mkdir(parents=True, exist_ok=True)
    assert browser.driver.save_screenshot(str(shots / f"page-{width}-{scheme}.png"))
