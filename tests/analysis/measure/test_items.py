"""What items may be, where modules are found, and what is said of interpreter and sources."""

import hashlib
import shutil

import pytest
from driving import SAMPLES, host, run

from sweep_measure.failure import Failure
from sweep_measure.item_forms import from_range, read


class NoModules:
    def find(self, _text, _role):
        raise AssertionError("no module is asked for")


@pytest.mark.parametrize("text, items", [
    ("5", [0, 1, 2, 3, 4]),
    ("[3, \"a\", [1]]", [3, "a", [1]]),
    ('{"from": 2, "to": 9, "step": 3}', [2, 5, 8]),
    ('{"to": 3}', [0, 1, 2]),
    ('{"from": 3, "to": 0, "step": -1}', [3, 2, 1]),
    ('{"from": 0.1, "to": 0.4, "step": 0.1}', [0.1, 0.2, 0.3]),
    ('{"from": 1, "to": 0, "step": -0.5}', [1.0, 0.5]),
])
def test_items_are_read(text, items):
    assert list(read(text, NoModules())) == items


@pytest.mark.parametrize("text", ["true", "1.5", "some", '{"from": 1}', '{"to": "a"}', '{"to": 3, "by": 2}'])
def test_other_items_are_refused(text):
    with pytest.raises(Failure, match="give"):
        read(text, NoModules())


def test_a_range_leads_somewhere():
    with pytest.raises(Failure, match="step is 0"):
        from_range(0, 1, 0)


@pytest.mark.parametrize("items", ["plain:NUMBERS", "plain:numbers"])
def test_a_module_has_items(tmp_path, items):
    with host(tmp_path, items=items, check="plain:half_a_square") as (begun, answer):
        assert answer["count"] == 5
        assert begun.ask({"do": "run"})["wrong"] == ""


def test_so_many_are_run(tmp_path):
    with host(tmp_path, tasks=5) as (begun, answer):
        assert answer["count"] == 12
        assert len(begun.ask({"do": "run"})["digests"]) == 5


@pytest.mark.parametrize("settings, words", [
    ({"items": "0"}, "gives none: give one at least"),
    ({"items": "[]"}, "gives none"),
    ({"tasks": 13}, "items gives 12, of which 13 are to be run"),
    ({"items": "plain:A_NUMBER"}, "is 7, no sequence"),
    ({"items": "plain:setup_fails"}, "raised OSError: no such server (plain.py, line "),
])
def test_items_that_cannot_be_run_are_refused(tmp_path, settings, words):
    assert words in run(tmp_path, **settings)["error"]


@pytest.mark.parametrize("executor", ["sequential", "process_pool_spawn", "process_pool_forkserver"])
def test_a_script_is_imported_under_its_name(tmp_path, executor):
    for task, folder in (("script.py:hits", SAMPLES), ("samples/script.py:hits", SAMPLES.parent),
                         (f"{SAMPLES}/script.py:hits", tmp_path)):
        with host(tmp_path, task=task, executor=executor, folder=str(folder)) as (begun, answer):
            digest = hashlib.sha256((SAMPLES / "script.py").read_bytes()).hexdigest()
            assert answer["sources"] == {str(SAMPLES / "script.py"): digest}
            assert "error" not in begun.ask({"do": "run"})


@pytest.mark.parametrize("task", ["json:square", "json.py:square"])
def test_a_module_that_the_library_hides_is_named(tmp_path, task):
    shutil.copy(SAMPLES / "plain.py", tmp_path / "json.py")
    assert "rename the file" in run(tmp_path, folder=str(tmp_path), task=task)["error"]


def test_names_of_our_own_modules_are_free(tmp_path):
    for name in ("host", "plan", "executors", "worker", "digests"):
        shutil.copy(SAMPLES / "plain.py", tmp_path / f"{name}.py")
        assert "error" not in run(tmp_path, folder=str(tmp_path), task=f"{name}:square", executor="process_pool_spawn")


def test_the_interpreter_is_described(tmp_path):
    with host(tmp_path, task="plain:square") as (_, answer):
        interpreter = answer["interpreter"]
        assert interpreter["version"].startswith("3.") and interpreter["implementation"] == "cpython"
        assert interpreter["lock"] is True and interpreter["switch_interval_s"] == 0.005
        assert answer["import_s"] > 0 and answer["asynchronous"] is False


def test_packages_that_are_imported_are_told(tmp_path):
    (tmp_path / "with_numpy.py").write_text("import numpy\nroot = numpy.sqrt\n")
    with host(tmp_path, folder=str(tmp_path), task="with_numpy:root") as (begun, answer):
        assert answer["interpreter"]["packages"]["numpy"][0].isdigit()
        assert "error" not in begun.ask({"do": "run"})


def test_nothing_is_written_beside_modules(tmp_path):
    folder = tmp_path / "modules"
    shutil.copytree(SAMPLES, folder)
    before = sorted(folder.rglob("*"))
    for executor in ("sequential", "process_pool_spawn", "process_pool_forkserver"):
        run(tmp_path, folder=str(folder), executor=executor)
    assert sorted(folder.rglob("*")) == before
