"""What a result file of `sweep` has: the version of its schema, and the columns of its tables."""

SCHEMA_VERSION = 3   # and every older one
MIN_REPETITIONS = 6   # where a file does not say: before version 3, all of whose repetitions are of one launch

CASE_COLUMNS = ("case", "experiment", "workload", "kernel", "model", "policy", "ranks", "threads", "schedule",
                "chunk", "tasks", "base", "wait_s", "bound_s", "status", "error", "warnings", "checksum")
LAUNCH_COLUMNS = ("launch", "label", "began", "ended", "end", "continues", "under_way", "repetitions", "ranks", "hosts",
                  "affinity", "processor", "cores", "version", "git_revision", "compiler", "flags", "instruction_set",
                  "mpi_library", "environment", "load_average")
SAMPLE_COLUMNS = ("case", "repetition", "order", "rank", "wall_s", "cpu_s", "wait_s", "lock_s", "dispatch_s",
                  "idle_s", "tasks", "rss_bytes", "peak_rss_bytes", "rss_growth_bytes", "stack_bytes",
                  "voluntary_switches", "involuntary_switches")   # and launch, which files of older versions lack
SUMMARY_COLUMNS = ("case", "median_s", "low_s", "high_s", "q1_s", "q3_s", "p95_s", "max_s", "repetitions",
                   "speedup", "efficiency")   # and, in files of version 3, those of LAUNCH_SUMMARY_COLUMNS
LAUNCH_SUMMARY_COLUMNS = ("holds_for", "launches", "launch_low_s", "launch_high_s", "speedup_launches")
LATENCY_COLUMNS = ("low_s", "high_s", "latency", "lag")   # and handover, which files of older versions lack
PHASE_COLUMNS = ("case", "repetition", "rank", "operation", "begin_s", "open_s", "transfer_s", "sync_s", "close_s",
                 "items", "bytes", "device_read_bytes")   # and device_written_bytes, which files of older versions lack
OPERATION_COLUMNS = ("case", "operation", "bytes", "items", "median_s", "low_s", "high_s", "bandwidth",
                     "bandwidth_low", "bandwidth_high", "slowest_rank", "fastest_rank", "rate", "rate_low",
                     "rate_high", "open_share", "transfer_share", "sync_share", "close_share", "device_share",
                     "transfers", "cache")
LOCK_COLUMNS = ("case", "repetition", "rank", "thread", "lock", "held_s", "waiting_s", "released_s", "device_s",
                "requested_drops", "voluntary_drops", "switches", "forced_waits", "timed_out_waits")
CONTENTION_COLUMNS = ("case", "contention", "held_s", "waiting_s", "released_s", "device_s", "switches_per_s",
                      "requested_drops", "voluntary_drops", "forced_waits", "timed_out_waits")
MEASURE_COLUMNS = ("case", "launch", "repetition", "rank", "measure", "unit", "value", "over_ranks")
TRACE_COLUMNS = ("rank", "thread", "state", "begin_s", "end_s")


class ResultError(Exception):
    """The file cannot be used; the message ends in what to do about it."""
