"""Several hosts on this machine (hosts.sh), on which the real program runs under srun and mpirun; and what of a result must not depend
on who was lost meanwhile."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import h5py

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NEEDED = ("ip", "unshare", "nsenter", "munged", "slurmctld", "slurmd", "srun", "mpirun")

HOST_LOST = 76
LONGEST = 300  # seconds: a hang fails the test; nothing is compared with a duration

# Every draw is a function of seed, setting and draw, so each launch must add to the same estimates.
CAMPAIGN = """[campaign]
name = "hosts"
seed = 20
repetitions = { min = 6, max = 6, interval = "100%" }
warmup = 0
""" + "".join(f"""
[[experiment]]
name = "e{number}"
workload = "monte_carlo"
settings = 12
draws = 200_000
model = ["serial", "threads"]
ranks = [1, 4]
threads = 1
schedule = "dynamic"
""" for number in range(10))


class Hosts:
    """n1 … nN and ctl. `with Hosts(3, 2) as hosts:` starts them, and ends them."""

    def __init__(self, count, cpus):
        self.count, self.cpus = count, cpus
        self.folder = Path(tempfile.mkdtemp(prefix="sweep-hosts-"))

    def control(self, *words, **more):
        return subprocess.run([HERE / "hosts.sh", *map(str, words)], env=self.environment(), text=True, capture_output=True,
                              check=False, **more)  # fmt: skip

    def environment(self):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("SLURM_", "OMPI_", "OMP_", "SWEEP_"))}
        return clean | {
            "HOSTS": str(self.folder), "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
            "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_mpi_yield_when_idle": "1", "OMP_WAIT_POLICY": "passive",
            "OMPI_MCA_hwloc_base_binding_policy": "none", "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
            "OMPI_MCA_osc": "^ucx", "OMPI_MCA_pml": "ob1", "OMPI_MCA_btl": "tcp,vader,self", "OMPI_MCA_shmem": "mmap",
            "OMPI_MCA_sharedfp": "individual", "OMPI_MCA_btl_tcp_if_include": "eth0", "OMPI_MCA_oob_tcp_if_include": "eth0",
        }  # fmt: skip

    def __enter__(self):
        started = self.control("start", self.count, self.cpus, timeout=LONGEST)
        if started.returncode != 0:
            self.__exit__()
            raise OSError(started.stderr)
        return self

    def __exit__(self, *_):
        self.control("stop", timeout=LONGEST)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, host, *words, cwd=None, timeout=LONGEST):
        return self.control("exec", host, *words, cwd=cwd, timeout=timeout)

    def begin(self, host, *words, cwd):
        return subprocess.Popen([HERE / "hosts.sh", "exec", host, *map(str, words)], cwd=cwd, env=self.environment(), text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip

    def processes(self, host, name="sweep"):
        """As `host` numbers them: those of that name."""
        return [int(word) for word in self.run(host, "pgrep", "-x", name).stdout.split()]


def why_not():
    """Why there can be no hosts here; empty where there can."""
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    missing = [name for name in NEEDED if not shutil.which(name, path=path)]
    if os.geteuid() != 0:
        return "needs root"
    if missing:
        return f"needs {', '.join(missing)} (jobs/install.sh test)"
    alone = subprocess.run(["unshare", "--net", "--pid", "--mount", "--uts", "--fork", "true"], capture_output=True, check=False)
    return "" if alone.returncode == 0 else "no namespaces may be made here"


def local_script(program, campaign, output, *more):
    """What jobs/local.sh --hosts hosts --keep-going does once all is built, for this `program`."""
    words = " ".join(map(str, [campaign, "-o", output, "--quiet", *more]))
    return ["bash", "-c", f"set -uo pipefail; source {ROOT}/jobs/launch.sh; source {ROOT}/jobs/hosts.sh; "
            f"sweep_read_hosts hosts; sweep_read_words {words}; sweep_on_hosts {program} yes"]  # fmt: skip


def repetitions(program, path):
    """How many are in file and journal, as (case, repetition); none while there is no file."""
    if not Path(path).exists():
        return set()
    shown = subprocess.run([program, "show", path, "--csv", "samples"], text=True, capture_output=True, check=False)
    lines = [line.split(",") for line in shown.stdout.splitlines()]
    if len(lines) < 2:
        return set()
    case, repetition = lines[0].index("case"), lines[0].index("repetition")
    return {(int(row[case]), int(row[repetition])) for row in lines[1:]}


def wait_for(condition, process=None, longest=LONGEST):
    end = time.monotonic() + longest
    while not condition():
        assert process is None or process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


def answers(path):
    """What must be the same bit for bit, whatever happened."""
    with h5py.File(path, "r") as file:
        assert file.attrs["status"] == "complete"
        estimates = {f"{name}/{problem}": table[:].tobytes() for name, group in file["estimates"].items() for problem, table in group.items()}
        cases = file["cases"][:]
        assert set(cases["status"]) == {b"finished"}
        return estimates, list(zip(cases["case"].tolist(), cases["checksum"].tolist(), strict=True))


def launches(path):
    with h5py.File(path, "r") as file:
        return file["launches"][:]
