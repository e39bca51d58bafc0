"""jobs/sweep.sbatch against a real SLURM: what has the job started again, what does not, and how it goes on."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from test_sbatch import box, needs_slurm  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("SWEEP_BINARY", "")

# Says of each launch what the next line of the file $PLAN has: how many repetitions it finishes, its exit code, why it ends.
SCRIPTED = r"""#!/bin/bash
if [[ $1 == show ]]; then
  launches=$(sed -E 's/([0-9]+) [0-9]+ (.*)/{"continues": -1, "repetitions": \1, "end": "\2"}/' "$2" | paste -sd,)
  exec echo '{"status": "partial", "campaign": {"launches": 1}, "cases": [], "launches": ['"$launches"']}'
fi
while [[ $1 != -o ]]; do shift; done
[[ -e $2 && $3 != --resume ]] && { echo "refused: $2 exists"; exit 2; }
launches=$(cat "$2" 2>/dev/null | wc -l)
line=$(sed -n "$((launches + 1))p" "$PLAN")
echo "$line" >>"$2"
echo "requeued ${SWEEP_REQUEUED-no}"
[[ -z ${NOTE-} || -e $2.lost ]] || printf 'n2\trank 1 is silent\n' >"$2.lost"
read -r _ code _ <<<"$line"
exit "$code"
"""
ENDED = "for _ in {1..2000}; do [[ -z $(squeue -h 2>&1) ]] && break; sleep 0.1; done\n"
STOPPED = ["3 75 end of the job", "2 75 SIGUSR1", "1 0 all cases done"]

# By name: the plan, what is set for the job, how often it starts, how it ends, and what its log says.
JOBS = {
    "through": (STOPPED, "", 3, 0, "stopped by SIGUSR1 after 2 more checks and repetitions; SLURM is to start it again"),
    "switched_off": (STOPPED, "SWEEP_REQUEUE=no", 1, 75, "not requeued, since SWEEP_REQUEUE=no"),
    "at_the_limit": (STOPPED, "SWEEP_REQUEUE_LIMIT=1", 2, 75, "it was 1 times (SWEEP_REQUEUE_LIMIT=1)"),
    "without_progress": (["0 75 end of the job"], "", 1, 75, "nothing was finished since this start"),
    "terminated": (["3 75 SIGTERM"], "", 1, 75, "stopped by SIGTERM, and not requeued"),
    "failed": (["3 1 all cases done"], "", 1, 1, ""),
    "refused": (["3 2 "], "", 1, 2, ""),
    "killed_by_srun": (["3 137 end of the job", "1 0 all cases done"], "", 2, 0, "stopped by end of the job after 3 more"),
    "lost": (["3 76 lost: rank 1 is silent", "1 0 all cases done"], "", 2, 0, "stopped by a loss (rank 1 is silent) after 3 more"),
    "silent": (["3 75 "], "", 1, 75, "it was ended otherwise than by its time limit, SIGUSR1 or a loss"),
    # A disk on which no word could be written in time. The job's `squeue` says that it has a second left.
    "silent_at_its_end": (["3 75 ", "1 0 all cases done"], "PATH=$PWD/late:$PATH", 2, 0, "stopped by end of the job after 3 more"),
    # The note of a loss is not of the launch after it, which never began.
    "lost_then_not_begun": (["3 76 ", "0 9 "], "NOTE=yes", 2, 9, "stopped by a signal, and not requeued, since it was ended otherwise"),
    "own_limit": (["3 75 time limit", "1 0 all cases done"], "", 2, 0, "stopped by time limit after 3 more"),
}  # fmt: skip


@needs_slurm
def test_only_what_was_stopped_and_got_on_is_started_again(box):  # noqa: F811
    lines = f"cat >sweep <<'END'\n{SCRIPTED}END\n"
    lines += "mkdir late; printf '#!/bin/bash\\necho 0:01\\n' >late/squeue; chmod +x late/squeue\n"
    for name, (plan, setting, *_) in JOBS.items():
        text = "\\n".join(plan)
        lines += f"printf '{text}\\n' >{name}.plan; {setting} PLAN={name}.plan sbatch -J {name} -o %x.log jobs/sweep.sbatch {name}.toml\n"
    lines += ENDED + "for log in *.log; do echo \"LOG $log\"; cat $log; done; scontrol -o show job"
    result = box(lines, cpus=16)
    logs = dict(re.findall(r"^LOG (\w+)\.log\n(.*?)(?=^LOG |^JobId=)", result.stdout, re.DOTALL | re.MULTILINE))
    for number, (name, (_, _, starts, code, words)) in enumerate(JOBS.items(), start=1):
        log = logs[name]
        told = re.findall(r"^sweep\.sbatch: (begins|restart \d+ of job \d+, goes on with) (\S+): 1 ranks", log, re.MULTILINE)
        file = f"results/{name}-{number}.h5"
        again = [(f"restart {i} of job {number}, goes on with", file) for i in range(1, starts)]
        assert told == [("begins", file), *again], log
        assert words in log
        assert re.findall(r"^requeued (\w+)$", log, re.MULTILINE) == ["no"] + ["yes"] * (starts - 1)
        assert f"JobName={name} " in result.stdout
        assert re.search(rf"^JobId={number} .* ExitCode={code}:0 ", result.stdout, re.MULTILINE), result.stdout


@needs_slurm
def test_each_task_of_an_array_has_its_file_and_its_restarts(box):  # noqa: F811
    result = box(
        f"cat >sweep <<'END'\n{SCRIPTED}END\nprintf '3 75 end of the job\\n1 0 all cases done\\n' >plan\n"
        "PLAN=plan sbatch --array=1-2 -o a%a.log jobs/sweep.sbatch c.toml\n"
        "PLAN=plan sbatch -o new.log jobs/sweep.sbatch c.toml -o new/folder/x.h5\n" + ENDED +
        "cat a1.log a2.log new.log; ls -A new/folder results"
    )  # fmt: skip
    assert "goes on with new/folder/x.h5" in result.stdout, result
    assert "\nnew/folder:\nx.h5\n" in result.stdout, result  # and no mark is left
    for task in (1, 2):
        assert f"restart 1 of job 1_{task}, goes on with results/c-1_{task}.h5" in result.stdout, result
    assert result.stdout.splitlines()[-2:] == ["c-1_1.h5", "c-1_2.h5"]


@needs_slurm
def test_heterogeneous_jobs_and_several_partitions_are_refused_in_words(box):  # noqa: F811
    result = box(
        "sbatch -o het.log -n1 : -n1 jobs/sweep.sbatch c.toml\n"
        "SBATCH_PARTITION=debug,debug sbatch -o two.log jobs/sweep.sbatch c.toml\n" + ENDED + "cat het.log two.log"
    )
    assert "not for a heterogeneous job" in result.stdout, result
    assert "not for several partitions" in result.stdout, result


CAMPAIGN = """[campaign]
name = "interrupted"
seed = 7
repetitions = { min = 60, max = 60, interval = "100%" }
warmup = 0

