"""asyncio.gather of an async def."""

from ..event_loop import EventLoop


class Way(EventLoop):
    def __init__(self, plan):
        super().__init__(plan)
        self.awaitable = plan.asynchronous_task()
