"""Fixtures: synthetic campaigns as the C++ program would have written them, and real result files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from synthetic import lecture
from synthetic_files import files
from synthetic_gil import gil
from synthetic_locks import locks

from sweep_analysis import load, measured
from sweep_analysis.figures import FIGURES
from sweep_analysis.page import build
from sweep_analysis.statistics import once_measured

# Result files of each version of the schema, a little of everything, that the program wrote when it was today's.
STORED = sorted((Path(__file__).parents[1] / "data").glob("result-v*.h5"))
FIRST_VERSION = Path(__file__).parents[1] / "data" / "result-v1.h5"


@pytest.fixture(scope="session")
def lecture_file(tmp_path_factory):
    return lecture().write(tmp_path_factory.mktemp("results") / "lecture.h5")


@pytest.fixture(scope="session")
def result(lecture_file):
    return load(lecture_file)


@pytest.fixture(scope="session")
def files_file(tmp_path_factory):
    return files().write(tmp_path_factory.mktemp("results") / "files.h5")


@pytest.fixture(scope="session")
def files_result(files_file):
    return load(files_file)


@pytest.fixture(scope="session")
def locks_file(tmp_path_factory):
    return locks().write(tmp_path_factory.mktemp("results") / "locks.h5")


@pytest.fixture(scope="session")
def locks_result(locks_file):
    return load(locks_file)


@pytest.fixture(scope="session")
def gil_result(tmp_path_factory):
    return load(gil().write(tmp_path_factory.mktemp("results") / "gil.h5"))


@pytest.fixture(scope="session")
def table(result):
    return measured(result)


class Gallery:
    """The figures of a result, each drawn once for all the tests that look at it, as drawing is what takes the time; a
    test that changes a figure draws its own."""

    def __init__(self, result):
        self._result, self._figures = once_measured(result), {}

    def __call__(self, draw, experiment: str):
        if (draw, experiment) not in self._figures:
            self._figures[draw, experiment] = draw(self._result, experiment)
        return self._figures[draw, experiment]

    def names(self) -> list:
        """Of all figures that the data allow, as `write_figures` names its files."""
        return sorted(f"{kind}-{experiment}" for experiment in self._result.experiments
                      for kind, entry in FIGURES.items() if self(entry.draw, experiment))


@pytest.fixture(scope="session")
def drawn(result):
    return Gallery(result)


@pytest.fixture(scope="session")
def drawn_files(files_result):
    return Gallery(files_result)


@pytest.fixture(scope="session")
def drawn_gil(gil_result):
    return Gallery(gil_result)


@pytest.fixture(scope="session")
def drawn_locks(locks_result):
    return Gallery(locks_result)


@pytest.fixture(scope="session")
def figures_command(tmp_path_factory):
    """What the command `figures` printed of the first version's file, which has every kind, and the folder it wrote."""
    folder = tmp_path_factory.mktemp("figures") / "new"
    command = [sys.executable, "-m", "sweep_analysis", "figures", str(FIRST_VERSION), "-o", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True), folder


@pytest.fixture(scope="session")
def first():
    return load(FIRST_VERSION)


@pytest.fixture(scope="session", params=STORED, ids=lambda path: path.stem)
def stored(request):
    return load(request.param)


@pytest.fixture(scope="session")
def this():
    """The file named by SWEEP_TEST_RESULT. A name without a file is a failure."""
    path = os.environ.get("SWEEP_TEST_RESULT")
    if not path:
        pytest.skip("SWEEP_TEST_RESULT names no file written by the C++ program")
    if not Path(path).is_file():
        pytest.fail(f"SWEEP_TEST_RESULT names {path}, which does not exist")
    return load(path)


@pytest.fixture(scope="session", params=[*STORED, "this version"], ids=lambda name: getattr(name, "stem", name))
def real_result(request):
    """A file that the C++ program wrote: the stored ones of each version, and one of this program."""
    return load(request.param) if request.param in STORED else request.getfixturevalue("this")


@pytest.fixture
def numbers_only(monkeypatch):
    """Pages without figures, which take the most time to make."""
    monkeypatch.setattr(build, "MOST_BYTES", 0)