[[experiment]]
name = "draws"
workload = "monte_carlo"
settings = 4
draws = 2_000_000
model = ["serial", "threads"]
ranks = "1..launched"
threads = 2
"""


@needs_slurm
@pytest.mark.skipif(not BINARY, reason="needs a built sweep (SWEEP_BINARY)")
def test_a_job_that_gets_usr1_goes_on_by_itself_and_finds_the_same(box, tmp_path):  # noqa: F811
    (tmp_path / "interrupted.toml").write_text(CAMPAIGN)
    count = "sweep_count() { ./sweep show r.h5 --json 2>/dev/null | jq '[.launches[].repetitions] | add'; }\n"
    result = box(
        f"rm sweep; ln -s {BINARY} sweep; mkdir -p build; {count}"
        f"sbatch -n2 -o job.log jobs/sweep.sbatch {tmp_path}/interrupted.toml -o r.h5\n"
        "for _ in {1..2000}; do (($(sweep_count || echo 0) >= 5)) && break; sleep 0.1; done\n"
        "scancel -b -s USR1 1\n" + ENDED +
        "scontrol -o show job 1; cat job.log; echo; ./sweep show r.h5 --json >again.json\n"
        f"source jobs/environment.sh; mpirun -n 2 ./sweep run {tmp_path}/interrupted.toml -o whole.h5 --quiet\n"
        "./sweep show whole.h5 --json >whole.json\n"
        "for each in again whole; do jq -c '[.cases[] | [.status, .checksum]]' $each.json; done\n"
        "jq -c '[.launches[] | [.end, .repetitions > 0]]' again.json"
    )  # fmt: skip
    assert "Restarts=1 " in result.stdout, result.stdout + result.stderr
    again, whole, launches = result.stdout.splitlines()[-3:]
    assert launches == '[["SIGUSR1",true],["all cases done",true]]', result.stdout
    assert again == whole
    assert '"unfinished"' not in whole
    shutil.rmtree(tmp_path)


@needs_slurm
@pytest.mark.skipif(not BINARY, reason="needs a built sweep (SWEEP_BINARY)")
def test_the_tasks_of_an_array_measure_a_shard_each_and_their_files_are_the_campaign(box, tmp_path):  # noqa: F811
    text = CAMPAIGN.replace("min = 60, max = 60", "min = 3, max = 3").replace("2_000_000", "[1000, 2000]")
    (tmp_path / "parts.toml").write_text(text)
    result = box(
        f"rm sweep; ln -s {BINARY} sweep; mkdir -p build\n"
        f"sbatch -n2 --array=5-9:2 -o a%a.log jobs/sweep.sbatch {tmp_path}/parts.toml --shard array\n" + ENDED +
        "cat a*.log; ./sweep merge results/parts-1_*.h5 -o all.h5; echo code $?\n"
        "for each in results/parts-1_*.h5 all.h5; do ./sweep show $each --json | jq -c '[.status, (.cases | length)]'; done"
    )  # fmt: skip
    told = [json.loads(line) for line in result.stdout.splitlines()[-4:]]
    assert "code 0\n" in result.stdout, result
    assert [status for status, _ in told] == ["complete"] * 4, result
    assert told[-1][1] == 8
    assert all(2 <= cases < 8 for _, cases in told[:-1])
    shutil.rmtree(tmp_path)
