"""What is to be run: the request `begin`, with everything that it names found."""

import os
import sys
import time

from . import item_forms
from .failure import Failure
from .modules import Modules, is_asynchronous, put_on_path

FUNCTIONS = ("task", "asynchronous", "setup", "check", "vectorised", "measures")


class Plan:
    """The functions (None where none is named), the items that are run, and the executor's settings."""

    def __init__(self, request):
        self.request = request
        self.folder = os.path.abspath(request["folder"])
        self.executor = request.get("executor") or "sequential"
        self.workers = int(request.get("workers") or 1)
        self.chunksize = int(request.get("chunksize") or 1)
        self.in_flight = int(request.get("in_flight") or 0)
        self.reference = request.get("reference") or ""
        self.memory_bytes = int(request.get("memory_bytes") or 0)
        self.said = request["said"]
        self._is_set_up = False
        names = [request.get(role) or "" for role in (*FUNCTIONS, "items")]
        put_on_path(self.folder, [name for name in names if isinstance(name, str)])

        begin = time.perf_counter()
        self.modules = Modules(self.folder)
        self.task = self.modules.find_function(request["task"], "task")
        self.import_s = time.perf_counter() - begin
        self.asynchronous, self.setup, self.check, self.vectorised, self.measures = (
            self.modules.find_function(request[role], role) if request.get(role) else None for role in FUNCTIONS[1:])
        self._find_items()

    def _find_items(self):
        everything = item_forms.read(self.request["items"], self.modules)
        self.count, tasks = len(everything), int(self.request.get("tasks") or 0)
        if not self.count:
            raise Failure(f"items = {self.request['items']!r} gives none: give one at least")
        if tasks > self.count:
            raise Failure(f"items gives {self.count}, of which {tasks} are to be run: items must give the same number "
                          "every time it is asked; take away what it depends on, or give a list")
        self.items = everything[:tasks] if tasks else everything

    @property
    def task_is_asynchronous(self):
        return is_asynchronous(self.task)

    def plain_task(self):
        """For a way that runs plain functions."""
        if self.task_is_asynchronous:
            raise Failure(f"{self.request['task']} is an async def, and {self.executor} runs plain functions: give a "
                          "plain one as `task` and this one as `asynchronous`, or take asyncio_gather")
        return self.task

    def picklable_task(self):
        """For a way whose workers are other processes."""
        import pickle
        task = self.plain_task()
        try:
            pickle.dumps(task)
        except Exception as error:
            from .explain import not_picklable
            raise Failure(not_picklable(getattr(task, "__qualname__", repr(task)), error)) from None
        return task

    def asynchronous_task(self):
        """For a way that awaits."""
        named = self.request.get("asynchronous") or self.request["task"]
        function = self.asynchronous or self.task
        if not is_asynchronous(function):
            raise Failure(f"{named} is no async def, and {self.executor} awaits one: name an async def of the same "
                          "work as `asynchronous`, or take asyncio_to_thread")
        return function

    def set_up(self):
        """Calls setup, once in this process."""
        if self.setup and not self._is_set_up:
            self._is_set_up = True
            self.setup()

    def worker_settings(self):
        """What a worker's process needs to begin as this one did; plain values, which every kind of pool can hand over.
        """
        return {"path": list(sys.path), "folder": self.folder, "task": self.request["task"],
                "setup": self.request.get("setup") or "", "memory_bytes": self.memory_bytes}
