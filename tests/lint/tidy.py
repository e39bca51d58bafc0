#!/usr/bin/python3
"""tidy.py ROOT BUILD: clang-tidy with the repository's .clang-tidy on every source of src/ that BUILD compiles."""

import subprocess
import sys
from pathlib import Path

from sources import compile_commands, pick_flags, report, run_once, with_own_headers

# Of g++'s arguments, those that clang knows and that change what the code means.
MEANING = ("-std", "-D", "-I", "-isystem", "-m", "-fopenmp")


def check(root: Path, build: Path) -> list[str]:
    configuration = root / ".clang-tidy"
    commands = {
        path.relative_to(root).as_posix(): pick_flags(arguments, MEANING)
        for path, arguments in compile_commands(build).items()
        if path.is_relative_to(root / "src")
    }

    def tidy(name: str) -> str:
        command = ["clang-tidy", "--quiet", f"--config-file={configuration}", str(root / name), "--", *commands[name]]
        result = subprocess.run(command, text=True, capture_output=True, check=False)
        return result.stdout + result.stderr if result.returncode else ""

    jobs = {name: (with_own_headers(root, root / name) | {configuration}, repr(flags)) for name, flags in commands.items()}
    return run_once(build / "lint" / "tidy", jobs, tidy)


if __name__ == "__main__":
    report("tidy", check(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()))
