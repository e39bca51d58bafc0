"""The notebook is thin, stored without output, and runs."""

from pathlib import Path

import nbclient
import nbformat
import pytest

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


def test_a_notebook_runs_on_a_result_file(notebook, lecture_file, monkeypatch):
    path, content = notebook
    monkeypatch.setenv("SWEEP_RESULT", str(lecture_file))
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    nbclient.NotebookClient(content, timeout=120, kernel_name="python3",
                            resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [output for cell in content.cells if cell.cell_type == "code" for output in cell.outputs]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 6
