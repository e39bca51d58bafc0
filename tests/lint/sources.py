"""What the checks share: finding files, reading C++ without its comments, remembering what passed."""

import hashlib
import json
import re
import shlex
import sys
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])*\'', re.DOTALL
)


def find(root: Path, folders: str, suffixes: str) -> list[Path]:
    """The files below `folders` of `root` with one of `suffixes`; both are lists of words."""
    found = [path for folder in folders.split() for path in (root / folder).rglob("*") if path.is_file()]
    return sorted(path for path in found if path.suffix in suffixes.split())


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def code(text: str) -> str:
    """C++ text with comments and literals blanked and every line where it was."""
    return NOT_CODE.sub(lambda match: '""' + "\n" * match.group().count("\n"), text)


def includes(text: str) -> list[tuple[int, str, str]]:
    """(line, '<' or '"', path) of every include."""
    return [(line_of(text, match.start(2)), *match.groups()) for match in INCLUDE.finditer(text)]


def with_own_headers(root: Path, source: Path) -> set[Path]:
    """`source` and every file of src/ that it includes, directly or not."""
    seen, waiting = set(), [source]
    while waiting:
        path = waiting.pop()
        if path not in seen and path.is_file():
            seen.add(path)
            waiting += [root / "src" / name for _, form, name in includes(path.read_text()) if form == '"']
    return seen


def compile_commands(build: Path) -> dict[Path, list[str]]:
    """The compiler's arguments of every source, as CMake exported them; of those that it compiles together, each."""
    entries = json.loads((build / "compile_commands.json").read_text())
    return {source: shlex.split(entry["command"])[1:]
            for entry in entries for source in sources_of(Path(entry["file"]))}


def sources_of(compiled: Path) -> list[Path]:
    """Itself, or what CMake has put into one source of its own (UNITY_BUILD)."""
    if not re.fullmatch(r"unity_\d+_cxx\.cxx", compiled.name):
        return [compiled]
    return [Path(name) for name in re.findall(r'^#include "(.+)"$', compiled.read_text(), re.MULTILINE)]


def pick_flags(arguments: list[str], prefixes: tuple[str, ...]) -> list[str]:
    """The arguments that begin with one of `prefixes`, with the path that follows a bare -isystem."""
    flags, takes_next = [], False
    for argument in arguments:
        if takes_next or argument.startswith(prefixes):
            flags.append(argument)
        takes_next = argument == "-isystem" and argument in flags
    return flags


def run_once(stamps: Path, jobs: dict[str, tuple[set[Path], str]], check) -> list[str]:
    """check(name) of every job on all cores; a job whose files and key passed before is not run again."""
    if not jobs:
        return ["there is nothing to check: wrong folders?"]

    def run(name: str) -> str:
        files, key = jobs[name]
        digest = hashlib.sha256(key.encode())
        for path in sorted(files):
            digest.update(path.read_bytes())
        stamp = stamps / (name.replace("/", "_") + "." + digest.hexdigest()[:16])
        if stamp.exists():
            return ""
        message = check(name)
        if not message:
            for old in stamps.glob(name.replace("/", "_") + ".*"):
                old.unlink()
            stamp.touch()
        return message

    stamps.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(cpu_count()) as pool:
        return [message for message in pool.map(run, jobs) if message]


def report(check: str, messages: list[str]) -> None:
    """Ends the program: prints what is wrong and fails, or says that nothing is."""
    print("\n".join(messages) or f"{check}: nothing to complain about")
    sys.exit(1 if messages else 0)
