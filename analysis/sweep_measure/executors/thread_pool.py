"""ThreadPoolExecutor.map."""

from ..executor import Executor
from ..threads import all_started


class Way(Executor):
    def __init__(self, plan):
        super().__init__(plan)
        self._task, self._pool = plan.plain_task(), None

    def ready(self):
        self.plan.set_up()
        self._pool = all_started(self.plan.workers)

    def run(self, items):
        self.answers.extend(self._pool.map(self._task, items))
        return self.answers

    def end(self):
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None

    def abandon(self):
        if self._pool is not None:
            self._pool.shutdown(wait=False)
