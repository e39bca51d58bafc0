"""A figure is one file: its line in it registers it with the command, the files and the names of the package."""

import shutil
import subprocess
import sys
from pathlib import Path

from conftest import FIRST_VERSION

import sweep_analysis

SPOTS = """
from matplotlib.figure import Figure
from .registry import registered

@registered(needs="nothing at all")
def spots_figure(result, experiment):
    return Figure() if experiment == "harness" else None
"""


def test_a_figure_is_added_by_one_file(tmp_path):
    package = tmp_path / "sweep_analysis"
    shutil.copytree(Path(sweep_analysis.__file__).parent, package)
    (package / "draw_spots.py").write_text(SPOTS)
    script = ("import runpy, sys, sweep_analysis as analysis; "
              "result = analysis.load(sys.argv[1]); "
              "print('matplotlib' in sys.modules, end=' '); "   # nor is it for a summary, which begins sooner so
              "print(analysis.spots_figure(result, 'harness') is not None, 'spots_figure' in analysis.__all__); "
              "from sweep_analysis.figures import FIGURES; "
              "[FIGURES.pop(kind) for kind in list(FIGURES) if kind != 'spots']; "
              "print(*(path.name for path in analysis.write_figures(result, 'out')[0])); "
              "sys.argv[1:] = ['--help']; runpy.run_module('sweep_analysis', run_name='__main__')")
    done = subprocess.run([sys.executable, "-c", script, FIRST_VERSION], cwd=tmp_path, text=True, check=True,
                          capture_output=True, env={"PYTHONPATH": str(tmp_path)})
    printed, _, told = done.stdout.partition("usage: ")
    assert printed == "False True True\nspots-harness.png\n"
    assert "spots" in told
