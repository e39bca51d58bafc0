"""InterpreterPoolExecutor.map, of Python 3.14: threads, each with an interpreter and a lock of its own.

Written from its documentation and untried, as no 3.14 was at hand.
"""

import os
import sys

from .. import worker
from ..executor import Executor
from ..failure import Failure

# A new interpreter does not know our folder, so its initializer is the built-in exec; and as a pipe is the only barrier
# that interpreters share, each worker says that it is here and waits until it is told that all are.
BEGIN = """
import sys
sys.path[:], sys.dont_write_bytecode = {path!r}, True
import os
from sweep_measure import worker
class Barrier:
    def wait(self):
        os.write({here}, b"+")
        os.read({go}, 1)
worker.begin({settings!r}, Barrier())
"""


class Way(Executor):

    def __init__(self, plan):
        super().__init__(plan)
        if sys.version_info < (3, 14):
            raise Failure(f"{sys.executable} is Python {sys.version.split()[0]}, and InterpreterPoolExecutor came with "
                          "3.14: name a newer interpreter, or take process_pool_spawn")
        self._task, self._pool = plan.plain_task(), None
        self._said_here, self._here, self._go, self._tell = -1, -1, -1, -1

    def ready(self):
        from concurrent.futures import InterpreterPoolExecutor
        self._said_here, self._here = os.pipe()
        self._go, self._tell = os.pipe()
        settings = self.plan.worker_settings()
        begin = BEGIN.format(path=settings["path"], settings=settings, here=self._here, go=self._go)
        self._pool = InterpreterPoolExecutor(self.plan.workers, initializer=exec, initargs=(begin, {}))
        self._all(worker.report)

    def _all(self, function):
        """One of these for each worker."""
        each = [self._pool.submit(function, number) for number in range(self.plan.workers)]
        for _ in each:
            os.read(self._said_here, 1)
        os.write(self._tell, b"+" * len(each))
        return [future.result() for future in each]

    def run(self, items):
        self.answers.extend(self._pool.map(self._task, items))
        return self.answers

    def threads_left(self):
        return [name for names in self._all(worker.threads_left) for name in names]

    def end(self):
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None
            for descriptor in (self._said_here, self._here, self._go, self._tell):
                os.close(descriptor)
