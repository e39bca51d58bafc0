"""asyncio: one event loop, in which all items are under way at once, or at most `in_flight` of them."""

import asyncio

from .executor import Executor

TICK_S = 0.01


class Ticker:
    """How long the loop stood still: the longest time by which a tick came too late. A hundred a second, each of a few
    microseconds."""

    def __init__(self, loop):
        self._loop, self.longest_s = loop, 0.0
        self._due = loop.time() + TICK_S
        self._handle = loop.call_at(self._due, self._tick)

    def _tick(self):
        self._note()
        self._due = self._loop.time() + TICK_S
        self._handle = self._loop.call_at(self._due, self._tick)

    def _note(self):
        self.longest_s = max(self.longest_s, self._loop.time() - self._due)

    def end(self):
        """A tick that did not come until the end counts also: nothing may have let it."""
        self._note()
        self._handle.cancel()
        return self.longest_s


class EventLoop(Executor):
    """Of ways that differ in how an item becomes something to await."""

    def __init__(self, plan):
        super().__init__(plan)
        self._loop = self._gathered = None

    def awaitable(self, item):
        raise NotImplementedError

    def ready(self):
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self.plan.set_up()
        self._loop.run_until_complete(asyncio.sleep(0))

    def run(self, items):
        ticker = Ticker(self._loop)
        try:
            self.answers = self._loop.run_until_complete(self._gather(items))
        finally:
            self.stood_still_s = ticker.end()
        return self.answers

    async def _gather(self, items):
        awaitable = self._limited(asyncio.Semaphore(self.plan.in_flight)) if self.plan.in_flight else self.awaitable
        self._gathered = asyncio.gather(*[awaitable(item) for item in items])
        return await self._gathered

    def _limited(self, semaphore):
        awaitable = self.awaitable

        async def limited(item):
            async with semaphore:
                return await awaitable(item)

        return limited

    def failed_items(self, error):
        """gather() keeps the tasks that it makes, in the order of the items."""
        return [number for number, task in enumerate(getattr(self._gathered, "_children", []))
                if task.done() and not task.cancelled() and task.exception() is error][:1]

    def end(self):
        """As asyncio.run() ends: what still runs is cancelled, and the loop's own threads are waited for."""
        self._close(wait=True)

    def abandon(self):
        self._close(wait=False)

    def _close(self, wait):
        if self._loop is None:
            return
        running = asyncio.all_tasks(self._loop)
        for task in running:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*running, return_exceptions=True) if running else asyncio.sleep(0))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        if wait and hasattr(self._loop, "shutdown_default_executor"):   # from 3.9 on
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        asyncio.set_event_loop(None)
        self._loop.close()
        self._loop = None
