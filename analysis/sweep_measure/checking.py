"""Whether the answers of a run are right: by the person's own check, else by the sequential way's answers."""

from .agreement import agree
from .digests import NO_DIGEST, digest
from .explain import text_of, wrong_answer
from .failure import Failure, item_in_words, shortened
from .reference import Reference
from .tracebacks import place


def _takes_item(check):
    """check(item, answer) has two parameters that must be given, check(answer) one."""
    import inspect
    try:
        parameters = inspect.signature(check).parameters.values()
    except (TypeError, ValueError):
        return False
    return sum(parameter.default is parameter.empty and parameter.kind in (0, 1) for parameter in parameters) == 2


def _by_check(plan, answers):
    with_item, wrong = _takes_item(plan.check), ""
    for number, answer in enumerate(answers):
        try:
            right = bool(plan.check(plan.items[number], answer) if with_item else plan.check(answer))
        except Exception as error:
            raise Failure(f"check raised {text_of(error)}{place(error, plan.modules.files)} at the answer of "
                          f"{item_in_words(number, plan.items)}: it must say by its truth whether an answer is right",
                          number) from None
        if not right and not wrong:
            wrong = (f"check says that the answer of {item_in_words(number, plan.items)} is wrong: "
                     f"{shortened(answer)}: correct the task, or the check")
    return {"checked": "check", "wrong": wrong, "digests": [NO_DIGEST] * len(answers)}


def _by_reference(reference, plan, answers):
    """Items beyond those of the reference count as right."""
    digests, wrong = [], ""
    for number, answer in enumerate(answers):
        expected = reference[number] if number < len(reference) else answer
        right = agree(expected, answer)
        digests.append(digest(expected if right else answer))
        if not right and not wrong:
            wrong = wrong_answer(number, plan.items, answer, expected)
    return {"checked": "reference", "wrong": wrong, "digests": digests}


def checked(plan, answers):
    """`checked`, `wrong` and `digests` of the answer to `run`. A check of one's own stands for the reference, as one
    brings it where answers may differ."""
    if plan.check:
        return _by_check(plan, answers)
    reference = Reference.read(plan.reference) if plan.reference else None
    if reference is None:
        return {"checked": "not", "wrong": "", "digests": [digest(answer) for answer in answers]}
    reference.expect_count(plan)
    if reference.same is False:
        return {"checked": "not", "wrong": "", "digests": [NO_DIGEST] * len(answers)}
    return _by_reference(reference, plan, answers)
