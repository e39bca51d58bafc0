#!/usr/bin/python3
"""scripts.py ROOT: shell scripts pass bash -n and shellcheck; Python compiles; notebooks are thin and without output."""

import ast
import json
import subprocess
import sys
from pathlib import Path

from sources import find, report

FOLDERS = "jobs tests analysis configs .ci"


def is_shell(path: Path) -> bool:
    with path.open("rb") as file:
        return path.suffix in (".sh", ".sbatch") or file.readline().startswith(b"#!/bin/bash")


def check_shell(root: Path, path: Path) -> list[str]:
    commands = [["bash", "-n", str(path)], ["shellcheck", "--shell=bash", "--external-sources", f"--source-path={root}", str(path)]]
    results = [subprocess.run(command, text=True, capture_output=True, check=False) for command in commands]
    return [result.stdout + result.stderr for result in results if result.returncode]


def check_python(path: Path) -> list[str]:
    try:
        ast.parse(path.read_text(), str(path))
        return []
    except SyntaxError as error:
        return [f"{path}:{error.lineno}: {error.msg}"]


def check_notebook(path: Path) -> list[str]:
    messages = []
    for number, cell in enumerate(json.loads(path.read_text())["cells"], 1):
        if cell.get("outputs") or cell.get("execution_count"):
            messages.append(f"{path}: cell {number} is stored with output; clear it")
        if cell["cell_type"] == "code" and any(line.startswith(("def ", "class ")) for line in cell["source"]):
            messages.append(f"{path}: cell {number} defines a function; it belongs in analysis/sweep_analysis")
    return messages


def check(root: Path) -> list[str]:
    files = [path for folder in FOLDERS.split() for path in sorted((root / folder).rglob("*")) if path.is_file()]
    messages = [message for path in files if is_shell(path) for message in check_shell(root, path)]
    messages += [message for path in find(root, FOLDERS, ".py") for message in check_python(path)]
    return messages + [message for path in find(root, FOLDERS, ".ipynb") for message in check_notebook(path)]


if __name__ == "__main__":
    report("scripts", check(Path(sys.argv[1]).resolve()))
