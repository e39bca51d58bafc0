"""What `sweep profile` says of real commands, and that they run as if it were not there.

Judged by shares in which a busy machine is left out; how long a command takes is never compared with anything.
"""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from sweep_program import BINARY, LONGEST, launch, sweep

PYTHON = "/usr/bin/python3"


def profile(*command, cwd, **more):
    """Exit code and numbers."""
    ended = sweep("profile", "--json", "-o", "profile.json", "--force", "--", *command, cwd=cwd, **more)
    return ended, json.loads((cwd / "profile.json").read_text())


def python(text):
    return PYTHON, "-c", text


COMPUTE = "import time\nwhile time.process_time() < {}: sum(range(10000))\n"


def test_a_spin_loop_is_bound_by_the_processor(tmp_path):
    _, told = profile("bash", "-c", "for ((i = 0; i < 150000; ++i)); do :; done", cwd=tmp_path)
    assert told["verdict"] == "CPU-bound"
    assert told["measured_by"] == "configs/vectorise.toml"
    assert not told["in_turns"]


def test_a_sleep_waits_for_time(tmp_path):
    _, told = profile("sleep", "0.5", cwd=tmp_path)
    assert (told["verdict"], told["waits_for"]) == ("I/O-bound", "sleep")
    assert told["computing"] < 0.1
    assert told["measured_by"] == "configs/tiny_files.toml"


def on_a_device(folder):
    """Whether what is written there goes to one."""
    name = subprocess.run(["findmnt", "-no", "SOURCE", "-T", folder], capture_output=True, text=True).stdout
    return name.startswith("/dev/")


@pytest.mark.parametrize("how", ["oflag=direct", "oflag=dsync"])
def test_dd_waits_for_a_device(how, tmp_path):
    folder = next((path for path in (tmp_path, Path(BINARY).parent) if on_a_device(path)), None)
    if folder is None:
        pytest.skip("no device here")
    file = folder / f"profiled-{os.getpid()}"
    try:
        for count in (200, 800, 3200, 12800):
            ended, told = profile("dd", "if=/dev/zero", f"of={file}", "bs=64k", f"count={count}", how, cwd=tmp_path)
            if told["certain"] and told["waits_for"] != "untold":
                break  # of a fast device a few writes are over before any look sees one wait
    finally:
        file.unlink(missing_ok=True)
    ended.expect(0)
    assert f"{count}+0 records out" in ended.err
    assert told["device_blocks"] >= count * 128
    assert told["waits_for"] == "device"
    assert told["verdict"] in ("I/O-bound", "mixed")  # of a fast device, copying takes a part of the time
    assert told["next"].startswith("fewer, larger transfers" if told["verdict"] == "I/O-bound" else "threads")


def test_a_compile_is_bound_by_the_processor(tmp_path):
    objects = [f"f{i}.o" for i in range(4)]
    for name in objects:
        (tmp_path / name.replace(".o", ".cpp")).write_text(f"#include <map>\nstd::map<int, int> {name[:-2]};\n")
    (tmp_path / "Makefile").write_text(f"all: {' '.join(objects)}\n%.o: %.cpp\n\tg++ -O2 -c $<\n")
    ended, told = profile("make", "-j2", "-s", cwd=tmp_path)
    ended.expect(0)
    assert all((tmp_path / name).exists() for name in objects)
    assert told["verdict"] == "CPU-bound"
    assert told["most_processes"] > 3
    assert not told["in_turns"]


def test_python_on_locked_threads_runs_one_at_a_time(tmp_path):
    text = """
import threading, time
def work():
    while time.process_time() < 1.5: sum(range(10000))
threads = [threading.Thread(target=work) for _ in range(8)]
for each in threads: each.start()
for each in threads: each.join()
"""
    _, told = profile(*python(text), cwd=tmp_path)
    assert told["verdict"] == "CPU-bound"
    assert told["in_turns"]
    assert 6 <= told["threads_in_turns"] <= 9  # the one that starts them has worked, too
    assert told["measured_by"] == "configs/gil.toml"


def test_a_pool_of_processes_is_bound_by_processors(tmp_path):
    text = """
import multiprocessing, time
def work(n):
    end = time.process_time() + 0.2
    while time.process_time() < end: pass
with multiprocessing.Pool(2) as pool: pool.map(work, range(8), chunksize=1)
"""
    _, told = profile(*python(text), cwd=tmp_path)
    assert told["verdict"] == "CPU-bound"
    assert told["at_once"] > 1.3
    assert not told["in_turns"]
    assert told["most_processes"] >= 3


def test_a_program_that_waits_for_a_socket(tmp_path):
    text = """
import os, socket, time
server = socket.create_server(("127.0.0.1", 0))
if os.fork() == 0:
    client, _ = server.accept()
    for _ in range(20):
        time.sleep(0.05)
        client.send(b"x")
    os._exit(0)
client = socket.create_connection(server.getsockname())
while client.recv(1): pass
"""
    _, told = profile(*python(text), cwd=tmp_path)
    assert (told["verdict"], told["waits_for"]) == ("I/O-bound", "socket")


def test_one_that_computes_and_waits_is_mixed(tmp_path):
    text = """
import time
for _ in range(10):
    end = time.process_time() + 0.05
    while time.process_time() < end: pass
    time.sleep(0.05)
"""
    _, told = profile(*python(text), cwd=tmp_path)
    # Each sleep ends late on a busy machine, and starting Python computes.
    assert told["computing"] == pytest.approx(0.5, abs=0.25)
    assert told["verdict"] == "mixed"


