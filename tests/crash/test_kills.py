"""Whatever of a launch is killed, and whenever: nothing that was recorded is lost, and nothing is left behind."""

import json
import os
import subprocess
import sys

KILLS = os.path.join(os.environ["SWEEP_SOURCE"], "tests/long/kills.py")
COUNT = 32
LONGEST_WAIT = "2.5"  # seconds to a kill, so that all take a minute and a half


def test_kills_lose_nothing_and_leave_nothing(tmp_path):
    counts = tmp_path / "kills.json"
    command = [sys.executable, "-B", KILLS, "--count", str(COUNT), "--longest", LONGEST_WAIT, "--counts", str(counts)]
    ended = subprocess.run(command, cwd=tmp_path, text=True, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    kills = json.loads(counts.read_text())["kills"]
    assert sum(sum(victims.values()) for victims in kills.values()) == COUNT
    assert len(kills) == 4 and all(min(victims.values()) >= 2 for victims in kills.values())
    assert json.loads(counts.read_text())["finished_repetitions"] > COUNT
