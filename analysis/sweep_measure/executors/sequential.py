"""One item after the other: what all other ways are compared with."""

from ..executor import Executor


class Way(Executor):
    """An async def is awaited, item by item, so that it also has something to be compared with."""

    def __init__(self, plan):
        super().__init__(plan)
        self._loop = None

    def ready(self):
        if self.plan.task_is_asynchronous:
            import asyncio
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        self.plan.set_up()

    def run(self, items):
        if self._loop is not None:
            self._loop.run_until_complete(self._await_each(items))
        else:
            self.answers.extend(map(self.plan.task, items))
        return self.answers

    async def _await_each(self, items):
        for item in items:
            self.answers.append(await self.plan.task(item))

    def end(self):
        if self._loop is not None:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()
            self._loop = None
