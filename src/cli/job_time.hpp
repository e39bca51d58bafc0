#pragma once

#include "campaign/deadline.hpp"

namespace sweep {

/// The time that a batch system gives to the job that this process belongs to, by the variables that it or
/// jobs/sweep.sbatch sets, in seconds since 1970: its end is SLURM_JOB_END_TIME or SWEEP_END_TIME, the earlier, less
/// what ranks and launcher need to end; its begin SLURM_JOB_START_TIME or else SWEEP_START_TIME, else nobody knows. No
/// end where neither is set. Throws UsageError where one is no time.
Deadline job_time();

} // namespace sweep
