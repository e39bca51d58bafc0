"""The notebooks of the lecture compare guesses with results that were made in this run, and say so where one lacks a
number."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest
from conftest import FIRST_VERSION
from journals import program
from test_notebook import NOTEBOOKS, pictures

CAMPAIGN = Path(__file__).parent / "lesson.toml"
LESSONS = [path for path in NOTEBOOKS if path.name != "scaling.ipynb"]
LAUNCH = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
          "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none",
          "OMP_WAIT_POLICY": "passive"}   # as jobs/environment.sh


def run_campaign(campaign: Path, output: Path) -> Path:
    subprocess.run(["mpirun", "-n", "2", program("SWEEP_BINARY"), "run", campaign, "--quiet", "-o", output], check=True,
                   env=LAUNCH | os.environ)
    return output


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A result with everything that the lessons ask for, and an older one of its first experiment."""
    folder = tmp_path_factory.mktemp("results")
    experiments = CAMPAIGN.read_text().split("[[experiment]]")
    (folder / "first.toml").write_text("[[experiment]]".join(experiments[:2]))
    old = run_campaign(folder / "first.toml", folder / "old.h5")
    return run_campaign(CAMPAIGN, folder / "new.h5"), old


@pytest.fixture(scope="module")
def runs(made):
    """Name of each notebook → its executed cells on three results: the new one, a file from before there were measures,
    and one that does not exist. One kernel, which takes long to start, runs all; between them it forgets all names."""
    results = (made[0], FIRST_VERSION, made[0].with_name("none.h5"))
    book, cells = nbformat.v4.new_notebook(), {}
    for path in LESSONS:
        cells[path.stem] = []
        for result in results:
            own = nbformat.read(path, as_version=4).cells
            cells[path.stem].append(own)
            words = f"%reset -f\n%env SWEEP_RESULT={result}\n%env SWEEP_BASELINE={made[1]}"
            book.cells += [nbformat.v4.new_code_cell(words), *own]
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    nbclient.NotebookClient(book, timeout=300, kernel_name="python3",
                            resources={"metadata": {"path": str(NOTEBOOKS[0].parent)}}).execute()
    return cells


def comparisons(cells) -> list:
    """What each cell that compares a guess printed."""
    return ["".join(output.get("text", "") for output in cell.outputs) for cell in cells
            if cell.cell_type == "code" and "lesson.compare" in cell.source]


@pytest.mark.parametrize("name", [path.stem for path in LESSONS])
def test_each_guess_is_compared_with_what_was_measured(runs, name):
    said = comparisons(runs[name][0])
    assert len(said) >= 3 and pictures(runs[name][0]) == len(said)
    for words in said:
        assert words.startswith(("You guessed ", "You chose ")) and words.count("\n") == 1


@pytest.mark.parametrize("name", [path.stem for path in LESSONS if path.stem != "compare"])
@pytest.mark.parametrize("result", [1, 2], ids=["of an old version", "that does not exist"])
def test_where_the_result_lacks_a_number_a_sentence_names_the_campaign(runs, name, result):
    said = comparisons(runs[name][result])
    lacking = [words for words in said if "run `mpirun -n 2 ./sweep run configs/" in words]
    assert len(lacking) == len(said) if result == 2 else lacking
    for words in lacking:
        campaign = words.partition("./sweep run ")[2].partition("`")[0]
        assert (CAMPAIGN.parents[2] / campaign).is_file()


def test_two_results_without_a_common_case_are_told_so(runs):
    for result in (1, 2):
        said = comparisons(runs["compare"][result])
        assert said and all(words.startswith("There are not two results with the same cases") for words in said)


def test_a_notebook_opens_from_the_newest_result_by_nbconvert(made, tmp_path):
    """As a person does it: copied with results/, without SWEEP_RESULT."""
    (tmp_path / "results").mkdir()
    shutil.copy(made[0], tmp_path / "results" / "lecture-20260101T000000Z.h5")
    shutil.copytree(NOTEBOOKS[0].parents[1], tmp_path / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SWEEP_", "PYTHONPATH"))}
    done = subprocess.run([sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--output", "done.ipynb",
                           tmp_path / "analysis" / "notebooks" / "2-processes.ipynb"], env=environment, text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    said = comparisons(nbformat.read(tmp_path / "analysis" / "notebooks" / "done.ipynb", as_version=4).cells)
    assert len(said) == 5 and all(words.startswith("You guessed ") for words in said)
