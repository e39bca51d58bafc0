#!/usr/bin/python3
"""What the words of a `sweep run` are, for the scripts of this folder.

    jobs/run_words.py WORDS…     prints, each ended by NUL: the command, the campaign and the result file, empty where
                                 the words name none, and then the words without the command
"""

import sys

# The options of `sweep run`, and whether a value follows. tests/jobs holds them against `sweep run --help`.
OPTIONS = {
    "-o": True, "--output": True, "--set": True, "--seed": True, "--isa": True, "--time-limit": True,
    "--ranks-per-node": True, "--force": False, "--quiet": False,
}  # fmt: skip


def takes_next(word: str) -> bool:
    """Whether the word after this one is its value."""
    return OPTIONS.get(word, False)


def value_within(word: str) -> str | None:
    """The result file that --output=FILE or -oFILE names."""
    if word.startswith("--output="):
        return word.removeprefix("--output=")
    return word[2:] if word.startswith("-o") and len(word) > 2 else None


def split(words: list[str]) -> tuple[list[int], str]:
    """Where the words are that belong to no option, and the result file that was asked for."""
    arguments, output = [], ""
    place = 0
    while place < len(words):
        word = words[place]
        if word == "-" or not word.startswith("-"):
            arguments.append(place)
        elif takes_next(word):
            place += 1
            if word in ("-o", "--output"):
                output = words[place] if place < len(words) else ""
        else:
            output = value_within(word) or output
        place += 1
    return arguments, output


def is_campaign(word: str) -> bool:
    return word == "-" or word.endswith(".toml")


def main(words: list[str]) -> None:
    arguments, output = split(words)
    command = ""
    if arguments and not is_campaign(words[arguments[0]]):
        place = arguments.pop(0)
        command, words = words[place], words[:place] + words[place + 1 :]
        arguments, output = split(words)
    campaign = words[arguments[0]] if arguments else ""
    for word in (command, campaign, output, *words):
        sys.stdout.write(word + "\0")


if __name__ == "__main__":
    main(sys.argv[1:])
