#!/usr/bin/python3
"""What the words of a `sweep run` are, for the scripts of this folder.

    jobs/run_words.py WORDS…     prints, each ended by NUL: the command, the campaign, the result file and the option that
                                 says how an existing file is dealt with (--force, --resume or --append), empty where
                                 the words name none, and then the words without that command and option
"""

import sys
from dataclasses import dataclass

# The options of `sweep run` and `sweep decide`, and whether a value follows. tests/jobs holds them against their --help.
OPTIONS = {
    "-o": True, "--output": True, "--set": True, "--seed": True, "--shard": True, "--isa": True, "--time-limit": True,
    "--watchdog": True,
    "--ranks-per-node": True, "--launches": True, "--label": True, "--force": False, "--resume": False, "--append": False,
    "--quiet": False, "--python": True, "--items": True, "--interpreter": True, "--async": True, "--vectorised": True,
    "--setup": True, "--check": True,
}  # fmt: skip

# Those that a further launch into the same file does not have.
EXISTING = ("--force", "--resume", "--append")


@dataclass
class Words:
    arguments: list[int]  # Where the words are that belong to no option.
    existing: list[int]  # Where those of EXISTING are.
    output: str  # The result file that was asked for.


def takes_next(word: str) -> bool:
    """Whether the word after this one is its value."""
    return OPTIONS.get(word, False)


def value_within(word: str) -> str | None:
    """The result file that --output=FILE or -oFILE names."""
    if word.startswith("--output="):
        return word.removeprefix("--output=")
    return word[2:] if word.startswith("-o") and len(word) > 2 else None


def split(words: list[str]) -> Words:
    found = Words([], [], "")
    place = 0
    while place < len(words):
        word = words[place]
        if word == "-" or not word.startswith("-"):
            found.arguments.append(place)
        elif takes_next(word):
            place += 1
            if word in ("-o", "--output"):
                found.output = words[place] if place < len(words) else ""
        elif word in EXISTING:
            found.existing.append(place)
        else:
            found.output = value_within(word) or found.output
        place += 1
    return found


def is_campaign(word: str) -> bool:
    return word == "-" or word.endswith(".toml")


def main(words: list[str]) -> None:
    command, existing = "", ""
    found = split(words)
    if found.arguments and not is_campaign(words[found.arguments[0]]):
        command = words.pop(found.arguments[0])
        found = split(words)
    if found.existing:  # a second one stays, for the program to refuse
        existing = words.pop(found.existing[0])
        found = split(words)
    campaign = words[found.arguments[0]] if found.arguments else ""
    for word in (command, campaign, found.output, existing, *words):
        sys.stdout.write(word + "\0")


if __name__ == "__main__":
    main(sys.argv[1:])