def test_times_add_up(tmp_path):
    _, told = profile(*python(COMPUTE.format(0.3)), cwd=tmp_path)
    parts = told["running_s"] + told["ready_s"] + sum(told["waiting_s"].values())
    assert parts == pytest.approx(told["wall_s"])
    assert told["user_s"] + told["system_s"] == pytest.approx(0.3, abs=0.2)


def test_looking_takes_little_processor_time_also_at_many_threads(tmp_path):
    text = "import threading, time\n" \
           "all_began = threading.Event()\n" \
           "def worker(): all_began.wait(); time.sleep(4)\n" \
           "for _ in range(200): threading.Thread(target=worker).start()\n" \
           "all_began.set()"
    _, told = profile(*python(text), cwd=tmp_path)
    assert told["most_threads"] > 100
    assert told["waits_at_once"] > 50
    assert told["measured_by"] == "configs/fan_out.toml"
    assert told["looking_s"] < 0.1 * told["wall_s"]  # a look's cost is known after the first one


# As if it were not there.


def test_streams_are_the_commands(tmp_path):
    ended = subprocess.run([BINARY, "profile", "-o", "x", "--", "sh", "-c", "cat; echo told >&2"], input="given", cwd=tmp_path,
                           capture_output=True, text=True, timeout=LONGEST)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "given", "told\n")
    assert "exit code 0" in (tmp_path / "x").read_text()


@pytest.mark.parametrize("end, code", [("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137), ("kill -PIPE $$", 141)])
def test_the_exit_code_is_passed_on(end, code, tmp_path):
    ended, told = profile("sh", "-c", end, cwd=tmp_path)
    ended.expect(code)
    assert told["exit_code"] == code
    assert told["verdict"] == "undecided" or told["looks"] > 1  # where it had to wait for a processor


def test_arguments_arrive_as_they_are(tmp_path):
    words = ["-x", "--help", "--", "", "[1,2]", "{}", "a b", "%%", "--json"]
    ended, told = profile("printf", "<%s>\\n", *words, cwd=tmp_path)
    assert ended.out.splitlines() == [f"<{word}>" for word in words]
    assert told["command"][2:] == words


def test_one_that_has_inherited_ignored_children_hears_of_their_end(tmp_path):
    """And the command inherits it, as it would without."""
    ended = sweep("profile", "--", "grep", "SigIgn", "/proc/self/status", cwd=tmp_path,
                  prefix=["bash", "-c", 'trap "" CHLD; exec "$@"', "_"]).expect(0)
    assert int(ended.out.split()[1], 16) & 1 << (signal.SIGCHLD - 1)


def test_the_heading_is_one_printable_line(tmp_path):
    ended = sweep("profile", "--", "true", "a\nb", "\x1b[31mred", cwd=tmp_path).expect(0)
    assert ended.err.splitlines()[1].startswith("true 'a b' \ufffd[31mred: ")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_reach_the_command_and_nothing_is_left(sent, tmp_path):
    trap = f"trap 'touch trapped; exit 5' {sent.value}; sleep 1000 & touch begun; wait"
    with launch(["profile", "-o", "x", "--", "bash", "-c", trap], cwd=tmp_path) as run:
        wait_for(tmp_path / "begun")
        run.process.send_signal(sent)
        assert run.wait().code == 5
        assert (tmp_path / "trapped").exists()
        assert "it left 1 process behind, which was ended" in (tmp_path / "x").read_text()
        assert not run.survivors()


def test_a_command_that_a_signal_ends(tmp_path):
    with launch(["profile", "--", "sh", "-c", "touch begun; sleep 1000; true"], cwd=tmp_path) as run:
        wait_for(tmp_path / "begun")
        run.process.send_signal(signal.SIGTERM)
        assert run.wait().code == 128 + signal.SIGTERM
        assert not run.survivors()


def test_what_ignores_a_friendly_end_is_killed(tmp_path):
    command = "(trap '' TERM; setsid sleep 1000; true) & sleep 0.2"
    with launch(["profile", "--", "bash", "-c", command], cwd=tmp_path) as run:
        assert run.wait().code == 0
        assert not run.survivors(patience=0)


def test_the_command_ends_with_a_profile_that_is_killed(tmp_path):
    with launch(["profile", "--", "sh", "-c", "touch begun; exec sleep 1000"], cwd=tmp_path) as run:
        wait_for(tmp_path / "begun")
        run.process.kill()
        run.process.wait()
        assert not run.survivors()


def wait_for(path):
    end = time.monotonic() + LONGEST
    while not path.exists():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("arguments, words", [
    (["--", "/no/such/program"], "cannot run '/no/such/program': No such file or directory"),
    (["--", "/"], "cannot run '/': Permission denied"),
    ([], "COMMAND is required"),
    (["-o", "there", "--", "true"], "the output file exists"),
    (["-o", "no/folder/x", "--", "true"], "cannot write: No such file or directory"),
])
def test_what_cannot_be_is_refused(arguments, words, tmp_path):
    (tmp_path / "there").write_text("kept")
    ended = sweep("profile", *arguments, cwd=tmp_path).expect(2)
    assert words in ended.err
    assert len(ended.err.splitlines()) == 1
    assert (tmp_path / "there").read_text() == "kept"


def test_a_refused_command_leaves_no_file(tmp_path):
    sweep("profile", "-o", "x", "--", "/no/such/program", cwd=tmp_path).expect(2)
    assert not list(tmp_path.iterdir())


def test_a_report_that_cannot_be_written_is_an_error(tmp_path):
    ended = sweep("profile", "-o", "/dev/full", "--force", "--", "true", cwd=tmp_path).expect(1)
    assert ended.err.startswith("sweep: cannot write to /dev/full: ")
