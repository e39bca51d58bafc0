"""What every way of running has in common."""


class Executor:
    """Readied outside the clock, run inside it, ended outside.

    `run` is what a plain script would write, and nothing else. It adds to `answers`, so that after an exception the
    number of those tells which item it was.
    """

    stood_still_s = None     # of an event loop
    chunk = 1                # items that are handed out, and whose answers come, together

    def __init__(self, plan):
        self.plan, self.answers = plan, []

    def ready(self):
        """All workers live and have run setup."""

    def run(self, items):
        raise NotImplementedError

    def end(self):
        """In order: everything of this executor's ends."""

    def abandon(self):
        """After a failure: as soon as may be, and without waiting for what may never end."""
        self.end()

    def failed_items(self, _error):
        """The numbers of the items among which the one is that failed."""
        return range(len(self.plan.items))[len(self.answers):][:self.chunk]

    def exit_words(self):
        """How workers ended that should not have; with a blank before it, or empty."""
        return ""

    def threads_left(self):
        """Names of threads that tasks left in workers."""
        return []
