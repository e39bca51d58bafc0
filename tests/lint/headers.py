#!/usr/bin/python3
"""headers.py ROOT BUILD: every header of src/ compiles alone, and twice in a row."""

import subprocess
import sys
from pathlib import Path

from sources import compile_commands, find, pick_flags, report, run_once, with_own_headers

CHECK = ["g++", "-x", "c++", "-fsyntax-only", "-Wall", "-Wextra", "-Werror"]


def check(root: Path, build: Path) -> list[str]:
    commands = [arguments for path, arguments in compile_commands(build).items() if path.is_relative_to(root / "src")]
    flags = {flag: None for arguments in commands for flag in pick_flags(arguments, ("-std", "-D", "-I"))}
    system = {flag for arguments in commands for flag in pick_flags(arguments, ("-isystem",))} - {"-isystem"}
    command = [*CHECK, *flags, *(word for path in sorted(system) for word in ("-isystem", path)), "-"]

    def compile_alone(name: str) -> str:
        result = subprocess.run(command, input=f'#include "{name}"\n' * 2, text=True, capture_output=True, check=False)
        return f"src/{name}: does not compile alone:\n{result.stderr}" if result.returncode else ""

    headers = {path.relative_to(root / "src").as_posix(): path for path in find(root, "src", ".hpp")}
    jobs = {name: (with_own_headers(root, path), repr(command)) for name, path in headers.items()}
    return run_once(build / "lint" / "headers", jobs, compile_alone)


if __name__ == "__main__":
    report("headers", check(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()))
