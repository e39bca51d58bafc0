#!/usr/bin/python3
"""headers.py ROOT BUILD: every header of src/ compiles alone, and twice in a row.

Of those that a source which BUILD compiled includes first, the compiler has seen the former: they only need their
`#pragma once`.
"""

import subprocess
import sys
from pathlib import Path

from sources import compile_commands, find, includes, pick_flags, report, run_once, with_own_headers

CHECK = ["g++", "-x", "c++", "-fsyntax-only", "-Wall", "-Wextra", "-Werror"]


def came_first(sources: list[Path]) -> set[str]:
    """The headers that one of `sources` includes before anything else."""
    firsts = [includes(source.read_text())[:1] for source in sources]
    return {name for first in firsts for _, form, name in first if form == '"'}


def check(root: Path, build: Path) -> list[str]:
    compiled = {path: words for path, words in compile_commands(build).items() if path.is_relative_to(root / "src")}
    commands = list(compiled.values())
    seen = came_first(list(compiled))  # by the presets that compile each source alone
    flags = {flag: None for arguments in commands for flag in pick_flags(arguments, ("-std", "-D", "-I"))}
    system = {flag for arguments in commands for flag in pick_flags(arguments, ("-isystem",))} - {"-isystem"}
    command = [*CHECK, *flags, *(word for path in sorted(system) for word in ("-isystem", path)), "-"]

    def compile_alone(name: str) -> str:
        result = subprocess.run(command, input=f'#include "{name}"\n' * 2, text=True, capture_output=True, check=False)
        return f"src/{name}: does not compile alone:\n{result.stderr}" if result.returncode else ""

    headers = {path.relative_to(root / "src").as_posix(): path for path in find(root, "src", ".hpp")}
    twice = [f"src/{name}: is not read once: begin it with `#pragma once`"
             for name, path in headers.items() if not path.read_text().startswith("#pragma once\n")]  # fmt: skip
    jobs = {name: (with_own_headers(root, path), repr(command)) for name, path in headers.items() if name not in seen}
    return twice + run_once(build / "lint" / "headers", jobs, compile_alone)


if __name__ == "__main__":
    report("headers", check(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()))
