#!/usr/bin/python3
"""format.py ROOT: clang-format would change no C++ file of src/ and tests/."""

import re
import subprocess
import sys
from pathlib import Path

from sources import find, report


def check(root: Path) -> list[str]:
    files = find(root, "src tests", ".cpp .hpp")
    if not files:
        return []
    command = ["clang-format", "--dry-run", "-Werror", f"--style=file:{root / '.clang-format'}", *map(str, files)]
    result = subprocess.run(command, text=True, capture_output=True, check=False)
    if not result.returncode:
        return []
    places = sorted(set(re.findall(r"^(\S+?:\d+):\d+: error", result.stderr, re.MULTILINE)))
    remedy = "put it right with: clang-format -i $(find src tests -name '*.[ch]pp')"
    return [f"{place}: not as clang-format writes it" for place in places] + [remedy] if places else [result.stderr]


if __name__ == "__main__":
    report("format", check(Path(sys.argv[1]).resolve()))
