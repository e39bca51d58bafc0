"""Each check complains about what it is there to find, and about nothing else."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import format as form
import headers
import layers
import scripts
import tidy
from sources import compile_commands

ROOT = Path(__file__).resolve().parents[2]
TABLE = """
| folder | may include |
|---|---|
| core | nothing of ours; no MPI |
| comm | core |
| workloads | core (never models) |
| models | `core` |
| campaign | core, comm, and the two catalogues |
| cli | core, campaign, the two catalogues |
| main | cli and comm |
"""
GOOD = {
    "src/README.md": TABLE,
    "src/main.cpp": '#include "cli/run.hpp"\n#include "comm/session.hpp"\n',
    "src/core/clock.cpp": "void now() {\n  clock_gettime(0, nullptr);\n}\n",
    "src/comm/session.cpp": "#include <mpi.h>\n\nvoid start() {\n  MPI_Init(nullptr, nullptr);\n}\n",
    "src/models/threads.cpp": "#include <omp.h>\n\n#include \"core/task.hpp\"\n\n#pragma omp parallel\n",
    "src/campaign/plan.cpp": '#include "models/catalogue.hpp"\n#include "workloads/catalogue.hpp"\n',
    "src/core/task.hpp": "#pragma once\n\nconstexpr int limit = 3;\nconst char text[] = \"std::cout\"; // printf(\n",
    "tests/run.sh": "#!/bin/bash\necho ran\n",
}


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def compiled(root: Path, files: dict[str, str]) -> Path:
    """A tree and, in build/, the commands that compile its sources."""
    tree(root, files)
    command = f"c++ -I{root}/src -std=c++20 -c"
    entries = [{"file": str(path), "command": f"{command} {path}"} for path in root.rglob("*.cpp")]
    tree(root, {"build/compile_commands.json": json.dumps(entries)})
    return root / "build"


def test_a_good_tree_has_nothing_to_complain_about(tmp_path):
    tree(tmp_path, GOOD)
    shutil.copy(ROOT / ".clang-format", tmp_path)
    assert layers.check(tmp_path) == form.check(tmp_path) == scripts.check(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("src/core/x.cpp", '#include "comm/session.hpp"\n', 'x.cpp:1: core may not include "comm/session.hpp"'),
        ("src/workloads/x.cpp", '\n#include "models/model.hpp"\n', "x.cpp:2: workloads may not include"),
        ("src/campaign/x.cpp", '#include "workloads/empty.hpp"\n', "campaign may not include"),
        ("src/workloads/x.cpp", '#include "models/catalogue.hpp"\n', "workloads may not include"),
        ("src/other/x.cpp", "int f();\n", "no row 'other'"),
        ("src/core/x.cpp", "#include <mpi.h>\n", "<mpi.h> may be included only in src/comm"),
        ("src/campaign/x.cpp", "#include <hdf5.h>\n", "<hdf5.h> may be included only in src/io"),
        ("src/workloads/x.cpp", "#include <omp.h>\n", "<omp.h> may be included only in src/models"),
        ("src/workloads/x.cpp", "#include <asio.hpp>\n", "<asio.hpp> may be included only in src/io and src/models"),
        ("src/core/x.cpp", "#pragma omp parallel\n", "OpenMP is for src/models"),
        ("src/core/x.cpp", 'void f() { std::printf("x"); }\n', "only src/cli and main.cpp print"),
        ("src/core/x.cpp", 'void f() { fmt::print("x"); }\n', "only src/cli and main.cpp print"),
        ("src/core/x.cpp", "auto f() { return std::chrono::steady_clock::now(); }\n", "'steady_clock': the clock is read"),
        ("src/core/x.cpp", "void f() { std::exit(1); }\n", "only main ends the program"),
        ("src/core/x.cpp", "int counter = 0;\n", "x.cpp:1: a variable at namespace scope must be const"),
        ("src/core/x.cpp", "static std::vector<int> seen;\n", "a variable at namespace scope must be const"),
        ("src/core/x.hpp", "int f();\n", "has no #pragma once"),
        ("src/core/x.hpp", "#pragma once\n" + "//\n" * 150, "151 lines; at most 150"),
        ("src/core/x.cpp", "//\n" * 301, "301 lines; at most 300"),
        ("src/core/clock.hpp", "#pragma once\n", None),
        ("src/core/task.cpp", '#include <map>\n\n#include "core/task.hpp"\n', 'include "core/task.hpp" first'),
        ("src/core/string_utils.cpp", "int f();\n", "'utils' is not a name"),
        ("src/helper/x.txt", "", "'helper' is not a name"),
        ("src/README.md", "nothing", "has no table"),
        ("src/README.md", TABLE + "| io | core, kore |\n", "names 'kore'"),
    ],
)
def test_layers_finds(tmp_path, path, text, message):
    messages = layers.check(tree(tmp_path, GOOD | {path: text}))
    assert message is None and not messages or len(messages) == 1 and message in messages[0], messages


def test_format_finds_a_badly_written_line(tmp_path):
    tree(tmp_path, {"src/x.cpp": "int f();\nint  g( );\n"})
    shutil.copy(ROOT / ".clang-format", tmp_path)
    assert "x.cpp:2: not as clang-format writes it" in form.check(tmp_path)[0]


def test_headers_finds_one_that_needs_another_and_remembers_what_passed(tmp_path):
    files = {"src/a.cpp": "", "src/a.hpp": "#pragma once\nstruct A {};\n", "src/b.hpp": "#pragma once\ninline A a;\n"}
    build = compiled(tmp_path, files)
    assert [message.splitlines()[0] for message in headers.check(tmp_path, build)] == ["src/b.hpp: does not compile alone:"]
    tree(tmp_path, {"src/b.hpp": '#pragma once\n#include "a.hpp"\ninline A a;\n'})
    assert headers.check(tmp_path, build) == []
    tree(tmp_path, {"src/a.hpp": "#pragma once\nstruct B {};\n"})  # what b.hpp includes has changed
    assert len(headers.check(tmp_path, build)) == 1


def test_headers_leaves_to_the_compiler_what_a_source_includes_first(tmp_path):
    files = {"src/a.cpp": '#include "b.hpp"\n', "src/a.hpp": "#pragma once\nstruct A {};\n",
             "src/b.hpp": "#pragma once\ninline A a;\n"}  # fmt: skip
    build = compiled(tmp_path, files)
    assert headers.check(tmp_path, build) == []
    tree(tmp_path, {"src/b.hpp": "struct B {};\n"})
    assert headers.check(tmp_path, build) == ["src/b.hpp: is not read once: begin it with `#pragma once`"]


def test_sources_that_are_compiled_together_are_known_one_by_one(tmp_path):
    build = compiled(tmp_path, {"src/a.cpp": "", "src/b.cpp": ""})
    sources = [tmp_path / "src/a.cpp", tmp_path / "src/b.cpp"]
    unity = tmp_path / "build/unity_0_cxx.cxx"
    unity.write_text("".join(f'#include "{source}"\n\n' for source in sources))
    command = f"c++ -I{tmp_path}/src -std=c++20 -c {unity}"
    (build / "compile_commands.json").write_text(json.dumps([{"file": str(unity), "command": command}]))
    assert list(compile_commands(build)) == sources


def test_tidy_finds_names_casts_globals_and_long_functions(tmp_path):
    shutil.copy(ROOT / ".clang-tidy", tmp_path)
    source = "int counter = 0;\nint CamelCase() { return 3; }\nint* f(long* x) {" + "++*x;\n" * 41 + "return (int*)x; }\n"
    text = "".join(tidy.check(tmp_path, compiled(tmp_path, {"src/x.cpp": source})))
    found = set(re.findall(r"\[([\w-]+),-warnings-as-errors\]", text))
    assert found == {
        "cppcoreguidelines-avoid-non-const-global-variables", "readability-identifier-naming",
        "cppcoreguidelines-pro-type-cstyle-cast", "readability-function-size",
    }  # fmt: skip


def test_tidy_looks_at_sources_together_and_apart_where_they_use_a_name_twice(tmp_path):
    shutil.copy(ROOT / ".clang-tidy", tmp_path)
    # Functions are told apart by the text, the types of "cli" only by clang.
    twice = {"core": "namespace {\nint same() { return 1; }\n} // namespace\nint %s(long* x) { return same() + *(int*)x; }\n",
             "cli": "namespace {\ntypedef struct {} Same;\n} // namespace\nint %s(long* x, Same) { return *(int*)x; }\n"}
    files = {f"src/{room}/{room}_{name}.cpp": text % f"{room}_{name}" for room, text in twice.items() for name in ("a", "b", "c")}
    files |= {f"src/models/{name}.cpp": f"int {name}(long* x) {{ return *(int*)x; }}\n" for name in ("d", "e")}
    text = "".join(tidy.check(tmp_path, compiled(tmp_path, files)))
    for path in files:
        assert text.count(f"{path}:{1 if 'models' in path else 4}:") == 1, text
    assert "clang-diagnostic-error" not in text


def test_tidy_understands_coroutines(tmp_path):
    shutil.copy(ROOT / ".clang-tidy", tmp_path)
    source = '#include "core/task.hpp"\n\nsweep::Task nothing() { co_return; }\n'
    build = compiled(tmp_path, {"src/x.cpp": source, "src/core/task.hpp": (ROOT / "src/core/task.hpp").read_text()})
    assert tidy.check(tmp_path, build) == []


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("jobs/x.sh", "#!/bin/bash\nif\n", "syntax error"),
        ("jobs/x.sbatch", "#!/bin/bash\nrm $1\n", "SC2086"),
        (".ci/run", "#!/bin/bash\nrm $1\n", "SC2086"),
        ("analysis/x.py", "def f(:\n", "x.py:1: invalid syntax"),
        ("analysis/x.ipynb", '{"cells": [{"cell_type": "code", "source": ["1"], "outputs": [1]}]}', "stored with output"),
        ("analysis/x.ipynb", '{"cells": [{"cell_type": "code", "source": ["def f():"]}]}', "defines a function"),
    ],
)
def test_scripts_finds(tmp_path, path, text, message):
    assert message in "".join(scripts.check(tree(tmp_path, {path: text})))


@pytest.mark.parametrize(
    ("listed", "present", "message"),
    [
        (["serial"], ["serial"], None),
        (["serial"], ["serial", "threads"], "threads.cpp is not in catalogue.def"),
        (["serial", "threads"], ["serial"], "catalogue.def lists threads.cpp, which is missing"),
    ],
)
def test_configuring_fails_where_catalogue_and_files_disagree(tmp_path, listed, present, message):
    """With the repository's own src/CMakeLists.txt around one folder."""
    files = {f"src/models/{name}.cpp": "" for name in ["catalogue", *present]}
    files["src/models/catalogue.def"] = "// One line a model.\n" + "".join(f"SWEEP_CATALOGUE({name})\n" for name in listed)
    files["src/models/CMakeLists.txt"] = "sweep_catalogue(sources)\n"
    functions = (ROOT / "src/CMakeLists.txt").read_text().split("\nforeach(folder core")[0]
    files["CMakeLists.txt"] = "cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES NONE)\nadd_subdirectory(src)\n"
    files["src/CMakeLists.txt"] = functions + "\nadd_subdirectory(models)\n"
    tree(tmp_path, files)
    command = ["cmake", "-S", str(tmp_path), "-B", str(tmp_path / "build")]
    result = subprocess.run(command, text=True, capture_output=True, check=False)
    assert (result.returncode != 0) == (message is not None), result.stderr
    assert (message or "") in " ".join(result.stderr.split())


def test_every_folder_with_a_catalogue_has_it_checked():
    for catalogue in (ROOT / "src").rglob("catalogue.def"):
        checks = (catalogue.parent / "CMakeLists.txt").read_text()
        own = "SWEEP_EXECUTOR" in catalogue.read_text() and checks.count("message(FATAL_ERROR") == 2  # files in analysis/
        assert "sweep_catalogue(" in checks or own, catalogue
