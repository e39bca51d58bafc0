"""What the page says beside the lecture: its detailed table in numbers, what to try first, its statements."""

from markupsafe import Markup, escape

from ..decision_details import PROFILE, details, doing_words, first_tries
from ..decision_numbers import Number
from ..decision_statements import statements, summary
from .claims import claim, unbroken

_SYMBOLS = {"reproduced": "✓", "not reproduced": "≠", "undecided": "?"}


def lecture_view(decision, result, file: int) -> dict:
    """What the template needs: `details`, `tries`, `statements` by problem, and how many are which."""
    said = statements(decision, result)
    groups = {}
    for each in said:
        groups.setdefault(each.problem, []).append(
            {"says": each.says, "state": each.state, "symbol": _SYMBOLS[each.state],
             "numbers": _shown(each.numbers, file), "why": _shown(each.why, file)})
    rows = [{"title": row.title, "code": row.code} | {name: _shown(getattr(row, name), file) for name in (
        "best_for", "cost", "execution", "memory")} for row in details(decision, result)]
    return {"details": rows, "doing": doing_words(decision),
            "tries": [(what, _shown(words, file)) for what, words in first_tries(decision, result)],
            "statements": groups, "statements_summary": summary(said)}


def _shown(words: list, file: int) -> Markup:
    """A sentence, its numbers as claims."""
    return Markup("").join(_part(part, file) for part in words)


def _part(part, file: int) -> Markup:
    if isinstance(part, Number):
        return claim(part.text, part.value, file, part.cell.case, part.what, (part.cell.problem, part.cell.way))
    command, found, rest = part.partition(PROFILE)
    return escape(unbroken(command)) + (Markup("<code>{}</code>").format(PROFILE) + escape(unbroken(rest)) if found
                                        else Markup(""))
