"""The items of a task: a number, a JSON list, a range of whole numbers or decimals, or what a module has."""

import json
from math import ceil

from .failure import Failure, shortened

FORMS = "a number, a list, {\"from\": 0, \"to\": 10, \"step\": 1}, or \"module:items\""


def from_range(start, end, step):
    """Half open, as Python's range. By exact decimals, so that 0.1 up to 0.4 by 0.1 are three and not four."""
    if step == 0:
        raise Failure("the items' step is 0: give one that leads from `from` to `to`")
    if all(isinstance(bound, int) for bound in (start, end, step)):
        return range(start, end, step)
    from fractions import Fraction
    start, end, step = (Fraction(str(bound)) for bound in (start, end, step))
    return [float(start + number * step) for number in range(max(0, ceil((end - start) / step)))]


def _named(text, modules):
    found = modules.find(text, "items")
    if callable(found):
        try:
            found = found()
        except Exception as error:
            from .tracebacks import place
            raise Failure(f"items = {text!r} raised {type(error).__name__}: {error}{place(error)}: "
                          "it must return a sequence, called without arguments") from None
    try:
        return list(found)
    except TypeError:
        raise Failure(f"items = {text!r} is {shortened(found)}, no sequence: name one, or a function that returns one"
                      ) from None


def read(text, modules):
    """A sequence: a range, or a list."""
    value = text
    if isinstance(text, str):
        try:
            value = json.loads(text)
        except ValueError:
            if ":" not in text:
                raise Failure(f"items = {text!r} cannot be read: give {FORMS}") from None
            return _named(text, modules)
    if isinstance(value, bool) or not isinstance(value, (int, list, dict)):
        raise Failure(f"items = {text!r} cannot be read: give {FORMS}")
    if isinstance(value, int):
        return range(value)
    if isinstance(value, list):
        return value
    bounds = [value.get("from", 0), value.get("to"), value.get("step", 1)]
    if set(value) - {"from", "to", "step"} or not all(
            isinstance(bound, (int, float)) and not isinstance(bound, bool) for bound in bounds):
        raise Failure(f"items = {text} is no range: give {{\"from\": 0, \"to\": 10, \"step\": 1}}, all numbers")
    return from_range(*bounds)
