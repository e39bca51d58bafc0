"""A headless Chromium of Debian's, and what of npm's the tests of the page need."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

HERE = Path(__file__).parent
PROGRAMS = {"chromium": "chromium", "chromedriver": "chromium-driver", "npm": "npm"}   # and Debian's packages of them


def need(program: str) -> str:
    """Where a program is; its absence is a failure, as a page that nobody opened is not tested."""
    path = shutil.which(program)
    if not path:
        pytest.fail(f"There is no {program}: install Debian's {PROGRAMS[program]} (jobs/install.sh test)")
    return path


class Browser:
    """One browser, and what it said and asked for since the last page."""

    def __init__(self, javascript: bool = True):
        options = Options()
        options.binary_location = need("chromium")
        for argument in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "hide-scrollbars"):
            options.add_argument(f"--{argument}")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service(need("chromedriver")), options=options)
        if not javascript:
            self.command("Emulation.setScriptExecutionDisabled", value=True)

    def command(self, name: str, **values):
        return self.driver.execute_cdp_cmd(name, values)

    def resize(self, width: int, height: int):
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.command("Emulation.setDeviceMetricsOverride", **size)

    def open(self, path, width: int = 1440, height: int = 900, scheme: str = "light"):
        self.resize(width, height)
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        for log in ("browser", "performance"):
            self.driver.get_log(log)
        self.driver.get(path.as_uri())

    def run(self, script: str, *arguments):
        return self.driver.execute_script(script, *arguments)

    def text(self, selector: str) -> str:
        return self.run("return document.querySelector(arguments[0]).innerText", selector)

    def console(self) -> list:
        return [line["message"] for line in self.driver.get_log("browser")]

    def requests(self) -> list:
        messages = [json.loads(line["message"])["message"] for line in self.driver.get_log("performance")]
        return [message["params"]["request"]["url"] for message in messages
                if message["method"] == "Network.requestWillBeSent"]


def node_modules() -> Path:
    """Of package-lock.json, installed once in the folder SWEEP_NODE_FOLDER, else below the temporary files."""
    lock = (HERE / "package-lock.json").read_bytes()
    parent = Path(os.environ.get("SWEEP_NODE_FOLDER", f"/tmp/sweep-page-tests-{os.getuid()}"))
    folder = parent / hashlib.sha256(lock).hexdigest()[:16]
    done = folder / "installed"
    if not done.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc", ".htmlvalidate.json"):
            shutil.copy(HERE / name, folder)
        subprocess.run([need("npm"), "ci", "--ignore-scripts", "--prefer-offline"], cwd=folder, check=True, timeout=120,
                       capture_output=True)
        done.touch()
    return folder
