"""run.py: what it makes ready and when, and what it says when something is in the way."""

import ast
import importlib.util
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RUN = ROOT / "run.py"
SOURCE = RUN.read_text(encoding="utf-8")


@pytest.fixture
def run():
    """run.py as a module of its own, so that a test may bend its names."""
    spec = importlib.util.spec_from_file_location("run", RUN)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ask(*arguments, version=None, folder=ROOT):
    """What `python run.py ...` answers, on a Python that says it is another one if `version` is given."""
    pretend = f"import sys; sys.version_info = {version}" if version else "import sys"
    program = f"{pretend}; sys.argv = {['run.py', *arguments]!r}; __file__ = {str(RUN)!r}\n{SOURCE}"
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=folder
    )


# ---------------------------------------------------------------- the commands


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13), (3, 15, 0)])
def test_another_python_is_told_which_to_get(version):
    done = ask("test", version=version)
    assert done.returncode == 1
    assert "plnkit needs Python 3.11 to 3.14" in done.stderr
    assert f"This one is {version[0]}.{version[1]}." in done.stderr


def test_an_old_python_can_read_it():
    assert SOURCE.isascii()
    ast.parse(SOURCE, feature_version=(3, 7))
    # Python 2 shows the first line it can't read: let that be the one with the cure.
    first = next(line for line in SOURCE.splitlines() if 'f"' in line)
    assert "Python 3.11 to 3.14" in first


def test_the_pythons_are_those_of_the_package():
    assert 'requires-python = ">=3.11,<3.15"' in (ROOT / "pyproject.toml").read_text(
        encoding="utf-8"
    )
    assert "(3, 11) <= sys.version_info[:2] <= (3, 14)" in SOURCE


def test_help_lists_every_verb(run):
    done = ask("help")
    assert done.returncode == 0
    for verb in set(run.VERBS) - {"lab"}:
        assert f"python run.py {verb}" in done.stdout


def test_an_unknown_word_is_refused_with_the_help():
    done = ask("tset")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no 'tset' here" in done.stderr
    assert "python run.py test" in done.stderr


def test_jupyterlab_gets_the_flags_and_the_start_page(run, monkeypatch):
    calls = []
    monkeypatch.setattr(run, "prepare", lambda *groups: calls.append(groups))
    monkeypatch.setattr(run, "hand_over", lambda command, **more: calls.append(command))
    run.main(["--no-browser", "--debug"])
    groups, command = calls
    assert groups == ()
    assert command[1:3] == ["-m", "jupyterlab"]
    assert command[-2:] == ["--no-browser", "--debug"]
    assert f"--ServerApp.root_dir={ROOT}" in command
    assert "--LabApp.default_url=/lab/tree/lessons/00_start_here.ipynb" in command


@pytest.mark.parametrize("flags", [["--port", "{}"], ["--port={}"], ["--ServerApp.port={}"]])
def test_a_taken_port_is_said(run, monkeypatch, flags):
    monkeypatch.setattr(run, "prepare", lambda *groups: None)
    monkeypatch.setattr(
        run, "hand_over", lambda *command, **more: pytest.fail("JupyterLab was started")
    )
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(
            run.Problem, match=f"Port {port} is taken.*close that one, or leave --port out"
        ):
            run.lab([flag.format(port) for flag in flags])


@pytest.mark.parametrize(
    ("arguments", "groups", "passed_on"),
    [
        (["-k", "density"], (), ["-m", "not browser and not long", "-k", "density"]),
        (["--all", "-x"], ("browser",), ["-x"]),
    ],
)
def test_test_is_one_pytest_run(run, monkeypatch, arguments, groups, passed_on):
    calls = []
    monkeypatch.setattr(run, "prepare", lambda *groups: calls.append(groups))
    monkeypatch.setattr(run, "chromium", lambda: "/a/chromium")
    monkeypatch.setattr(run, "hand_over", lambda command, **more: calls.append(command[1:]))
    run.test(arguments)
    assert calls[0] == groups
    assert calls[1] == ["-m", "pytest", *passed_on]


