"""`pip install ./analysis` gives the whole package, which works from any folder without PYTHONPATH."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import FIRST_VERSION

from sweep_analysis.registry import kinds

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "analysis" / "pyproject.toml").read_text())["project"]
MADE = ("build", "*.egg-info", "__pycache__")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Runs the Python of a virtual environment into which a copy of analysis/ was installed without any network."""
    folder = tmp_path_factory.mktemp("installed")
    before = made_by_installing()
    shutil.copytree(ROOT / "analysis", folder / "analysis", ignore=shutil.ignore_patterns(*MADE))
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "PIP_NO_INDEX": "1",
                   "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    (folder / "elsewhere").mkdir()

    def run(*command) -> str:
        done = subprocess.run([*map(str, command)], cwd=folder / "elsewhere", env=environment, text=True, check=False,
                              capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
    # Debian's pip serves it, so that it needs no copy.
    run(sys.executable, "-m", "venv", "--system-site-packages", "--without-pip", folder / "venv")
    python = folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-build-isolation", "--no-deps", folder / "analysis")
    assert made_by_installing() == before, "installing from a copy must leave nothing in the source tree"
    return lambda *arguments: run(python, *arguments)


def made_by_installing() -> list:
    return sorted(path for pattern in MADE[:2] for path in (ROOT / "analysis").glob(pattern))


def test_it_loads_a_result_from_another_folder(installed):
    script = ("import sys, sweep_analysis as analysis; print(analysis.__file__); "
              "print(len(analysis.load(sys.argv[1]).cases))")
    place, cases = installed("-c", script, FIRST_VERSION).split()
    assert "/venv/lib/" in place and int(cases) > 10


def test_its_commands_and_figures_are_there(installed):
    assert "figures" in installed("-m", "sweep_analysis", "--help")
    assert "(complete)" in installed("-m", "sweep_analysis", "summary", FIRST_VERSION).partition("\n")[0]
    assert installed("-c", "import sweep_analysis; print(*sweep_analysis.FIGURES)").split() == kinds()


def test_every_file_of_the_package_is_installed(installed):
    place = Path(installed("-c", "import sweep_analysis as analysis; print(analysis.__path__[0])").strip())
    source = ROOT / "analysis" / "sweep_analysis"
    wanted = {path.relative_to(source) for path in source.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert wanted and wanted - {path.relative_to(place) for path in place.rglob("*")} == set()


def test_version_and_dependencies_are_those_of_the_program_and_of_debian(installed):
    version = re.search(r"project\(sweep VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
    assert PROJECT["version"] == version
    script = "from importlib.metadata import version; print(version('sweep_analysis'))"
    assert installed("-c", script).strip() == version
    packages = (ROOT / "jobs" / "install.sh").read_text()
    for name in [*PROJECT["dependencies"], "setuptools", "wheel", "pip", "venv"]:
        assert re.search(rf"\bpython3-{name}\b", packages), name


def test_it_needs_no_more_than_it_says(installed):
    """The imported modules that are neither Python's own nor the package's are the dependencies."""
    imported = set()
    package = ROOT / "analysis" / "sweep_analysis"
    for path in [*package.glob("*.py"), *package.glob("page/*.py")]:  # peers are programs of their own
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(node.module.partition(".")[0])
    assert imported - set(sys.stdlib_module_names) == set(PROJECT["dependencies"])
