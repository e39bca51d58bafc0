"""What the page says of its samples in a way that it can check itself: text beside the number that it was made of."""

import math
import re

from markupsafe import Markup

from ..report import duration


def unbroken(text: str) -> str:
    """Numbers stay with their units on a line."""
    return re.sub(r"(?<=\d) (?=(?:s|ms|µs|ns|×|%|cores?|B|KiB|MiB|GiB)\b|[×%])", "\N{NO-BREAK SPACE}", text)


def claim(text: str, value: float, file: int, case: int, what: str, cell=None) -> Markup:
    """A number that the browser recomputes from the samples, as a person reads it; "–" where there is none. `cell`: the
    problem and the way of what depends on them."""
    stored = "" if math.isnan(value) else repr(float(value))
    of = Markup(' data-problem="{}" data-way="{}"').format(*cell) if cell else ""
    return Markup('<data value="{}" data-file="{}" data-case="{}" data-claim="{}"{}>{}</data>').format(
        stored, file, case, what, of, text)


def interval(words, row, names: tuple, file: int, case: int) -> Markup:
    """ "1.04 s … 1.06 s", both ends claims; "–" where there is none. `names`: the columns of its ends."""
    low, high = (float(row[name]) for name in names)
    if math.isnan(low) or math.isnan(high):
        return claim("–", float("nan"), file, case, names[0])
    return Markup("{} … {}").format(*(claim(words(value), value, file, case, name)
                                      for value, name in zip((low, high), names)))


def time(row, name: str, file: int, case: int) -> Markup:
    """A time of the summary as a claim."""
    value = float(row[name])
    return claim(duration(value), value, file, case, name)


def verdict(word: str, file: int, cell) -> Markup:
    """A verdict as a claim: word, symbol and colour say the same."""
    symbol = {"excellent": "★", "good": "●", "okay": "◐", "no": "✕", "undecided": "?"}[word]
    return Markup('<strong class="verdict {}" data-file="{}" data-problem="{}" data-way="{}" data-claim="verdict">'
                  '<span class="symbol" aria-hidden="true">{}</span> <span class="word">{}</span></strong>').format(
                      word, file, cell.problem, cell.way, symbol, word)
