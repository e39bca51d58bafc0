"""What the program says, compared with golden/ once everything that differs between machines is blanked.

SWEEP_UPDATE_GOLDEN=1 writes the files anew: look at the difference before you commit it.
"""

import os
import re
from pathlib import Path

import pytest
from sweep_program import CAMPAIGNS, SOURCE, sweep

GOLDEN = Path(__file__).parent / "golden"


def blanked(text):
    text = re.sub(r"^warning: .*\n", "", text, flags=re.MULTILINE)  # of the machine's cores and its other users
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "<time>", text)
    text = re.sub(r"\d+ (h|min) \d+ (min|s)\b", "<duration>", text)
    text = re.sub(r"\b\d[\d.e+]* (ns|µs|ms|s)\b", "<duration>", text)
    text = re.sub(r"\b\d+\.\d\d\b", "<ratio>", text)
    text = re.sub(r"(?<=\S) {2,}", "  ", text)
    return text.rstrip("\n") + "\n"


def compare(name, text):
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("SWEEP_UPDATE_GOLDEN"):
        file.write_text(blanked(text))
    assert blanked(text) == file.read_text()


def words_of(text):
    return re.findall(r"\w+|[^\w\s]", text)


def new_entries():
    """Those of catalogues that golden/ does not know."""
    known = set(words_of((GOLDEN / "list.txt").read_text() + (GOLDEN / "help.txt").read_text()))
    listed = [file.read_text() for file in (SOURCE / "src").rglob("catalogue.def")]
    return set(re.findall(r"^SWEEP_CATALOGUE\((\w+)\)", "".join(listed), flags=re.MULTILINE)) - known


def compare_catalogue(name, text):
    """Who adds an entry to a catalogue brings its test, and need not touch this one: the text may then say more."""
    if os.environ.get("SWEEP_UPDATE_GOLDEN") or not new_entries():
        compare(name, text)
        return
    words = iter(words_of(blanked(text)))
    assert [word for word in words_of((GOLDEN / f"{name}.txt").read_text()) if word not in words] == []


@pytest.mark.parametrize("arguments", [
    "--help", "run --help", "plan --help", "split --help", "merge --help", "list --help", "show --help", "compare --help", "noise --help", "profile --help", "list", "list models threads",
    "list workloads monte_carlo", "list kernels", "list schedules", "list policies"])
def test_help_and_catalogues(arguments, tmp_path):
    ended = sweep(*arguments.split(), cwd=tmp_path).expect(0)
    compare_catalogue(re.sub(r"\W+", "_", arguments).strip("_"), ended.out)
    assert ended.err == ""
    assert not list(tmp_path.iterdir())


def test_help_does_not_depend_on_ranks(tmp_path):
    ended = sweep("--help", ranks=3, cwd=tmp_path).expect(0)
    compare_catalogue("help", ended.out)


def test_plan(tmp_path):
    ended = sweep("plan", CAMPAIGNS / "tiny.toml", cwd=tmp_path).expect(0)
    host = re.compile(rf"^  {re.escape(os.uname().nodename)} +0 +(\d+) +\d+ +\d+ +.* [KMGT]iB$", flags=re.MULTILINE)
    compare("plan", host.sub(r"  <host>  0  \1  <what it has>", ended.out))
    assert ended.err == ""
    assert not list(tmp_path.iterdir())


def test_split(tmp_path):
    ended = sweep("split", CAMPAIGNS / "tiny.toml", "--into", 3, "--set", "pi.draws=[1000, 90000]", cwd=tmp_path).expect(0)
    compare("split", ended.out.replace(str(CAMPAIGNS), "campaigns"))
    assert ended.err == ""
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def run_and_show(tmp_path_factory):
    folder = tmp_path_factory.mktemp("show")
    ended = sweep("run", CAMPAIGNS / "tiny.toml", "-o", "x.h5", cwd=folder).expect(0)
    return ended, sweep("show", "x.h5", cwd=folder).expect(0)


def test_show(run_and_show):
    _, shown = run_and_show
    compare("show", shown.out)
    assert shown.err == ""


def test_run_prints_what_show_prints(run_and_show):
    ended, shown = run_and_show
    assert ended.out == shown.out + "\nx.h5\n"


def test_version_is_the_projects(tmp_path):
    version = re.search(r"project\(sweep VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text())[1]
    assert sweep("--version", cwd=tmp_path).expect(0).out == f"sweep {version}\n"


def test_build_info(tmp_path):
    ended = sweep("--build-info", cwd=tmp_path).expect(0)
    lines = dict(line.split(": ", 1) for line in ended.out.splitlines())
    assert list(lines) == ["version", "git_revision", "compiler", "flags", "build_type", "libraries", "instruction_sets"]
    assert all(lines.values())
    assert "portable" in lines["instruction_sets"]
    assert "HDF5" in lines["libraries"]
