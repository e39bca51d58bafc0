"""The page of more than it has room for: it shows a selection and says which."""

from test_page import Page

from sweep_analysis.page import build
from sweep_analysis.page.build import page
from sweep_analysis.page.drawings import drawings
from sweep_analysis.page.samples import carried, fitting


def test_of_many_cases_a_selection_is_shown_and_said(result, monkeypatch, numbers_only):
    monkeypatch.setattr("sweep_analysis.page.cases.MOST_CASES", 5)
    monkeypatch.setattr(build, "MOST_TIMES", 300)
    found = Page(page([result]))
    number = len(result.cases)
    assert f"The first 5 of {number} cases, in the order of the campaign" in found.text
    carried_cases = len(found.samples["files"][0]["cases"])
    assert 5 <= carried_cases < number
    assert f"This page carries the samples of {carried_cases} of {number} cases." in found.text


def test_experiments_that_are_too_large_to_draw_are_named(result, monkeypatch):
    monkeypatch.setattr("sweep_analysis.page.drawings.MOST_CASES", 0)
    drawn, missing = drawings(result, "f0")
    assert drawn == [] and len(missing) == len(result.experiments) and missing[0].endswith(" cases)")


def test_where_there_is_room_for_some_cases_those_of_the_table_come_first(result):
    chosen = fitting(result, [9, 8], 200)
    assert chosen[:2] == [9, 8]
    assert result.samples["case"].isin(chosen).sum() <= 200
    assert [case["case"] for case in carried(result, chosen, None)["cases"]] == sorted(chosen)
