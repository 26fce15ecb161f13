"""What is installed is ours alone: four import packages, one distribution, assets inside it."""

from __future__ import annotations

import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import dashboard
from dashboard.packaging import misplaced

ROOT = Path(__file__).parents[1]
PACKAGES = ("dashboard", "callbacks", "layouts", "data_feeds")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_brings_a_package_of_our_name(package):
    owners = set(packages_distributions().get(package, ["jiequan"]))
    assert owners == {"jiequan"}


def test_the_wheel_holds_our_packages_and_the_assets_and_no_tests():
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["packages"]) == set(PACKAGES)
    assert wheel["force-include"] == {"assets": "dashboard/assets"}


def test_the_lock_files_carry_hashes_and_no_address():
    for name in ("run.txt", "test.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        assert text.count("--hash=sha256:") > text.count("==") > 50
        assert "http" not in text
        assert "index" not in text


def test_every_dependency_is_locked():
    locked = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    for wanted in PROJECT["project"]["dependencies"]:
        name = wanted.split("[")[0].split(">")[0].split("<")[0]
        assert f"\n{name}==" in f"\n{locked}", name


def test_packages_of_one_installation_stand_side_by_side():
    assert misplaced() == ""


def test_a_package_of_the_same_name_from_elsewhere_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(dashboard, "__file__", str(tmp_path / "dashboard" / "__init__.py"))
    said = misplaced()
    assert "callbacks" in said
    assert str(ROOT / "callbacks") in said
