#!/usr/bin/python3
"""tidy.py ROOT BUILD: clang-tidy with the repository's .clang-tidy on every source of src/ that BUILD compiles.

Most of its time goes into the headers of the standard library and of others, again for each source: so many sources are
looked at as one. Those that cannot be one, since they use a name twice, are told by their text, or else divided.
"""

import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from sources import code, compile_commands, pick_flags, report, run_once, with_own_headers

# Of g++'s arguments, those that clang knows and that change what the code means.
MEANING = ("-std", "-D", "-I", "-isystem", "-m", "-fopenmp")

# The name of a type, a function or a constant that a source defines for itself, or for others.
DEFINED = re.compile(r"^(?:(?:struct|class|enum(?: class)?|using) (\w+)\b(?!::|;)|"
                     r"(?!\s|using|namespace|#)[^\n(=]*?\b(?<!::)(\w+)(?:\(|\{| =))", re.MULTILINE)  # fmt: skip


MOST = 48   # sources looked at as one: enough that headers count little, and few enough that processors end together


@dataclass
class Batch:
    inside: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)    # names that a source in it has for itself
    seen: set[str] = field(default_factory=set)   # names in headers


def names_in(path: Path) -> set[str]:
    return {match[match.lastindex] for match in DEFINED.finditer(code(path.read_text()))}


def batches(root: Path, names: list[str]) -> list[list[str]]:
    """The sources, each in the first batch with room for it that nothing speaks against: what one has for itself, no other
    may have or see in a header."""
    found, known = [], {}
    for name in sorted(names):
        headers = with_own_headers(root, root / name) - {root / name}
        known |= {path: names_in(path) for path in headers - known.keys()}
        seen = set().union(*(known[path] for path in headers))
        own = names_in(root / name) - seen
        place = next((place for place, batch in enumerate(found)
                      if len(batch.inside) < MOST and not own & (batch.own | batch.seen) and not seen & batch.own), len(found))
        if place == len(found):
            found.append(Batch())
        found[place].inside.append(name)
        found[place].own |= own
        found[place].seen |= seen
    return sorted((batch.inside for batch in found), key=len, reverse=True)


def check(root: Path, build: Path) -> list[str]:
    configuration = root / ".clang-tidy"
    commands = {
        path.relative_to(root).as_posix(): pick_flags(arguments, MEANING)
        for path, arguments in compile_commands(build).items()
        if path.is_relative_to(root / "src")
    }
    parts = {f"sources_{place}": names for place, names in enumerate(batches(root, list(commands)))}
    folder = build / "lint" / "tidy"

    def flags_of(names: list[str]) -> list[str]:
        """Of all of them; -isystem, which is two words, each time anew."""
        words = [word for name in names for word in commands[name]]
        return [word for place, word in enumerate(words) if word == "-isystem" or word not in words[:place]
                or words[place - 1] == "-isystem"]  # fmt: skip

    def tidy(names: list[str], label: str) -> str:
        source = root / names[0]
        if len(names) > 1:
            source = folder / f"{label}.cpp"
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
