"""The page of `sweep_analysis report`: what it has, what it escapes, what it leaves out, what it asks of nobody."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import h5py
import pytest
from conftest import FIRST_VERSION
from synthetic import Campaign
from synthetic_decision import LOOP, SEQUENTIAL, THREADS, add, campaign_of, decision_table, write_decision

from sweep_analysis import load, summary_of
from sweep_analysis.__main__ import main
from sweep_analysis.page.build import page
from sweep_analysis.page.clean import shown, without_people
from sweep_analysis.page.evidence import KEPT, NOT_APPLICABLE, NOT_KEPT, Facts, rules
from sweep_analysis.page.samples import fingerprint, script_json

HOSTILE = ["</script><img src=x onerror=alert(1)>", "\x1b]0;owned\x07", "a\u2028b\u2029c", "\"'><svg onload=alert(1)>",
           "{{ 7 * 7 }}", "$x^", "<!--<script>", "\u202egnp.exe"]
MEGABYTE = 1_000_000


class Page(HTMLParser):
    """Elements with their attributes, the text of each kind that matters, and what would be asked of someone else."""

    def __init__(self, text: str):
        super().__init__()
        self.text = text.replace("\N{NO-BREAK SPACE}", " ")   # which keeps numbers with their units
        self.elements, self.words, self._inside = [], {}, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style", "title", "h1"):
            self._inside.append((tag, dict(attrs).get("type", "")))

    def handle_endtag(self, tag):
        if self._inside and self._inside[-1][0] == tag:
            self._inside.pop()

    def handle_data(self, data):
        if self._inside:
            key = self._inside[-1]
            self.words[key] = self.words.get(key, "") + data

    def all(self, tag: str) -> list:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def samples(self) -> dict:
        return json.loads(self.words["script", "application/json"])

    @property
    def warnings(self) -> str:
        return re.search(r'<ul class="warnings">(.*?)</ul>', self.text, re.DOTALL)[1]


def page_of(path, **options) -> Page:
    return Page(page([load(path)], **options))


@pytest.fixture(scope="module")
def decision_page(tmp_path_factory):
    return page_of(write_decision(tmp_path_factory.mktemp("page") / "decision.h5"))


@pytest.fixture(scope="module")
def lecture_page(lecture_file):
    return page_of(lecture_file)


def hostile(path):
    campaign = campaign_of()
    for name in HOSTILE:
        for seconds, way in ((2, SEQUENTIAL), (1, THREADS), (0.5, THREADS | {"threads": 4})):
            add(campaign, name, seconds, **way, kernel=name, warnings=name, error=name)
    path = campaign.write(path, attributes={"created": HOSTILE[0]})
    with h5py.File(path, "a") as file:
        file["campaign"].attrs.update({"name": HOSTILE[0], "toml": HOSTILE[0], "command_line": HOSTILE[1]})
        file["provenance"].attrs.update({"processor": HOSTILE[0], "hosts": HOSTILE[3]})
    return path


def test_the_first_screen_has_question_answer_and_table(decision_page):
    assert decision_page.words["h1", ""] == "Which way of running suits which problem?"
    text = decision_page.text
    assert text.index("use an event loop: 46.4 ×") < text.index('<table class="decision">') < text.index("Warnings")
    assert len(re.findall(r'class="verdict \w+" data-file', text)) == 43
    assert "scaled from 40 of 500 tasks" in text and "one launch" in text
    assert "≠ lecture: okay" in text and "'okay' begins at 10 %, 2 cores here" in re.sub("&#39;", "'", text)


def test_the_lectures_table_its_statements_and_what_to_try_stand_after_the_first_table(decision_page):
    text = decision_page.text
    places = [text.index(words) for words in ('<table class="decision">', "What to try first",
                                              '<table class="details">', "What the lecture states", "Warnings</h2>")]
    assert places == sorted(places)
    details = re.search(r'<table class="details">(.*?)</table>', text, re.DOTALL)[1]
    assert re.findall(r'<tr><th scope="row">(.*?)</th>', details) == [
        "processes (ranks)", "process pool", "threads, locked", "threads, no lock", "event loop"]
    assert "13: 5 await, 3 async def, 2 calls, 1 async with, 1 import, 1 lock (event_loop.py)" in details
    assert 'data-problem="interpreted" data-way="threads_locked">0.952 ×</data>' in details
    assert "<code>./sweep profile -- COMMAND</code>" in text
    said = re.findall(r'<li><span class="stated (\S+)">.*?<span class="said"><b>(.*?):?</b>', text)
    assert len(said) == 42 and ("reproduced", "CPU-bound threads under the lock do not scale.") in said
    counted = [sum(state == each for state, _ in said) for each in ("reproduced", "not-reproduced", "undecided")]
    assert f"{counted[0]} of 42 reproduced, {counted[1]} not reproduced, {counted[2]} undecided" in text


def test_a_cell_without_a_speedup_says_so(tmp_path, numbers_only):
    campaign = campaign_of()
    add(campaign, "files-far", 1, **LOOP)
    text = page_of(write_decision(tmp_path / "a.h5", campaign)).text
    assert "no verdict: no speed-up, as nothing ran sequentially" in text and "1.00 s" in text
    assert not re.findall(r'class="verdict \w+" data-file', text)


def test_a_page_of_the_decision_table_is_small_and_its_program_smaller(decision_page):
    assert len(decision_page.text.encode()) < MEGABYTE
    assert len(decision_page.words["script", ""].encode()) < 100_000


@pytest.mark.parametrize("which", ["decision_page", "lecture_page"])
def test_nothing_is_asked_of_anybody(which, request):
    found = request.getfixturevalue(which)
    assert "http://" not in found.text and "https://" not in found.text and "@import" not in found.text
    links = [value for _, attributes in found.elements for name, value in attributes.items()
             if name in ("src", "href", "action", "srcset", "data", "poster")]
    assert links and all(link.startswith(("#", "data:")) for link in links)
    assert all(link.startswith("#") for link in re.findall(r"url\(([^)]*)\)", found.text))
    assert not [attributes for _, attributes in found.elements if any(name.startswith("on") for name in attributes)]


@pytest.mark.parametrize("which", ["decision_page", "lecture_page"])
def test_the_policy_knows_this_style_and_this_program_and_nothing_else(which, request):
    found = request.getfixturevalue(which)
    policy = next(meta["content"] for meta in found.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    for kind, tag in (("style-src", "style"), ("script-src", "script")):
        digest = base64.b64encode(hashlib.sha256(found.words[tag, ""].encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy
    assert len(found.all("style")) == 1 and len(found.all("script")) == 2
    assert not [tag for tag, attributes in found.elements if "style" in attributes], "the policy blocks it"


def test_every_figure_that_the_data_allow_is_there_with_its_words(lecture_page, drawn):
    names = re.findall(r"<b>Figure \d+\.</b> (\w+) of ([^<]+)\.\n", lecture_page.text)
    absent = re.search(r"Not drawn here[^<]*", lecture_page.text)
    told = {f"{kind.lower()}-{experiment}" for kind, experiment in names}
    missing = re.findall(r"(\w+) of ([\w -]+)", absent[0] if absent else "")
    left_out = {f"{kind}-{experiment}" for kind, experiment in missing}
    assert told | left_out >= {re.sub("&#39;", "'", name) for name in drawn.names()} and len(told) >= 5
    assert lecture_page.text.count("<svg ") == len(names)


def test_names_in_drawings_are_told_apart(lecture_page):
    names = [attributes["id"] for _, attributes in lecture_page.elements if "id" in attributes]
    assert len(names) == len(set(names))
    used = {link.removeprefix("#") for link in re.findall(r'(?:href="|url\()(#[\w-]+)', lecture_page.text)}
    assert used <= set(names)


def test_what_strangers_wrote_is_text(tmp_path):
    found = page_of(hostile(tmp_path / "a.h5"))
    assert not found.all("img") and len(found.all("script")) == 2 and len(found.all("svg")) == found.text.count("<svg ")
    assert not [attributes for _, attributes in found.elements if any(name.startswith("on") for name in attributes)]
    for character in "\x1b\x07\u2028\u2029\u202e":
        assert character not in found.text
    assert "␛]0;owned␇" in found.text and "‹U+202E›gnp.exe" in found.text and "{{ 7 * 7 }}" in found.text
    stored = found.samples["files"][0]["cases"]
    assert [case["experiment"] for case in stored[::3]] == [shown(name) for name in HOSTILE]
    assert not re.search("[<>&]", found.words["script", "application/json"])


def test_json_in_a_script_ends_and_begins_nothing():
    text = script_json({"a": "</script><!--&\u2028\u2029"})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {"a": "</script><!--&\u2028\u2029"}


def test_a_long_warning_is_cut_and_says_so(tmp_path, numbers_only):
    campaign = campaign_of()
    add(campaign, "files-far", 1, **SEQUENTIAL, warnings="w" * 10 * MEGABYTE)
    found = page_of(campaign.write(tmp_path / "a.h5"))
    assert len(found.text) < 300_000
    assert "(10,000,000 characters, of which these are the first 2,000)" in found.warnings


def test_where_nothing_is_a_number_the_page_says_nothing_of_it(tmp_path):
    campaign = campaign_of(repetitions=1)
    nan = float("nan")
    for way in (SEQUENTIAL, LOOP):
        add(campaign, "files-far", 0.0, **way, wait_s=nan, latency=nan)
        campaign.cases[-1]["bound_s"] = nan
    for sample in campaign.samples:
        sample.update(cpu_s=nan, wait_s=nan, lock_s=nan, dispatch_s=nan, idle_s=nan)
    found = page_of(write_decision(tmp_path / "a.h5", campaign))
    assert "verdict undecided" in found.text
    assert not re.search(r"\bnan\b", re.sub(r"<(script|svg).*?</\1>", "", found.text.lower(), flags=re.DOTALL))


def test_a_partial_file_says_what_is_missing(tmp_path, numbers_only):
    campaign = decision_table()
    waiting = campaign.cases[-1]
    waiting["status"] = "unfinished"
    campaign.samples = [sample for sample in campaign.samples if sample["case"] != waiting["case"]]
    found = page_of(write_decision(tmp_path / "a.h5", campaign, status="partial"))
    assert "The file is partial" in found.warnings and "1 of 43 cases have fewer repetitions" in found.warnings
    assert len(re.findall(r'class="verdict \w+" data-file', found.text)) == 42


def test_a_file_that_has_no_case_yet_is_a_page(tmp_path, capsys):
    path = Campaign().write(tmp_path / "a.h5", status="partial")
    assert main(["report", str(path), "-o", str(tmp_path / "a.html")]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "a.html")
    assert "Nothing is measured yet." in (tmp_path / "a.html").read_text()


def test_rules_that_cannot_be_read_are_a_warning(tmp_path, numbers_only):
    found = page_of(write_decision(tmp_path / "a.h5", rules="[verdict"))
    assert "decision rules of" in found.warnings and not found.samples["files"][0]["rules"]


def test_several_files_stand_side_by_side(tmp_path, numbers_only):
    paths = [write_decision(tmp_path / "one.h5"), write_decision(tmp_path / "six.h5", decision_table(launches=6)),
             FIRST_VERSION]
    found = Page(page([load(path) for path in paths]))
    assert len(found.all("article")) == 3 and len(found.samples["files"]) == 3
    row = re.search(r'<tr><th scope="row">Launches <span class="differ">≠</span></th>(.*?)</tr>', found.text)[1]
    assert re.findall(r"<b>(\d)</b>", row) == ["1", "6", "1"]


def test_the_same_figure_of_several_files_has_names_of_its_own(tmp_path):
    campaign = campaign_of()
    for way, seconds in ((SEQUENTIAL, 2), (THREADS, 1)):
        add(campaign, "native", seconds, **way)
    path = campaign.write(tmp_path / "a.h5")
    found = Page(page([load(path), load(path)]))
    names = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(names) == len(set(names)) and len(found.all("svg")) == 2


@pytest.mark.parametrize("text, left", [
    ("sweep run /home/anna/a b.toml -o /work/anna/x/c.h5", "sweep run ~/a b.toml -o …/c.h5"),
    ("HOME=/home/anna\nLANG=C", "HOME=(left out)\nLANG=C"),
    ("SLURM_SUBMIT_DIR=/scratch/p1", "SLURM_SUBMIT_DIR=(left out)"),
    ("by anna, not by annabel", "by (left out), not by annabel"), ("/usr/bin/mpirun 1/2", "/usr/bin/mpirun 1/2"),
    ("SWEEP_SOURCE=/work/main", "SWEEP_SOURCE=(left out)"), ("/root/.cache/x", "~/.cache/x")])
def test_people_and_their_folders_are_left_out(text, left):
    assert without_people(text, ("anna",)) == left


def test_all_is_there_if_it_is_asked_for(tmp_path, numbers_only):
    path = write_decision(tmp_path / "a.h5")
    with h5py.File(path, "a") as file:
        file["provenance"].attrs["environment"] = "USER=anna\nHOME=/home/anna\nOMP_PLACES=cores"
        file["campaign"].attrs["toml"] = "# anna's, in /home/anna/campaigns"
    assert "anna" not in page_of(path).text and "OMP_PLACES=cores" in page_of(path).text
    assert "/home/anna/campaigns" in page_of(path, full=True).text


def test_the_page_carries_every_time_as_it_was_measured(decision_page, tmp_path):
    result = load(write_decision(tmp_path / "a.h5"))
    cases = {case["case"]: case for case in decision_page.samples["files"][0]["cases"]}
    for case, own in result.samples.groupby("case"):
        times = own.sort_values(["repetition", "rank"])["wall_s"].tolist()
        assert [time for ranks in cases[case]["wall_s"] for time in ranks] == times
        assert f'data-case="{case}" data-claim="fingerprint">{fingerprint(times)}<' in decision_page.text


def judged(result) -> dict:
    summary = result.cases.merge(summary_of(result), on="case")
    return {rule["number"]: rule for rule in rules(Facts(result, summary, ["a"]))}


def test_rules_are_found_in_the_data(tmp_path, result):
    found = judged(result)
    assert len(found) == 12
    assert found[2]["state"] == KEPT and "1 failed, 1 of them with the reason" in found[2]["found"]
    assert found[3]["state"] == NOT_APPLICABLE, "the file has no summary"
    assert found[9]["state"] == NOT_KEPT and "missing: memory bytes" in found[9]["found"]
    campaign = campaign_of(repetitions=5)
    add(campaign, "a", 1, **SEQUENTIAL)
    few = judged(load(campaign.write(tmp_path / "a.h5")))
    assert few[5]["state"] == NOT_KEPT and few[1]["state"] == NOT_APPLICABLE and few[11]["state"] == KEPT
    assert few[2]["state"] == NOT_KEPT and "up to 1 worker on 2 cores" in few[2]["found"]


def test_a_summary_of_means_would_be_seen(tmp_path, this):
    assert judged(this)[3]["state"] == KEPT and judged(this)[6]["state"] == KEPT
    wrong = this.summary.assign(median_s=this.summary["median_s"] * 1.01)
    assert judged(replace(this, summary=wrong))[3]["state"] == NOT_KEPT


def test_a_page_that_cannot_be_written_is_a_message(lecture_file, tmp_path, capsys):
    campaign = campaign_of()
    add(campaign, "a", 1, **SEQUENTIAL)
    path = str(campaign.write(tmp_path / "a.h5"))
    assert main(["report", path, "-o", str(tmp_path / "missing" / "a.html")]) == 2
    assert "Name another file with -o." in capsys.readouterr().err
    assert main(["report", path, str(tmp_path / "none.h5"), "-o", str(tmp_path / "a.html")]) == 2
    assert not (tmp_path / "a.html").exists()