def test_no_browser_is_a_failure_with_its_cure(run, monkeypatch):
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    with pytest.raises(run.Problem, match="apt install chromium"):
        run.test(["--all"])


def test_the_exit_code_is_the_commands(run):
    program = f"import run; run.hand_over([{sys.executable!r}, '-c', 'raise SystemExit(7)'])"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 7


def test_nothing_of_the_learners_machine_leads_past_the_environment(run, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    given = run.environment()
    assert not {"PYTHONPATH", "PIP_USER"} & given.keys()
    assert given["PATH"].startswith(str(run.BIN) + os.pathsep)


# ---------------------------------------------------------------- the environment


@pytest.fixture
def house(run, tmp_path, monkeypatch):
    """run.py over an empty repository, where making a part is only noted in `made`."""
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "PYTHON", tmp_path / ".venv" / "python")
    monkeypatch.setattr(run, "STAMP", tmp_path / ".venv" / "stamp.json")
    monkeypatch.setattr(run, "LOCKS", tmp_path)
    (tmp_path / run.KERNELS).parent.mkdir(parents=True)
    for name in ("base.txt", "uv.txt", "browser.txt", "pyproject.toml", run.KERNELS):
        (tmp_path / name).write_text(name)
    run.made = []

    def base(part):
        run.made.append(part)
        run.VENV.mkdir(exist_ok=True)
        run.STAMP.unlink(missing_ok=True)
        run.PYTHON.touch()

    monkeypatch.setattr(
        run, "MAKE", {"base": base, "plnkit": run.made.append, "browser": run.made.append}
    )
    return run


def test_a_first_start_makes_everything_and_a_second_nothing(house):
    house.prepare()
    assert house.made == ["base", "plnkit"]
    house.prepare()
    assert house.made == ["base", "plnkit"]
    house.prepare("browser")
    assert house.made == ["base", "plnkit", "browser"]


@pytest.mark.parametrize(
    ("changed", "made"),
    [
        ("base.txt", ["base", "plnkit", "browser"]),
        ("uv.txt", ["base", "plnkit", "browser"]),
        ("pyproject.toml", ["plnkit"]),
        ("plnkit/model/dynamics/kernels.py", ["plnkit"]),
        ("browser.txt", ["browser"]),
    ],
)
def test_only_what_changed_is_made_again(house, changed, made):
    house.prepare("browser")
    house.made.clear()
    (house.LOCKS / changed).write_text("other versions")
    house.prepare("browser")
    assert house.made == made


def test_another_place_and_another_python_need_a_new_base(house, monkeypatch):
    before = house.origin("base")
    monkeypatch.setattr(house, "ROOT", house.ROOT / "moved")
    assert house.origin("base") != before
    before = house.origin("base")
    monkeypatch.setattr(house.sys, "base_prefix", "/opt/another/python")
    assert house.origin("base") != before


def test_an_interrupted_part_is_made_again(house, monkeypatch):
    def interrupted(part):
        raise KeyboardInterrupt

    complete = house.MAKE["plnkit"]
    monkeypatch.setitem(house.MAKE, "plnkit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        house.prepare()
    monkeypatch.setitem(house.MAKE, "plnkit", complete)
    house.prepare()
    assert house.made == ["base", "plnkit"]


@pytest.mark.parametrize("stamp", ["", "{", '{"base": "of another day"}'])
def test_a_half_made_environment_is_made_anew(house, stamp):
    house.VENV.mkdir()
    house.PYTHON.touch()
    house.STAMP.write_text(stamp)
    house.prepare()
    assert house.made == ["base", "plnkit"]


def test_a_vanished_python_is_noticed(house):
    house.prepare()
    house.PYTHON.unlink()
    house.prepare()
    assert house.made == ["base", "plnkit"] * 2


def test_a_second_start_waits_for_the_first(run, tmp_path):
    """The second says that it waits, and goes on when the first is done."""
    program = f"""
import pathlib, run
run.ROOT = pathlib.Path({str(tmp_path)!r})
with run.alone():
    print("inside", flush=True)
    input()
"""

    def start():
        command = [sys.executable, "-u", "-c", program]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe)

    with start() as first:
        assert first.stdout.readline() == "inside\n"
        with start() as second:
            assert "waiting for it" in second.stdout.readline()
            first.communicate("done\n")
            assert second.stdout.readline() == "inside\n"
            second.communicate("done\n")


