"""The notebooks are thin, stored without output, and compare guesses; `scaling` runs on any result, those of the
lecture run in test_lessons."""

import copy
from pathlib import Path

import nbclient
import nbformat
import pytest
from conftest import STORED
from synthetic import Campaign

import sweep_analysis

NOTEBOOKS = sorted((Path(sweep_analysis.__file__).parents[1] / "notebooks").glob("*.ipynb"))


STEPS = {"guess": "guess = ", "measure": "# Made by: mpirun ", "compare": "comparison = lesson.compare"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.name)
def notebook(request):
    return request.param, nbformat.read(request.param, as_version=4)


def test_there_are_the_lectures_notebooks_in_its_order_and_two_more():
    assert [path.stem for path in NOTEBOOKS] == ["1-limits-of-sequential-code", "2-processes", "3-threads-and-the-lock",
                                                 "4-event-loop", "5-choosing", "compare", "scaling"]


def test_no_notebook_stores_output_or_defines_functions(notebook):
    for cell in notebook[1].cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
            assert "def " not in cell.source and "lambda" not in cell.source and "class " not in cell.source


def test_a_notebook_compares_a_guess_at_least_three_times_after_it_was_made_and_measured(notebook):
    steps = [kind for cell in notebook[1].cells if cell.cell_type == "code" for kind, words in STEPS.items()
             if cell.source.startswith(words)]
    assert len(steps) >= 9 and steps == ["guess", "measure", "compare"] * (len(steps) // 3)


def test_it_runs_on_a_result_file(tmp_path, monkeypatch):
    """On a campaign that has scaling to show and nothing else, and on the newest of the stored files, which has every kind
    of figure (test_stored_versions draws them of each). One kernel, which takes long to start, runs both; between them it
    forgets all names."""
    campaign = Campaign()
    base = campaign.case("coffee")
    for row in (base, campaign.case("coffee", ranks=2, base=base["case"])):
        campaign.measure(row)
    path = next(path for path in NOTEBOOKS if path.name == "scaling.ipynb")
    content = nbformat.read(path, as_version=4)
    first, second = runs = [copy.deepcopy(content.cells) for _ in range(2)]
    content.cells = [*first, nbformat.v4.new_code_cell(f"%reset -f\n%env SWEEP_RESULT={STORED[-1]}"), *second]
    monkeypatch.setenv("SWEEP_RESULT", str(campaign.write(tmp_path / "a.h5")))
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    nbclient.NotebookClient(content, timeout=900, kernel_name="python3",
                            resources={"metadata": {"path": str(path.parent)}}).execute()
    assert [pictures(cells) for cells in runs] == [2, 18]   # with the guesses that can be compared


def pictures(cells) -> int:
    outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    return sum("image/png" in output.get("data", {}) for output in outputs)
