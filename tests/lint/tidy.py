#!/usr/bin/python3
"""tidy.py ROOT BUILD: clang-tidy with the repository's .clang-tidy on every source of src/ that BUILD compiles.

Most of its time goes into the headers of the standard library and of others, again for each source: so the sources of a
folder are looked at several at a time, as one. Those that cannot be one, since they use a name twice, are divided.
"""

import subprocess
import sys
from pathlib import Path

from sources import compile_commands, pick_flags, report, run_once, with_own_headers

# Of g++'s arguments, those that clang knows and that change what the code means.
MEANING = ("-std", "-D", "-I", "-isystem", "-m", "-fopenmp")
AT_A_TIME = 13


def batches(names: list[str]) -> dict[str, list[str]]:
    """The sources of each room (a folder of src/), a few at a time."""
    found = {}
    for folder in sorted({"/".join(Path(name).parts[:2]) for name in names}):
        inside = sorted(name for name in names if "/".join(Path(name).parts[:2]) == folder)
        for first in range(0, len(inside), AT_A_TIME):
            found[f"{folder}_{first}"] = inside[first : first + AT_A_TIME]
    return found


def check(root: Path, build: Path) -> list[str]:
    configuration = root / ".clang-tidy"
    commands = {
        path.relative_to(root).as_posix(): pick_flags(arguments, MEANING)
        for path, arguments in compile_commands(build).items()
        if path.is_relative_to(root / "src")
    }
    parts = batches(list(commands))
    folder = build / "lint" / "tidy"

    def flags_of(names: list[str]) -> list[str]:
        """Of all of them; -isystem, which is two words, each time anew."""
        words = [word for name in names for word in commands[name]]
        return [word for place, word in enumerate(words) if word == "-isystem" or word not in words[:place]
                or words[place - 1] == "-isystem"]  # fmt: skip

    def tidy(names: list[str], label: str) -> str:
        source = root / names[0]
        if len(names) > 1:
            source = folder / f"{label.replace('/', '_')}.cpp"
            source.write_text("".join(f'#include "{root / name}"\n' for name in names))
        command = ["clang-tidy", "--quiet", f"--config-file={configuration}", str(source), "--", *flags_of(names)]
        result = subprocess.run(command, text=True, capture_output=True, check=False)
        if result.returncode == 0:
            return ""
        if len(names) > 1 and "[clang-diagnostic-error" in result.stdout:
            half = len(names) // 2
            return tidy(names[:half], f"{label}a") + tidy(names[half:], f"{label}b")
        return result.stdout + result.stderr

    def files_of(names: list[str]) -> set[Path]:
        return set().union({configuration}, *(with_own_headers(root, root / name) for name in names))

    jobs = {label: (files_of(names), repr((names, flags_of(names)))) for label, names in parts.items()}
    return run_once(folder, jobs, lambda label: tidy(parts[label], label))


if __name__ == "__main__":
    report("tidy", check(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()))
