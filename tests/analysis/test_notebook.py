"""The notebook is thin, stored without output, and runs."""

import copy
from pathlib import Path

import nbclient
import nbformat
import pytest
from conftest import STORED
from synthetic import Campaign

import sweep_analysis

NOTEBOOKS = sorted((Path(sweep_analysis.__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.name)
def notebook(request):
    return request.param, nbformat.read(request.param, as_version=4)


def test_there_is_a_notebook():
    assert "scaling.ipynb" in [path.name for path in NOTEBOOKS]


def test_no_notebook_stores_output_or_defines_functions(notebook):
    for cell in notebook[1].cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
            assert "def " not in cell.source and "lambda" not in cell.source and "class " not in cell.source


def test_a_notebook_runs_on_a_result_file(notebook, tmp_path, monkeypatch):
    """On a campaign that has scaling to show and nothing else, and on a stored file of every version, each of which has
    every kind of figure. One kernel, which takes long to start, runs all; between them it forgets all names."""
    campaign = Campaign()
    base = campaign.case("coffee")
    for row in (base, campaign.case("coffee", ranks=2, base=base["case"])):
        campaign.measure(row)
    path, content = notebook
    first, *others = runs = [copy.deepcopy(content.cells) for _ in range(1 + len(STORED))]
    content.cells = list(first)
    for stored, cells in zip(STORED, others, strict=True):
        content.cells += [nbformat.v4.new_code_cell(f"%reset -f\n%env SWEEP_RESULT={stored}"), *cells]
    monkeypatch.setenv("SWEEP_RESULT", str(campaign.write(tmp_path / "a.h5")))
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    nbclient.NotebookClient(content, timeout=900, kernel_name="python3",
                            resources={"metadata": {"path": str(path.parent)}}).execute()
    assert [pictures(cells) for cells in runs] == [1, 14, 16, 16]


def pictures(cells) -> int:
    outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    return sum("image/png" in output.get("data", {}) for output in outputs)
