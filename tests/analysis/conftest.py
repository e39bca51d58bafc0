"""Fixtures: a synthetic campaign as the C++ program would have written it, and the real one of an integration test."""

import os
from pathlib import Path

import pytest
from synthetic import lecture
from synthetic_files import files
from synthetic_gil import gil
from synthetic_locks import locks

from sweep_analysis import load, measured


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


@pytest.fixture(scope="session")
def real_result():
    """The file named by SWEEP_TEST_RESULT, written by the C++ program. A name without a file is a failure."""
    path = os.environ.get("SWEEP_TEST_RESULT")
    if not path:
        pytest.skip("SWEEP_TEST_RESULT names no file written by the C++ program")
    if not Path(path).is_file():
        pytest.fail(f"SWEEP_TEST_RESULT names {path}, which does not exist")
    return load(path)
