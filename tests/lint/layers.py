#!/usr/bin/python3
"""layers.py ROOT: what the architecture promises of src/ and a compiler does not check.

Who may include whom is read from the table in src/README.md; the rest is listed here.
"""

import re
import sys
from pathlib import Path

from sources import code, find, includes, line_of, report

HEADER_LINES, SOURCE_LINES = 150, 300
FORBIDDEN_NAMES = {"util", "utils", "common", "helper", "helpers", "misc", "manager", "managers"}

# A library's headers: the folders that may include them.
OWNERS = {
    r"mpi\.h": {"comm"},
    r"(hdf5|H5\w*)\.h": {"io"},
    r"omp\.h": {"models", "workloads/counters", "workloads/starts"},
    r"hwloc\.h": {"core"},
    r"asio(/.*|\.hpp)|boost/asio.*": {"io", "models"},
    r"iostream": {"cli"},
    r"CLI/.*": {"core"},
}

# What may be said only in some files (a prefix of the path below src/): pattern, files, why.
PLACES = [
    (r"#\s*pragma\s+omp\b|\bomp_\w+\s*\(", ("models/", "workloads/counters/", "workloads/starts/"),
     "OpenMP is for src/models, src/workloads/counters and src/workloads/starts"),
    (r"\bMPI_\w+\s*\(", ("comm/",), "MPI is for src/comm"),
    (r"\bH5[A-Z]+[a-z_0-9]\w*\s*\(", ("io/",), "HDF5 is for src/io"),
    (
        r"\bstd::(cout|cerr|clog)\b|\b(std::)?(v?f?printf|puts|fputs|putchar|perror)\s*\(|\bfmt::(v?print|println)\s*\(",
        ("cli/", "main.cpp", "core/errors.cpp"),
        "only src/cli and main.cpp print",
    ),
    (
        r"\bclock_(gettime|getres|nanosleep)\b|\b(steady|system|high_resolution)_clock\b|\bgettimeofday\b"
        r"|\b(MPI|omp_get)_[wW]time\b|\b(nano|u)sleep\s*\(|\bsleep_(for|until)\s*\((?=.*chrono)|\b__rdtscp?\b",
        ("core/clock.",),
        "the clock is read, and slept by, in core/clock",
    ),
    (r"\bstd::exit\s*\(|(?<!\w)(?<!::)_?exit\s*\(|\bMPI_Abort\b", ("main.cpp", "comm/", "io/processes/", "services/kept/main.cpp"), "only main ends the program, and io/processes and the keeper a child"),
]

# A variable at namespace scope: clang-format puts such a line at its beginning, and it has no parenthesis.
VARIABLE = re.compile(r"^(?!\s)[A-Za-z_][\w:<>,*& ]*[\w>*&]\s+[*&]?\w+(\[[^\]]*\])*\s*(=[^=]|;|\{[^}]*\}\s*;)", re.MULTILINE)
NO_VARIABLE = re.compile(
    r"\b(const|constexpr|using|namespace|class|struct|enum|union|typedef|template|friend|concept|return|goto|public|private)\b"
)


def allowed_includes(readme: str) -> tuple[dict[str, set[str]], list[str]]:
    """The table `| folder | may include |`: each folder's set, and what is wrong with the table."""
    table = re.search(r"^\|\s*folder\s*\|\s*may include\s*\|\n\|[-| :]+\|\n((?:\|.*\|\n?)+)", readme, re.MULTILINE)
    if not table:
        return {}, ["src/README.md: has no table '| folder | may include |'; it says who may include whom"]
    rows = [[cell.strip(" `") for cell in row.strip("|").split("|")] for row in table.group(1).splitlines()]
    allowed, messages = {}, []
    for folder, cell in rows:
        words = re.split(r",\s*(?:and\s+)?|\s+and\s+", re.split(r"\s*[(;]", cell)[0].replace("`", ""))
        words = ["catalogue" if re.fullmatch(r"the (\w+ )?catalogues", word) else word for word in words]
        allowed[folder] = {word for word in words if word and word != "nothing of ours"}
    for folder, words in allowed.items():
        for word in sorted(words - set(allowed) - {"catalogue"}):
            messages.append(f"src/README.md: the row of {folder} names '{word}', which is no folder of the table")
    return allowed, messages


def check_includes(path: str, text: str, allowed: dict[str, set[str]]) -> list[str]:
    folder = path.split("/")[0] if "/" in path else Path(path).stem
    messages = [] if folder in allowed else [f"src/{path}: the table in src/README.md has no row '{folder}'"]
    for line, form, name in includes(text):
        where = f"src/{path}:{line}"
        if form == "<":
            for pattern, folders in OWNERS.items():
                if re.fullmatch(pattern, name) and not path.startswith(tuple(f"{each}/" for each in folders)):
                    messages.append(f"{where}: <{name}> may be included only in src/{' and src/'.join(sorted(folders))}")
        elif "/" in name and folder in allowed:
            other = name.split("/")[0]
            catalogue = other in ("workloads", "models") and Path(name).stem == "catalogue"
            if other not in allowed[folder] | {folder} and not (catalogue and "catalogue" in allowed[folder]):
                messages.append(f"{where}: {folder} may not include \"{name}\"; see the table in src/README.md")
    return messages


def check_own_header(root: Path, path: Path, text: str) -> list[str]:
    own = path.with_suffix(".hpp").relative_to(root / "src").as_posix()
    found = includes(text)
    if path.suffix == ".cpp" and path.with_suffix(".hpp").exists() and found and found[0][2] != own:
        return [f"{path.relative_to(root)}:{found[0][0]}: include \"{own}\" first: a source begins with its own header"]
    return []


def check_text(path: str, text: str) -> list[str]:
    messages, lines, bare = [], text.count("\n"), code(text)
    budget = HEADER_LINES if path.endswith(".hpp") else SOURCE_LINES
    if lines > budget:
        messages.append(f"src/{path}: {lines} lines; at most {budget} keep it readable, so give a part of it its own file")
    if path.endswith(".hpp") and not re.search(r"^#pragma once$", bare, re.MULTILINE):
        messages.append(f"src/{path}: has no #pragma once")
    for pattern, places, why in PLACES:
        for match in re.finditer(pattern, bare):
            if not path.startswith(places):
                messages.append(f"src/{path}:{line_of(bare, match.start())}: '{match.group().rstrip(' (')}': {why}")
    for match in VARIABLE.finditer(bare):
        if not NO_VARIABLE.search(match.group()):
            line = line_of(bare, match.start())
            messages.append(f"src/{path}:{line}: a variable at namespace scope must be const: '{match.group().strip()}'")
    return messages


def check_names(root: Path) -> list[str]:
    paths = find(root, "src tests analysis configs jobs", ".cpp .hpp .py .sh .toml .ipynb .txt .md .sbatch")
    messages = []
    for path in [path.relative_to(root) for path in paths]:
        for word in sorted(FORBIDDEN_NAMES & {word for part in path.parts for word in re.split(r"[_.\W]", part.lower())}):
            messages.append(f"{path}: '{word}' is not a name; say what is in it")
    return messages


def check(root: Path) -> list[str]:
    readme = root / "src" / "README.md"
    allowed, messages = allowed_includes(readme.read_text() if readme.exists() else "")
    for file in find(root, "src", ".hpp .cpp"):
        path, text = file.relative_to(root / "src").as_posix(), file.read_text()
        messages += check_includes(path, text, allowed) if allowed else []
        messages += check_own_header(root, file, text) + check_text(path, text)
    return messages + check_names(root)


if __name__ == "__main__":
    report("layers", check(Path(sys.argv[1]).resolve()))
