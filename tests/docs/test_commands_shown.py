"""Every command and every block of code that README.md, jobs/README.md and analysis/README.md show works."""

import re
from types import SimpleNamespace

import pytest

from checkout import Checkout
from pages import PAGES, ROOT, blocks, commands
from ways import way_of

COMMANDS = [command for page in PAGES for command in commands(page)]
BLOCKS = [block for page in PAGES for block in blocks(page)]
JUBE_FP = r"([+-]?\d*\.?\d+(?:[eE][-+]?\d+)?)"  # as JUBE 2 defines jube_pat_fp


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """The folder of a page: its commands find what those before them made."""
    folders = {}

    def of(page: str) -> Checkout:
        if page not in folders:
            folders[page] = Checkout(tmp_path_factory.mktemp("checkout"))
        return folders[page]

    yield of
    if folders:  # what launches left in memory, without beginning another
        next(iter(folders.values())).run("SLURM_JOB_ID=0; source jobs/environment.sh; sweep_remove_dead_launches /dev/shm")


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_a_command_shown_works(command, checkout):
    way = way_of(command.text)
    assert way, f"{command}: tests/docs/ways.py does not say how it is run; nothing may be shown that nobody has tried"
    way(checkout(command.page), command.text)


def reframe(text: str, lines: str):
    """The class body of a ReFrame test, whose patterns are looked for in what `sweep show --lines` printed."""
    searched = []

    def find(pattern, output, *place):
        match = re.search(pattern, output, re.MULTILINE)
        assert match, pattern
        searched.append(pattern)
        return place[1](match[place[0]]) if place else True

    names = {
        "sanity_function": lambda function: function,
        "performance_function": lambda unit: lambda function: function,
        "sn": SimpleNamespace(assert_found=find, extractsingle=find),
    }
    known = set(names)
    exec(text, names)
    functions = [value for name, value in names.items() if callable(value) and name not in known]
    for function in functions:
        assert function(SimpleNamespace(stdout=lines))
    assert functions and len(searched) == len(functions)
    return names["postrun_cmds"]


def test_blocks_of_other_languages_work(checkout):
    kinds = set()
    for block in BLOCKS:
        where, folder = f"{block.page}:{block.line}", checkout(block.page)
        kinds.add(block.language)
        if block.language == "python" and "@sanity_function" in block.text:
            lines = folder.run("./sweep show result.h5 --lines")
            for command in reframe(block.text, lines):
                folder.run(command)
        elif block.language == "python":
            folder.python(block.text)
        elif block.language == "xml":
            lines = folder.run("./sweep show result.h5 --lines")
            patterns = re.findall(r"<pattern [^>]*>(.*)</pattern>", block.text)
            assert patterns and all(re.search(each.replace("$jube_pat_fp", JUBE_FP), lines) for each in patterns), where
        elif block.language == "toml":
            (folder.folder / "block.toml").write_text(f'[campaign]\nname = "block"\n{block.text}\n')
            assert " cases on 4 ranks" in folder.run("./sweep plan block.toml --ranks 4"), where
        else:
            assert block.language in ("", "sh"), f"{where}: nothing tries blocks of {block.language}"
    assert kinds == {"", "sh", "python", "xml", "toml"}


def test_strings_of_a_data_frame_are_text(checkout):
    """What the README says of pandas: the last line of its block is needed, and does it."""
    block = next(block for block in BLOCKS if block.page == "README.md" and block.language == "python")
    folder = checkout(block.page)
    *before, last = block.text.splitlines()
    kind = "\nprint(*sorted({type(value).__name__ for value in frame[['experiment', 'model', 'status']].values.flat}))"
    assert folder.python("\n".join(before) + kind).split() == ["bytes"]
    assert folder.python("\n".join([*before, last]) + kind).split() == ["str"]


def test_the_readme_s_table_has_the_rows_and_columns_that_are_measured(checkout):
    folder = checkout("README.md")
    if not (folder.folder / "table.h5").exists():
        way_of("jobs/local.sh decide -o table.h5")(folder, "jobs/local.sh decide -o table.h5")
    printed, readme = folder.run("jobs/readme_table.py table.h5").splitlines(), (ROOT / "README.md").read_text().splitlines()
    place = readme.index(printed[0])
    names = [[line.split(" | ")[0] for line in lines] for lines in (printed, readme[place : place + len(printed)])]
    assert names[0] == names[1]


@pytest.mark.parametrize("text", ["jobs/local.sh frobnicate", "./sweep frobnicate", "make install", "sweep show g.h5"])
def test_a_command_that_nobody_has_tried_is_found(text):
    assert way_of(text) is None


@pytest.mark.parametrize("text", [
    "mpirun -n 8 ./sweep run configs/granularity.toml --set threads.settings=1000 -o x.h5",  # as the README once had it
    "jobs/local.sh configs/scalings.toml --launches 6",
    "jobs/build.sh relase",
    "jobs/submit.py configs/scaling.toml --node 2",
    "sbatch --node=2 jobs/sweep.sbatch configs/scaling.toml",
    "./sweep plan configs/scaling.toml --rank 64",
    "./sweep show nothing.txt",
    "jobs/compare_cpython.sh --quik",
])  # fmt: skip
def test_a_command_with_a_mistake_is_found(text, checkout):
    with pytest.raises((AssertionError, SystemExit)):
        way_of(text)(checkout("mistakes"), text)
