"""asyncio.gather of asyncio.to_thread of a plain function: the loop waits, `workers` threads of its pool run it."""

import asyncio

from ..event_loop import EventLoop
from ..threads import all_started


class Way(EventLoop):
    def __init__(self, plan):
        super().__init__(plan)
        self._task, self._pool = plan.plain_task(), None
        to_thread = getattr(asyncio, "to_thread", None) or self._to_thread   # from 3.9 on
        self.awaitable = lambda item: to_thread(self._task, item)

    def _to_thread(self, function, item):
        return self._loop.run_in_executor(None, function, item)

    def ready(self):
        super().ready()
        self._pool = all_started(self.plan.workers)
        self._loop.set_default_executor(self._pool)

    def _close(self, wait):
        super()._close(wait)
        if self._pool is not None:
            self._pool.shutdown(wait=wait)
            self._pool = None
