"""What the browser loads: ours or vendored with its digest, nothing from elsewhere, classes prefixed."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[1] / "assets"
SHEETS = sorted(ASSETS.glob("css/*.css"))
OWN = [*SHEETS, *sorted(ASSETS.glob("js/*.js"))]
VENDORED = tomllib.loads((ASSETS / "vendor/VENDOR.toml").read_text("utf-8"))["file"]


@pytest.mark.parametrize("file", VENDORED, ids=lambda file: file["name"])
def test_a_vendored_file_is_the_one_that_was_taken_and_has_its_licence(file):
    path = ASSETS / "vendor" / file["name"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == file["sha256"]
    assert (ASSETS / "vendor" / file["licence_file"]).read_text("utf-8").strip()
    assert {"package", "version", "path", "licence"} <= file.keys()


def test_every_vendored_file_is_accounted_for_and_no_licence_is_loaded_as_a_script():
    known = {
        "VENDOR.toml",
        *(file["name"] for file in VENDORED),
        *(file["licence_file"] for file in VENDORED),
    }
    assert {path.name for path in (ASSETS / "vendor").iterdir()} == known
    assert not [name for name in known if "LICENSE" in name and name.endswith((".js", ".css"))]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_our_own_files_fetch_nothing_from_elsewhere(path):
    addresses = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*", path.read_text("utf-8")))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert "@import" not in path.read_text("utf-8")


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_every_class_of_ours_carries_the_prefix(path):
    text = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", path.read_text("utf-8"), flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{}]+)\{", text))
    foreign = {name for name in re.findall(r"\.(-?[a-zA-Z][\w-]*)", selectors) if not name.startswith("jq-")}
    assert foreign <= {"form-check", "nsewdrag"}  # the switch of dbc, the ground of a Plotly figure


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_no_text_of_the_wall_is_smaller_than_fourteen_pixels_and_none_of_a_desk_than_twelve(path):
    if path.name != "00-tokens.css":
        least = 12 if path.name.startswith(("15-", "8", "9")) else 14
        sizes = re.findall(r"font(?:-size)?: (?:\d+ )?(\d+)px", path.read_text("utf-8"))
        assert all(int(size) >= least for size in sizes)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_the_size_of_a_sheet_of_paper_is_a_pages_own_and_one_that_something_takes(path):
    sheet = path.read_text(encoding="utf-8")
    named = re.findall(r"@page\s*([\w-]*)\s*{", sheet)
    assert "" not in named, "without a name it would be the size of every page that is printed"
    assert set(named) == set(re.findall(r"[{;]\s*page:\s*([\w-]+)", sheet))


def test_every_token_that_is_used_exists():
    sheets = "\n".join(path.read_text("utf-8") for path in ASSETS.glob("css/*.css"))
    scripts = "\n".join(path.read_text("utf-8") for path in ASSETS.glob("js/*.js"))
    made = set(re.findall(r"(--jq-[\w-]+)\s*:", sheets)) | set(re.findall(r'"(--jq-[\w-]+)"', scripts))
    assert set(re.findall(r"var\((--jq-[\w-]+)", sheets)) <= made


def test_scripts_run_strict_and_evaluate_no_text():
    for path in ASSETS.glob("js/*.js"):
        text = path.read_text("utf-8")
        assert '"use strict"' in text
        assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", text)