def test_a_folder_that_cant_be_written_is_named(run, monkeypatch, tmp_path):
    monkeypatch.setattr(run, "ROOT", tmp_path / "absent")  # root may write anywhere that exists
    with pytest.raises(run.Problem, match=r"can't be written.*folder of your own"), run.alone():
        pass


VENV = f"sudo apt install python{sys.version_info.major}.{sys.version_info.minor}-venv"


# What venv, pip 23 and uv 0.13 really said: on Debian without python3-venv, on a full file system,
# behind a proxy that isn't there.
@pytest.mark.parametrize(
    ("said", "cure"),
    [
        ("The virtual environment was not created successfully because ensurepip is not", VENV),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "disk is full",
        ),
        (
            "cause: failed to copy file from a to b: No space left on device (os error 28)",
            "disk is full",
        ),
        (
            "WARNING: Retrying (Retry(total=4)) after 'ProxyError('Cannot connect to proxy.'",
            "network is away",
        ),
        (
            "cause: error sending request for url (https://example.org/simple/igraph/)",
            "network is away",
        ),
        (
            "SSLCertVerificationError: certificate verify failed: self-signed",
            "name the certificate's file",
        ),
        ("something never seen", "something never seen"),
    ],
)
def test_a_failed_installation_names_the_cure(run, said, cure):
    program = f"import sys; print({said!r}); sys.exit(1)"
    with pytest.raises(run.InstallFailed) as failure:
        run.step([sys.executable, "-c", program])
    assert cure in str(failure.value)


def test_a_disk_that_is_full_in_silence_is_noticed(run, monkeypatch):
    monkeypatch.setattr(run.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 5e6}))
    assert run.InstallFailed("exit status 1").cure == run.DISK_FULL


def test_what_is_switched_off_in_jupyterlab_exists_there(run):
    """A plug-in that JupyterLab renamed would come back unnoticed."""
    import jupyterlab

    bundle = Path(jupyterlab.__file__).parent / "static"
    text = "".join(path.read_text(encoding="utf-8") for path in bundle.glob("*.js"))
    for name in run.SWITCHED_OFF:
        assert f'"{name}"' in text or f"'{name}'" in text, name


# ---------------------------------------------------------------- lint's look at notebooks


def notebook(**code):
    cells = [
        {
            "cell_type": "code",
            "id": "a",
            "metadata": {},
            "source": "1",
            "outputs": [],
            "execution_count": None,
        }
    ]
    cells[0].update(code)
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (notebook(), None),
        (notebook(execution_count=3), "cell 1 is saved with its results"),
        (notebook(outputs=[{"output_type": "stream"}]), "cell 1 is saved with its results"),
        (notebook(id=None), "cells without an id"),
        ({**notebook(), "metadata": {"widgets": {}}}, "widget state"),
    ],
)
def test_a_notebook_saved_with_its_results_is_found_and_mended(
    run, tmp_path, monkeypatch, content, fault
):
    monkeypatch.setattr(run, "ROOT", tmp_path)
    path = tmp_path / "lesson.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    faults = run.notebook_faults(path)
    assert [fault in each for each in faults] == ([True] if fault else [])
    if fault != "cells without an id":
        assert run.notebook_faults(path, fix=True) == []
        assert run.notebook_faults(path) == []
        assert json.loads(path.read_text(encoding="utf-8")) == notebook()
