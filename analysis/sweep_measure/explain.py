"""An exception of a run, in words."""

from .failure import Failure, item_in_words, shortened
from .tracebacks import ends_in_handing_over, place

ABRUPT = "a worker process ended abruptly (os._exit, a crash, or out of memory)"


def text_of(error):
    try:
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    except Exception:
        text = type(error).__name__
    return text if len(text) <= 300 else text[:300] + "…"


def _subject(numbers):
    """(words, number) of the item that failed, or of those among which it is."""
    if not numbers:
        return "the task", None
    if len(numbers) == 1:
        return f"item {numbers[0]}", numbers[0]
    return f"one of the items {numbers[0]} to {numbers[-1]}", None


def not_picklable(what, error):
    return (f"{what} cannot be pickled ({text_of(error)}): processes need a function that stands in a module; "
            "take threads, or def it at the top")


def explained(error, plan, numbers, exit_words=str):
    """A Failure; `numbers` are the items among which the one is that failed, as far as that is known, and `exit_words`
    tells how a worker ended."""
    if isinstance(error, Failure):
        return error
    subject, number = _subject(numbers)
    if type(error).__name__ in ("BrokenProcessPool", "BrokenExecutor", "BrokenInterpreterPool"):
        if error.__cause__ is not None:   # not that a worker ended, but that what it sent could not be read
            reason = [line for line in str(error.__cause__).splitlines() if line.strip(" '\"")][-1]
            return Failure(f"an answer, or an exception, of the task cannot be unpickled ({reason}): an exception "
                           "class must take as arguments what it hands to Exception.__init__", None)
        return Failure(f"{ABRUPT}{exit_words()}: run the task one after the other to see which item it is", None)
    if isinstance(error, MemoryError):
        limit = f"a process may have {plan.memory_bytes} bytes (memory_bytes)" if plan.memory_bytes else \
            "the machine has no more"
        return Failure(f"{subject} ran out of memory{place(error, plan.modules.files)}; {limit}: raise that, run fewer "
                       "workers, or let an item need less", number)
    if "pickle" in text_of(error).lower() and ends_in_handing_over(error):
        return Failure(f"{subject}, or its answer, cannot be pickled ({text_of(error)}): processes hand both over that "
                       "way; take and return plain values, or take threads", number)
    return Failure(f"{subject} raised {text_of(error)}{place(error, plan.modules.files)}: correct the task, or leave "
                   "such items out", number)


def setup_failed(error, plan):
    if isinstance(error, Failure):
        return error
    if isinstance(error, MemoryError):
        return Failure("setup ran out of memory: raise memory_bytes, or let it need less")
    return Failure(f"setup raised {text_of(error)}{place(error, plan.modules.files)}: correct {plan.request['setup']}")


def wrong_answer(number, items, given, expected):
    return (f"the answer of {item_in_words(number, items)} differs from the sequential way's: {shortened(given)} "
            f"instead of {shortened(expected)}; does the task depend on what ran before, or on a global?")
