"""Counts the constructs by which one program differs from another: those of concurrency that the first has and the
second has not. A count and no measure of complexity: what has to be written and read beside the sequential program.
"""

import ast
from collections import Counter
from pathlib import Path

_MODULES = ("asyncio", "concurrent", "mpi4py", "multiprocessing", "threading")
_LOCKS = ("Barrier", "BoundedSemaphore", "Condition", "Event", "Lock", "RLock", "Semaphore")
_CALLS = ("as_completed", "create_task", "gather", "get_context", "map", "result", "run", "shutdown", "submit")
_POOLS = ("Executor", "Pool", "Thread", "Process", "TaskGroup")   # with which the name of what is called ends
_PEERS = Path(__file__).parent / "peers"
_POOL = ("pools/executor.py", ("give_back", "main", "make_pool", "rate"))   # it measures more than a pool needs
# Way → program, of which functions (None: all), and without what names those are for another way.
_PROGRAMS = {
    "processes": (*_POOL, ("ProcessPoolExecutor", "multiprocessing")),
    "process_pool": (*_POOL, ("MPIPoolExecutor", "mpi4py", "ForkingPickler")),
    "threads_locked": ("downloads/thread_pool.py", None, ()),
    "threads": ("downloads/thread_pool.py", None, ()),
    "event_loop": ("downloads/event_loop.py", None, ()),
}


def constructs(source: str, functions=None, without=()) -> Counter:
    """(kind, text) → how often. `functions`: of the functions of the module only those; the rest of it counts always.
    What names one of `without` does not count."""
    found = Counter()
    body = [part for part in ast.parse(source).body
            if functions is None or not isinstance(part, (ast.FunctionDef, ast.ClassDef)) or part.name in functions]
    for node in (node for part in body for node in ast.walk(part)):
        found.update(each for each in _of(node) if not any(name in each[1] for name in without))
    return found


def _of(node):
    """(kind, text) of one node; a `with` is told by what it opens, a function by its name."""
    if isinstance(node, ast.Import):
        yield from (("import", name.name) for name in node.names if name.name.split(".")[0] in _MODULES)
    elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in _MODULES:
        yield from (("import", f"{node.module}.{name.name}") for name in node.names)
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        kind = "with" if isinstance(node, ast.With) else "async with"
        yield from ((kind, ast.unparse(item.context_expr)) for item in node.items)
    elif isinstance(node, ast.AsyncFunctionDef):
        yield "async def", node.name
    elif isinstance(node, ast.AsyncFor):
        yield "async for", ast.unparse(node.iter)
    elif isinstance(node, ast.Await):
        yield "await", ast.unparse(node.value)
    elif isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
        yield "guard", ast.unparse(node.test)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)


def _of_call(node: ast.Call):
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in _LOCKS:
        yield "lock", ast.unparse(node)
    elif name.endswith(_POOLS) or isinstance(node.func, ast.Attribute) and name in _CALLS:
        yield "call", ast.unparse(node)


def count_difference(source: str, sequential: str, **options) -> dict:
    """Kind → how many constructs the source has beyond those of the sequential program."""
    beyond = constructs(source, **options) - constructs(sequential)
    kinds = Counter()
    for (kind, _), number in beyond.items():
        kinds[kind] += number
    return dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))


def count_of_way(way: str):
    """(program, kind → how many) of the lecture's program of a way; None where there is none."""
    if way not in _PROGRAMS:
        return None
    name, functions, without = _PROGRAMS[way]
    try:
        source, sequential = ((_PEERS / file).read_text(encoding="utf-8")
                              for file in (name, "downloads/sequential.py"))
    except OSError:   # the package without its peers
        return None
    return name.rpartition("/")[2], count_difference(source, sequential, functions=functions, without=without)
