"""ProcessPoolExecutor.map on copies of this process: they have its modules, as they stand."""

from ..process_pool import ProcessPool


class Way(ProcessPool):
    start_method = "fork"
