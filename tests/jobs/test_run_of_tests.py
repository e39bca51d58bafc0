"""tests/run.sh: what it counts, and that a test which passes only alone is named."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[1] / "run.sh"

PASSES, FAILS, PASSES_ALONE = "sh -c true", "sh -c false", "sh -c [[test -e seen || ! touch seen]]"
HAS_NO_PROGRAM = "nowhere/to/be/found"


def project(folder: Path, tests: list[str], build="cmake --preset $1 >/dev/null"):
    """A project of these tests, each a line of shell, in its place of a tree like ours."""
    for name, text in {
        "jobs/install.sh": "true\n",
        "jobs/build.sh": f"{build}\n",
        "CMakeLists.txt": "cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES NONE)\nenable_testing()\n" + "".join(
            f"add_test(NAME t{number} COMMAND {text})\n" for number, text in enumerate(tests)),
        "CMakePresets.json": json.dumps({
            "version": 6,
            "configurePresets": [{"name": "ci", "binaryDir": "build/ci", "generator": "Unix Makefiles"}],
            "testPresets": [{"name": "ci", "configurePreset": "ci"}]}),
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/bash\n" * name.endswith(".sh") + text)
        path.chmod(0o755)
    (folder / "tests").mkdir()
    shutil.copy(RUN, folder / "tests")
    return subprocess.run([folder / "tests/run.sh", "ci"], text=True, capture_output=True, check=False)


@pytest.mark.parametrize(("tests", "code", "told"), [
    ([PASSES, PASSES], 0, ["2 passed, 0 failed"]),
    ([PASSES, FAILS], 1, ["1 passed, 1 failed"]),
    ([PASSES, PASSES_ALONE], 0, ["failed beside others, passed alone: t1", "2 passed, 0 failed"]),
    ([FAILS, PASSES_ALONE], 1, ["failed beside others, passed alone: t1", "1 passed, 1 failed"]),
    ([PASSES_ALONE, HAS_NO_PROGRAM], 1, ["failed beside others, passed alone: t0", "1 passed, 1 failed, 1 skipped"]),
    ([PASSES_ALONE] + 3 * [FAILS], 1, ["0 passed, 4 failed"]),  # so many have another reason than each other
])
def test_a_test_that_fails_is_asked_once_more_alone(tests, code, told, tmp_path):
    ran = project(tmp_path, tests)
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert ran.stdout.splitlines()[-len(told):] == told
    assert len(told) == 2 or "alone" not in ran.stdout


def test_a_build_that_fails_counts_as_a_failure(tmp_path):
    ran = project(tmp_path, [PASSES], build="exit 1")
    assert (ran.returncode, ran.stdout) == (1, "0 passed, 1 failed\n")
