"""ProcessPoolExecutor.map on copies of a small server process, which import the module again."""

from ..process_pool import ProcessPool


class Way(ProcessPool):
    start_method = "forkserver"
