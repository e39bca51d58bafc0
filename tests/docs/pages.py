"""What the pages for people show: commands, and blocks of other languages."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "jobs/README.md", "analysis/README.md")


@dataclass(frozen=True)
class Block:
    page: str
    line: int  # of its first line, from 1
    language: str
    text: str


@dataclass(frozen=True)
class Command:
    page: str
    line: int
    text: str

    def __str__(self):
        return f"{self.page}:{self.line} {self.text}"


def blocks(page: str) -> list[Block]:
    """Everything between fences."""
    found, lines, begun = [], (ROOT / page).read_text().splitlines(), None
    for number, line in enumerate(lines, 1):
        if not line.startswith("```"):
            continue
        if begun is None:
            begun, language = number, line[3:].strip()
        else:
            found.append(Block(page, begun + 1, language, "\n".join(lines[begun : number - 1])))
            begun = None
    assert begun is None, f"{page}:{begun}: a block without an end"
    return found


def commands(page: str) -> list[Command]:
    """The lines of blocks of shell, without their comments, and what follows a prompt in blocks of no language."""
    found = []
    for block in blocks(page):
        for number, line in enumerate(block.text.splitlines(), block.line):
            if block.language == "":
                line = line[2:] if line.startswith("$ ") else ""
            elif block.language != "sh":
                continue
            text = re.sub(r"(^|\s+)#(\s.*)?$", "", line).strip()
            if text:
                found.append(Command(page, number, text))
    return found
