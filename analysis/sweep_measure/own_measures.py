"""What a person's function `measures` tells of a run, beside its times: it is given all answers, outside the clock."""

import math
import re
from numbers import Real

from .explain import text_of
from .failure import Failure, shortened
from .tracebacks import place

UNITS = {"_per_s": "1/s", "_s": "s", "_bytes": "B"}   # by the end of a name; of any other a plain number
RESERVED = ("executor_start_s", "executor_end_s", "stood_still_s")   # workload python has them itself


def own_measures(plan, answers):
    """`measures` and `latencies` of the answer to `run`. A number that is None or NaN was not measured."""
    if plan.measures is None:
        return {}
    told = _told(plan, answers)
    measures, latencies = [], []
    for name, value in told.items():
        if _is_number(value) or value is None:
            if value is not None and not math.isnan(value):
                measures.append({"name": _name(name), "unit": _unit(name), "value": _finite(name, value)})
        else:
            latencies.extend(_times(name, value))
    return {"measures": measures, "latencies": latencies}


def _told(plan, answers):
    try:
        told = plan.measures(answers)
    except Exception as error:
        raise Failure(f"measures raised {text_of(error)}{place(error, plan.modules.files)}: it is given the list of all "
                      "answers, and must return a dictionary") from None
    if not isinstance(told, dict):
        raise Failure(f"measures returned {shortened(told)}: it must return a dictionary of names with numbers, or with "
                      "lists of seconds")
    return told


def _is_number(value):
    return isinstance(value, Real) and not isinstance(value, bool)


def _name(name):
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z]\w{0,39}", name, re.ASCII) or name in RESERVED:
        raise Failure(f"measures names {shortened(name)}: a name has letters, digits and _, begins with a letter, has 40 "
                      f"at most and is none of {', '.join(RESERVED)}")
    return name


def _unit(name):
    return next((unit for end, unit in UNITS.items() if name.endswith(end)), "1")


def _finite(name, value):
    if math.isinf(value):
        raise Failure(f"measures tells an infinite {name}: tell a finite number, or None where there is none")
    return float(value)


def _times(name, value):
    """Of a list, or of anything with numbers in it that are times."""
    try:
        times = [float(time) for time in value]
    except (TypeError, ValueError):
        times = [math.nan]
    if isinstance(value, (str, bytes)) or not all(0 <= time < math.inf for time in times):
        raise Failure(f"measures tells {shortened(name)} = {shortened(value)}: tell a number, or a list of times in "
                      "seconds")
    return times
