"""ProcessPoolExecutor.map on interpreters started anew, which import the module again."""

from ..process_pool import ProcessPool


class Way(ProcessPool):
    start_method = "spawn"
