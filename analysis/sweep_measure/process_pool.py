"""concurrent.futures.ProcessPoolExecutor, whatever its workers are started by."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from . import worker
from .executor import Executor


class ProcessPool(Executor):
    """Of a barrier that all workers share, as a pool starts them as it needs them and they would be timed."""

    start_method = ""

    def __init__(self, plan):
        super().__init__(plan)
        self._task, self._pool, self._processes = plan.picklable_task(), None, []
        self.chunk = plan.chunksize

    def ready(self):
        context = multiprocessing.get_context(self.start_method)
        workers = self.plan.workers
        self._pool = ProcessPoolExecutor(workers, mp_context=context, initializer=worker.begin,
                                         initargs=(self.plan.worker_settings(), context.Barrier(workers)))
        reports = [self._pool.submit(worker.report, number) for number in range(workers)]
        self._processes = list(self._pool._processes.values())
        for report in reports:
            report.result()

    def run(self, items):
        self.answers.extend(self._pool.map(self._task, items, chunksize=self.plan.chunksize))
        return self.answers

    def threads_left(self):
        return [name for names in self._pool.map(worker.threads_left, range(self.plan.workers)) for name in names]

    def exit_words(self):
        """Of the first that ended otherwise than by the pool's own SIGTERM to those that were left."""
        for process in self._processes:
            process.join(0.2)
        codes = [process.exitcode for process in self._processes if process.exitcode not in (None, 0, -15)]
        if not codes:
            return ""
        return f" by signal {-codes[0]}" if codes[0] < 0 else f" with exit code {codes[0]}"

    def end(self):
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool, self._processes = None, []

    def abandon(self):
        """Without waiting: with its workers gone, the pool may wait for ever to write to them."""
        for process in self._processes:
            process.kill()
        if self._pool is not None:
            self._pool.shutdown(wait=False)
