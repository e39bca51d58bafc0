"""The answers of the sequential way, which every way must give; in a file, as each way has an interpreter of its own.
"""

import os
import pickle

from .agreement import PROTOCOL, agree
from .digests import NO_DIGEST, digest
from .failure import Failure, item_in_words


class Reference:
    """`same` is None while the sequential way ran once, then whether all answers agreed when it ran again."""

    def __init__(self, count, answers, same=None):
        self.count, self._answers, self.same = count, answers, same

    @classmethod
    def of(cls, answers, plan):
        pickled = []
        for number, answer in enumerate(answers):
            try:
                pickled.append(pickle.dumps(answer, PROTOCOL))
                pickle.loads(pickled[-1])
            except Exception as error:
                raise Failure(f"the answer of {item_in_words(number, plan.items)} cannot be pickled and read back "
                              f"({type(error).__name__}: {error}), so it cannot be compared: return plain values, or "
                              "the list of what a generator yields", number) from None
        return cls(plan.count, pickled)

    @classmethod
    def read(cls, path):
        """None where there is no file."""
        try:
            with open(path, "rb") as file:
                return cls(*pickle.load(file))
        except FileNotFoundError:
            return None

    def write(self, path):
        temporary = f"{path}.{os.getpid()}"
        with open(temporary, "wb") as file:
            pickle.dump((self.count, self._answers, self.same), file, PROTOCOL)
        os.replace(temporary, path)

    def __len__(self):
        return len(self._answers)

    def __getitem__(self, number):
        return pickle.loads(self._answers[number])

    def compare(self, answers):
        """Marks whether they agree with these; once they did not, they never do."""
        both = list(zip(range(len(self)), answers))
        self.same = self.same is not False and all(agree(self[number], answer) for number, answer in both)

    def digests(self):
        return [NO_DIGEST if self.same is False else digest(self[number]) for number in range(len(self))]

    def expect_count(self, plan):
        if self.count != plan.count:
            raise Failure(f"items gave {self.count} when the sequential way ran and {plan.count} now: they must not "
                          "depend on time, chance or place; give a list")
