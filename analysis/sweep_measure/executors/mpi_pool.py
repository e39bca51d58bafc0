"""mpi4py.futures.MPIPoolExecutor.map. Its workers are ranks, so mpiexec starts the host once more, as rank 0 of them
(`ranks`)."""

import os

from .. import worker
from ..executor import Executor


class Way(Executor):
    runs_in_ranks = True

    def __init__(self, plan):
        super().__init__(plan)
        self._task, self._pool, self.chunk = plan.picklable_task(), None, plan.chunksize

    def ready(self):
        from mpi4py.futures import MPIPoolExecutor
        package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        self._pool = MPIPoolExecutor(self.plan.workers, main=False, path=[package], initializer=worker.begin,
                                     initargs=(self.plan.worker_settings(),))
        self._pool.bootup(wait=True)   # collective, with the initializers
        list(self._pool.map(worker.report, range(self.plan.workers)))

    def run(self, items):
        self.answers.extend(self._pool.map(self._task, items, chunksize=self.plan.chunksize))
        return self.answers

    def end(self):
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None

    def abandon(self):
        if self._pool is not None:
            self._pool.shutdown(wait=False)
