"""The beginning of a process that runs tasks for a pool, before its first one; by reference, so that every kind of pool
finds it."""

import sys
import threading

_state = {"failure": None, "barrier": None, "threads": set()}


def begin(settings, barrier=None):
    """A pool's initializer. It never raises: the pool would break and the reason be lost; `report` raises it."""
    _state["barrier"] = barrier
    try:
        sys.path[:] = settings["path"]
        _limit(settings["memory_bytes"])
        from .modules import Modules
        modules = Modules(settings["folder"])
        modules.find(settings["task"], "task")
        if settings["setup"]:
            modules.find_function(settings["setup"], "setup")()
    except BaseException as error:
        _state["failure"] = error
    _state["threads"] = set(threading.enumerate())


def _limit(memory_bytes):
    """Workers of MPI are no children of the host, whose limit the others inherit."""
    if memory_bytes:
        import resource
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


def _meet():
    """Until all workers are here, so that each takes one such task."""
    if _state["barrier"] is not None:
        _state["barrier"].wait()


def report(_):
    """Whether this worker is ready; raises what setup raised."""
    _meet()
    if _state["failure"] is not None:
        raise _state["failure"]


def threads_left(_):
    """Names of the threads that tasks left running in this worker."""
    from .leftovers import new_threads, wait_until_none
    _meet()
    return wait_until_none(lambda: new_threads(_state["threads"]))
