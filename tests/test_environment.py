"""One environment, stated three times: pyproject.toml (ranges), requirements/ (the lock), environment.yml (conda)."""

import importlib.metadata
import os
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
GROUPS = {"base": "build", "uv": "uv", "browser": "browser", "bench": "bench"}  # lock -> its group
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def locked(lock, python=HERE):
    """Package -> the version that a lock gives it for a Python on Linux."""
    system = {
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
    }
    versions = {}
    for line in (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines():
        if re.match(r"\w", line):
            requirement = Requirement(line.rstrip(" \\"))
            if requirement.marker is None or requirement.marker.evaluate(system):
                versions[requirement.name] = str(requirement.specifier).removeprefix("==")
    return versions


def stated(conda):
    """Package -> version of an environment.yml, its pip part included; python too."""
    outer = [each for each in conda["dependencies"] if isinstance(each, str)]
    (inner,) = [each["pip"] for each in conda["dependencies"] if isinstance(each, dict)]
    pairs = [each.partition("=")[::2] for each in outer] + [
        each.partition("==")[::2] for each in inner
    ]
    return {name: version for name, version in pairs if version}


CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
DEPENDENCIES = [Requirement(each) for each in PROJECT["project"]["dependencies"]]


@pytest.mark.parametrize("dependency", DEPENDENCIES, ids=lambda each: each.name)
def test_conda_gets_the_locked_version(dependency):
    versions = stated(CONDA)
    assert versions.get(dependency.name) == locked("base", versions["python"])[dependency.name]


def test_conda_gets_plnkit_and_nothing_beside_it():
    assert "-e ." in CONDA["dependencies"][-1]["pip"]
    assert set(stated(CONDA)) == {each.name for each in DEPENDENCIES} | {"python"}
    assert stated(CONDA)["python"] in SpecifierSet(PROJECT["project"]["requires-python"])


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_the_lock_keeps_to_the_ranges(python):
    groups = PROJECT["dependency-groups"]
    for lock, group in GROUPS.items():
        wanted = [Requirement(each) for each in groups[group]]
        for requirement in wanted + (DEPENDENCIES if lock == "base" else []):
            assert locked(lock, python)[requirement.name] in requirement.specifier


@pytest.mark.parametrize("lock", ["browser", "bench"])
def test_an_extra_lock_changes_no_base_version(lock):
    base, extra = locked("base"), locked(lock)
    assert {name: base.get(name, version) for name, version in extra.items()} == extra


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_names_hashes_and_no_index(lock):
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted", text)
    for entry in re.split(r"\n(?=\w)", text.strip()):
        assert "--hash=sha256:" in entry, entry


def test_what_a_learner_installs_is_permissively_licensed():
    """GPL and its relatives stay out; the benchmarks' igraph is not in the base lock."""
    assert "igraph" not in locked("base")
    offenders = []
    for name in locked("base", HERE):
        try:
            about = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system than this one
        words = [about.get("License-Expression"), *(about.get_all("Classifier") or ())]
        words += (about.get("License") or "").splitlines()[:1]
        if any(re.search(r"GPL|GNU", word or "") for word in words):
            offenders.append(name)
    assert offenders == []


def test_the_environment_at_work_is_the_locked_one():
    for dependency in DEPENDENCIES:
        assert importlib.metadata.version(dependency.name) == locked("base")[dependency.name]


def test_binder_is_made_ready_as_run_py_does_it():
    """Binder runs postBuild only if it is executable, which git remembers and Windows doesn't show."""
    script = ROOT / "postBuild"
    assert os.name == "nt" or os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    settings = (ROOT / "run.py").read_text(encoding="utf-8")
    for part in re.findall(r'"(@jupyterlab/[^"]+)"', settings):
        assert part in text
    assert "kernels import warm; warm()" in text
    assert "kernels import warm; warm()" in settings
