"""A copy is read as the rules in force are, or refused by line, value and cure."""

from __future__ import annotations

import os
from shutil import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.dryrun.sides import CopyError, line_of, mark_of, told
from dashboard.leverage.book import BookError
from tests.dryrun.telling import YUNJIANG, changed, copy_side, in_force

DUTY = '{ org = "water", post = "head-water"'
OTHER_DUTY = '{ org = "water", post = "second-water"'


def said(folder, live=None):
    """What a copy says otherwise."""
    live = live or in_force()
    return [(one.where, one.before, one.after) for one in told(live, copy_side(folder, live))]


def refused(folder):
    with pytest.raises(CopyError) as error:
        copy_side(folder)
    return str(error.value)


def number(folder, word, file="district.toml"):
    """The line on which a word stands."""
    lines = (folder / file).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if word in line)


def test_an_unchanged_copy_says_nothing_otherwise(tmp_path):
    assert said(changed(tmp_path / "copy")) == []


def test_a_copy_of_the_file_alone_takes_its_neighbours_from_where_the_district_stands(tmp_path):
    copy(YUNJIANG / "district.toml", tmp_path / "mine.toml")
    assert said(tmp_path / "mine.toml") == []


def test_a_changed_limit_is_the_one_difference(tmp_path):
    folder = changed(tmp_path / "copy", ('default = "5D"', 'default = "7D"'))
    assert said(folder) == [("limits.default", "5D", "7D")]


def test_a_copy_is_found_by_folder_and_by_file(tmp_path):
    folder = changed(tmp_path / "copy", ('sign = "2H"', 'sign = "1H"'))
    assert said(folder) == said(folder / "district.toml") == [("limits.sign", "2H", "1H")]


def test_a_line_of_the_duty_list_in_the_folder_counts(tmp_path):
    live = in_force()
    assert live.district.duties
    folder = changed(
        tmp_path / "copy", ("区水务局,head-water,", "区水务局,second-water,"), file="lists/duties.csv"
    )
    assert ("lists/duties[water].post", "head-water", "second-water") in said(folder, live)


def test_a_line_of_the_file_that_the_list_of_the_folder_replaces_is_told_to_be_idle(tmp_path):
    live, folder = in_force(), changed(tmp_path / "copy", (DUTY, OTHER_DUTY))
    (one,) = told(live, copy_side(folder, live))
    assert (one.where, one.after, one.idle) == ("duties[water].post", "second-water", True)
    assert copy_side(folder, live).district.duties == live.district.duties


def test_without_a_list_in_the_folder_the_line_of_the_file_counts(tmp_path):
    first = changed(tmp_path / "first", ('lists = "lists"', 'lists = ""'))
    folder = changed(tmp_path / "copy", (DUTY, OTHER_DUTY), of=first)
    live = in_force(first)
    (one,) = told(live, copy_side(folder, live))
    assert (one.where, one.idle) == ("duties[water].post", False)
    assert "second-water" in {duty.post for duty in copy_side(folder, live).district.duties}


def test_a_duty_list_that_only_was_written_anew_is_no_difference(tmp_path):
    folder = changed(tmp_path / "copy")
    os.utime(folder / "lists" / "duties.csv", (0, 0))
    assert said(folder) == []


def test_a_copy_that_is_not_there_is_refused_with_what_to_do(tmp_path):
    words = refused(tmp_path / "nothing")
    assert str(tmp_path / "nothing") in words
    assert "cp -r" in words


@pytest.mark.parametrize(
    ("change", "word", "shown"),
    [
        (('default = "5D"', 'default = "5X"'), 'default = "5X"', "'5X'"),
        (('sign_urgent = "30m"', 'sign_urgant = "30m"'), "sign_urgant", "sign_urgant"),
        (('code = "P0102", name', 'cod = "P0102", name'), 'cod = "P0102"', "categories"),
        ((DUTY, '{ org = "water", post = "nobody"'), 'post = "nobody"', "'nobody'"),
    ],
)
def test_a_wrong_word_is_refused_with_its_line_and_its_value(tmp_path, change, word, shown):
    folder = changed(tmp_path / "copy", change)
    words = refused(folder)
    assert shown in words
    if word != 'cod = "P0102"':
        assert any(f"line {n}:" in words for n in near(folder, word)), words


def near(folder, word):
    """The line of a word, or that of the entry in which it stands."""
    at = number(folder, word)
    return range(at - 3, at + 1)


def test_a_file_that_is_no_toml_is_refused_with_its_line(tmp_path):
    folder = changed(tmp_path / "copy", ('default = "5D"', 'default = "5D'))
    at = number(folder, 'default = "5D')
    assert f"line {at}" in refused(folder)


def test_the_file_of_another_district_is_refused(tmp_path):
    words = refused(changed(tmp_path / "copy", ('code = "990101"\n', 'code = "990199"\n')))
    assert "'990199'" in words
    assert "'990101'" in words


def test_a_book_of_levers_beside_the_copy_counts_and_a_wrong_one_is_refused(tmp_path):
    folder = changed(tmp_path / "copy")
    book = YUNJIANG.parents[1] / "leverage" / "levers.toml"
    text = book.read_text("utf-8")
    (folder / "levers.toml").write_text(text.replace("stale_days = 90", "stale_days = 60"), "utf-8")
    assert ("levers.toml.stale_days", "90", "60") in said(folder)
    (folder / "levers.toml").write_text(text.replace("stale_days = 90", "stale_days = 0"), "utf-8")
    with pytest.raises(BookError, match="stale_days = 0"):
        copy_side(folder)


def test_a_row_of_the_copied_duty_list_that_cannot_be_used_is_refused(tmp_path):
    folder = changed(tmp_path / "copy", ("区水务局,head-water,", "某局,head-water,"), file="lists/duties.csv")
    words = refused(folder)
    assert "某局" in words
    assert "duties" in words


def test_rules_are_known_by_what_they_say(tmp_path):
    live, other = in_force(), copy_side(changed(tmp_path / "copy", ('check = "120m"', 'check = "60m"')))
    assert mark_of(live.district, live.book) == mark_of(in_force().district, live.book)
    assert mark_of(live.district, live.book) != mark_of(other.district, other.book)


FILE = """code = "x"
[limits]
sign = "2H"
default = "5D"
[[orgs]]
code = "water"
led_by = "a"
[[orgs]]
code = "sign"
led_by = "b" # water
"""


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("limits.default", 4),
        ("limits.sign", 3),
        ("orgs[water].led_by", 7),
        ("orgs[sign].led_by", 10),
        ("code", 1),
        ("nothing.at.all", 0),
        ("limits.nothing", 2),
    ],
)
def test_a_place_leads_to_its_line(where, line):
    assert line_of(FILE, where) == line


@given(st.text(st.sampled_from('ab.[]\n="# '), max_size=40), st.text(st.sampled_from("ab.[]"), max_size=10))
def test_whatever_stands_there_a_line_is_one_of_the_text(text, where):
    assert 0 <= line_of(text, where) <= len(text.splitlines())
