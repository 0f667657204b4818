#!/usr/bin/env python3
"""Opens the lessons, and does the other everyday jobs: see `python run.py help`.

Uses the standard library only. What a job needs is made ready in `.venv` first, from the exact
versions in `requirements/`, and only what is missing: a second start has nothing left to do.

An old Python must be able to read this file to the end, or it could not say that it is too old:
no syntax newer than 3.6, no letter outside ASCII.
"""

import sys

# Python 2 stops at the next line because of its f, and shows it.
NEEDED = f"plnkit needs Python 3.11 to 3.14: https://www.python.org/downloads/"  # noqa: F541
if not (3, 11) <= sys.version_info[:2] <= (3, 14):
    sys.exit(
        NEEDED
        + "\nThis one is %d.%d. Install a newer or older one beside it, and start with that:"
        % sys.version_info[:2]
        + "\n    python3.13 run.py      (on Windows: py -3.13 run.py)"
    )

import ast
import contextlib
import errno
import hashlib
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

HELP = """\
python run.py                  open the lessons in JupyterLab; its own flags are passed on:
                               python run.py --no-browser --port 8899
python run.py test             the quick tests; pytest's own flags are passed on: test -k density -x
python run.py test --all       every test: also the long ones, and those in a real browser
python run.py lint             code style, and notebooks saved without results; lint --fix mends
python run.py bench [NAME]     one benchmark; without a name, the list of them
python run.py site [OUT]       the lessons as plain pages to read, in the folder OUT (site)
python run.py plnkit ...       the plnkit command: plnkit audit Connections.csv
python run.py lock             write requirements/*.txt anew from pyproject.toml;
                               lock --upgrade takes the newest versions it allows
python run.py help             this page

Each of them first makes .venv, the environment with everything plnkit needs, if it isn't there.
Deleting the folder .venv is safe: the next start makes it again."""

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "plnkit-stamp.json"
LOCKS = ROOT / "requirements"
# Only what the lock names, only files whose hash it knows, only ready-made ones: no compiler is needed.
LOCKED = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r"]
START_PAGE = "lessons/00_start_here.ipynb"

# What JupyterLab would ask the network for, or ask the learner about on her first day.
SWITCHED_OFF = [
    "@jupyterlab/apputils-extension:announcements",
    "@jupyterlab/extensionmanager-extension:plugin",
]

KERNELS = "plnkit/model/dynamics/kernels.py"  # compiled at set-up, again where it changed

# Settings of the learner's machine that would mix other packages into .venv, or install past it.
UNWANTED = ["PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PIP_PREFIX", "PIP_TARGET", "PIP_USER"]

# What the installers say and nobody needs: lists of packages, warnings that a failure repeats.
NOISE = " [-+~] |Looking in |WARNING: |warning: |  +If th"

DISK_FULL = "The disk is full, and plnkit needs about 1.5 GB: free some space, then start again."
# What a failed installer says, in any of its dialects, and what helps.
CURES = [
    (
        "No space left on device|os error 28|os error 112|not enough space on the disk|Disk quota",
        DISK_FULL,
    ),
    (
        "ensurepip|No module named '?venv",
        "This Python comes without ensurepip, which makes environments. On Debian and Ubuntu:"
        " sudo apt install python%d.%d-venv. Elsewhere: install Python from"
        " https://www.python.org/downloads/" % sys.version_info[:2],
    ),
    (
        "(?i)certificate.?verify.?failed|invalid peer certificate",
        "The connection is not trusted, as happens on school networks that look into all traffic."
        " Ask whoever runs the network for its certificate, name the certificate's file in both"
        " SSL_CERT_FILE and PIP_CERT, and start again.",
    ),
    (
        "NewConnectionError|ConnectTimeout|Read timed out|ProxyError|Failed to resolve"
        "|getaddrinfo failed|error sending request|dns error|tunnel error",
        "The network is away, and the first start has to download some 230 MB. Connect, then start"
        " again; behind a proxy, name it in HTTPS_PROXY first. Later starts need no network.",
    ),
]


class Problem(Exception):
    """A sentence for the person at the keyboard: what is wrong, and what helps."""


def main(arguments):
    """Do one job and exit with its exit code."""
    if not arguments or arguments[0].startswith("-"):
        arguments = ["lab", *arguments]
    verb, rest = arguments[0], arguments[1:]
    if verb == "help" or (verb == "lab" and {"-h", "--help"} & set(rest)):
        print(HELP)
    elif verb in VERBS:
        VERBS[verb](rest)
    else:
        print(f"run.py: there is no '{verb}' here. What there is:\n\n{HELP}", file=sys.stderr)
        sys.exit(2)


# ---------------------------------------------------------------- the jobs


def lab(flags):
    """JupyterLab, rooted at the repository (nbgrader's formgrader needs it so), on the start page."""
    prepare()
    port = asked_port(flags)
    if port is not None and not is_free(port):
        raise Problem(
            f"Port {port} is taken, perhaps by a JupyterLab that is still open: close that one, or"
            " leave --port out, and JupyterLab finds a free port."
        )
    place = [f"--ServerApp.root_dir={ROOT}", f"--LabApp.default_url=/lab/tree/{START_PAGE}"]
    hand_over([PYTHON, "-m", "jupyterlab", *place, *flags])


def test(arguments):
    """One pytest run over tests/ and lessons/ (see pyproject.toml)."""
    everything = "--all" in arguments
    chosen = [each for each in arguments if each != "--all"]
    browser = {"PLN_CHROMIUM": chromium()} if everything else {}
    prepare(*(["browser"] if everything else []))
    quick = [] if everything else ["-m", "not browser and not long"]
    hand_over([PYTHON, "-m", "pytest", *quick, *chosen], **browser)


def lint(arguments):
    """Ruff, the notebooks, and whether the widgets' bundle is the one that its source gives."""
    prepare()
    fix = "--fix" in arguments
    faults = [fault for notebook in notebooks() for fault in notebook_faults(notebook, fix)]
    print("".join(fault + "\n" for fault in faults), end="", flush=True)
    ruff, brief = [PYTHON, "-m", "ruff"], ["--output-format", "concise"]
    checks = [
        [*ruff, "check", *brief, *(["--fix"] if fix else [])],
        [*ruff, "format", *([] if fix else ["--check", *brief])],
    ]
    node, build = shutil.which("node"), ROOT / "frontend" / "build.mjs"
    if node and build.exists():
        checks.append([node, build, "--check"])
    failed = [check for check in checks if run(check) != 0]
    sys.exit(1 if faults or failed else 0)


def bench(arguments):
    """`benchmarks/bench_NAME.py`, with the packages that it compares plnkit with."""
    scripts = {
        script.stem[len("bench_") :]: script
        for script in sorted((ROOT / "benchmarks").glob("bench_*.py"))
    }
    if not arguments:
        for name, script in scripts.items():
            about = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
            print(f"{name:12} {about.partition(chr(10))[0]}")
        return
    if arguments[0] not in scripts:
        known = ", ".join(scripts) or "none"
        raise Problem(f"There is no benchmark '{arguments[0]}'. There are: {known}.")
    prepare("bench", "browser")
    hand_over([PYTHON, scripts[arguments[0]], *arguments[1:]])


def plnkit(arguments):
    """The plnkit command, in the folder it was asked from: its file names are relative to that."""
    prepare()
    hand_over(
        [BIN / ("plnkit.exe" if os.name == "nt" else "plnkit"), *arguments], folder=Path.cwd()
    )


def site(arguments):
    """`plnkit site` in the repository, where the lessons are; OUT is relative to where it was asked."""
    out = Path.cwd() / (arguments[0] if arguments else "site")
    prepare()
    hand_over([PYTHON, "-m", "plnkit.cli", "site", out, *arguments[1:]])


def lock(arguments):
    """Exact versions and hashes, from pyproject.toml's ranges, for all systems and Pythons at once."""
    prepare()
    # No index's address: the hashes vouch for the files, wherever they come from.
    flags = "--universal --generate-hashes --no-emit-index-url --no-header --quiet".split()
    base = ["--constraints", "requirements/base.txt"]
    for name, source in [
        ("base", ["pyproject.toml", "--group", "build"]),
        ("uv", ["--group", "uv", *base]),
        ("browser", ["--group", "browser", *base]),
        ("bench", ["--group", "bench", *base]),
    ]:
        source = [*source, "--output-file", f"requirements/{name}.txt"]
        if run([PYTHON, "-m", "uv", "pip", "compile", *flags, *source, *arguments]) != 0:
            raise Problem(f"requirements/{name}.txt stays as it was; the reason stands above.")
    say("Locked. Where a version changed, change environment.yml too: the tests compare the two.")


VERBS = {"lab": lab, "test": test, "lint": lint, "bench": bench, "site": site}
VERBS |= {"plnkit": plnkit, "lock": lock}


# ---------------------------------------------------------------- the environment


def prepare(*groups):
    """Make `.venv` hold what the locks say, the extra groups included; do only what is missing.

    The stamp in `.venv` says what each part was made from, and is written after the part is made: a
    part whose set-up was interrupted has none, and is made again. A base from other locks, of another
    Python or in another place (an environment knows its own path) is thrown away whole.
    """
    parts = ["base", "plnkit", *groups]
    if all(stamped().get(part) == origin(part) for part in parts):
        return
    with alone():
        for part in parts:
            if stamped().get(part) != origin(part):
                MAKE.get(part, install)(part)
                STAMP.write_text(json.dumps({**stamped(), part: origin(part)}, indent=1))
    say("Ready.")


def stamped():
    """Part -> what it was made from; empty where there is no usable environment."""
    try:
        return json.loads(STAMP.read_text()) if PYTHON.exists() else {}
    except (OSError, ValueError):
        return {}


def origin(part):
    """What a part has to be made from, as a hash."""
    if part == "base":
        system = [str(ROOT), sys.base_prefix, str(sys.version_info[:2]), platform.machine()]
        sources = [LOCKS / "uv.txt", LOCKS / "base.txt"]
    elif part == "plnkit":
        system, sources = SWITCHED_OFF, [ROOT / "pyproject.toml", ROOT / KERNELS]
    else:
        system, sources = [], [LOCKS / f"{part}.txt"]
    content = "\n".join([*system, *(source.read_text(encoding="utf-8") for source in sources)])
    return hashlib.sha256(content.encode()).hexdigest()


def make_base(part):
    """A new `.venv` with everything that a lesson, a test or a teacher needs."""
    if VENV.exists():
        made = "made from other versions, for another Python or in another folder"
        say(f"Removing .venv, which is {made if stamped() else 'half-made'}.")
        try:
            shutil.rmtree(str(VENV))
        except OSError as error:
            raise Problem(
                f"The folder .venv can't be removed ({error.strerror or error}: {error.filename}). Close any"
                " JupyterLab that runs from here, delete .venv yourself, and start again."
            ) from None
    say(f"Making .venv with Python {platform.python_version()}: once, for some minutes.")
    # Not sys.executable, which may lie in the .venv just removed.
    step([getattr(sys, "_base_executable", None) or sys.executable, "-m", "venv", VENV])
    say("Fetching the installer, uv.")
    try:
        step([PYTHON, "-m", "pip", "install", *LOCKED, LOCKS / "uv.txt"])
    except InstallFailed as failure:
        if failure.cure:
            raise
        say("There is no uv for this system. pip does the same, only slower.")
    install(part)


def make_plnkit(part):
    """plnkit itself as it lies here, its command, and JupyterLab's settings."""
    say("Adding plnkit and its command.")
    pip(["--no-deps", "--no-index", "--no-build-isolation", "--editable", ROOT])
    settings = VENV / "etc" / "jupyter" / "labconfig" / "page_config.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"disabledExtensions": dict.fromkeys(SWITCHED_OFF, True)}))
    say("Compiling the simulations, so that no lesson waits for it.")
    step([PYTHON, "-c", "from plnkit.model.dynamics.kernels import warm; warm()"])


def install(part):
    """The packages of one lock."""
    source = LOCKS / f"{part}.txt"
    count = sum("==" in line for line in source.read_text(encoding="utf-8").splitlines())
    say(f"Installing some {count} packages from requirements/{part}.txt.")
    pip([*LOCKED, source])


MAKE = {"base": make_base, "plnkit": make_plnkit}


def pip(arguments):
    """`pip install`, by uv where there is one: 3 seconds instead of a minute."""
    if shutil.which("uv", path=str(BIN)):
        uv = [PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON]
        try:
            # uv compiles nothing unless asked, and every first import would be slow.
            return step([*uv, "--compile-bytecode", *arguments])
        except InstallFailed as failure:
            if failure.cure == DISK_FULL:
                raise
            # pip knows the index, proxy and certificate that the learner's institution set for it.
            say("uv could not do it: trying pip.")
    return step([PYTHON, "-m", "pip", "install", *arguments])


class InstallFailed(Problem):
    """A step of the set-up failed; `cure` is the sentence that helps, None if the reason is new."""

    def __init__(self, output):
        self.cure = next((cure for signs, cure in CURES if re.search(signs, output)), None)
        if shutil.disk_usage(str(ROOT)).free < 100e6:  # venv keeps its reason to itself
            self.cure = DISK_FULL
        unknown = "The set-up failed, and this is why. The next start tries again.\n" + output
        super().__init__(self.cure or unknown)


def step(command):
    """Run one step of the set-up, and show what it says: a failure is judged by those words."""
    process = subprocess.Popen(
        [str(word) for word in command],
        env=environment(PYTHONUNBUFFERED="1", PIP_PROGRESS_BAR="off", PIP_RETRIES="2"),
        cwd=str(ROOT),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    output = []
    with process:
        for line in process.stdout:
            output.append(line)
            if not re.match(NOISE, line):
                print("    " + line.rstrip(), flush=True)
    if process.returncode != 0:
        raise InstallFailed("".join(output))


@contextlib.contextmanager
def alone():
    """One set-up at a time: another start waits here. A process that dies leaves no lock behind."""
    try:
        handle = open(ROOT / ".venv.lock", "a")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise Problem(
            f"The folder {ROOT} can't be written ({error.strerror or error}), and .venv has to go there."
            " Copy plnkit into a folder of your own, such as your home folder, and start it there."
        ) from None
    with handle:
        waiting = False
        while True:
            try:
                if os.name == "nt":
                    import msvcrt

                    msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
                else:
                    import fcntl

                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except (BlockingIOError, PermissionError):
                if not waiting:
                    say("Another start is setting up this folder: waiting for it.")
                waiting = True
                time.sleep(0.2)
            except OSError:
                break  # a file system without locks, as some network folders are
        yield


# ---------------------------------------------------------------- small things


def say(sentence):
    """Tell what happens, in order with what the steps themselves print."""
    print(f"plnkit: {sentence}", flush=True)


def environment(**more):
    """This process's environment, with `.venv` in front and nothing that would lead past it."""
    kept = {name: value for name, value in os.environ.items() if name.upper() not in UNWANTED}
    path = os.pathsep.join([str(BIN), kept.get("PATH", os.defpath)])
    return {**kept, "PATH": path, "VIRTUAL_ENV": str(VENV), **more}


def run(command):
    """Exit code of a command run in the repository."""
    return subprocess.call([str(word) for word in command], env=environment(), cwd=str(ROOT))


def hand_over(command, folder=ROOT, **variables):
    """Become the command: its exit code is ours, and a signal to us reaches it."""
    command = [str(word) for word in command]
    os.chdir(str(folder))
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], command, environment(**variables))
    # On Windows, exec would return to the shell at once.
    process = subprocess.Popen(command, env=environment(**variables))
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:
            pass  # Ctrl-C reached the command too, and it decides what it means


def asked_port(flags):
    """The port named in JupyterLab's flags, None if they name none."""
    for flag, following in zip(flags, [*flags[1:], ""]):
        name, _, value = flag.partition("=")
        if name in ("--port", "--ServerApp.port") and (value or following).isdigit():
            return int(value or following)
    return None


def is_free(port):
    """Whether a server could open the port on this machine."""
    with socket.socket() as trial:
        if os.name != "nt":  # or a port would count as taken for a minute after its last use
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def chromium():
    """Path of a Chromium, Chrome or Edge; PLN_CHROMIUM names another one."""
    candidates = ["chromium", "chromium-browser", "google-chrome", "microsoft-edge"]
    candidates += ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
    for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
        for program in (
            "Google/Chrome/Application/chrome.exe",
            "Microsoft/Edge/Application/msedge.exe",
        ):
            candidates += [Path(os.environ.get(folder, "")) / program]
    if os.environ.get("PLN_CHROMIUM"):
        candidates = [os.environ["PLN_CHROMIUM"]]
    for candidate in candidates:
        found = shutil.which(str(candidate))
        if found:
            return found
    raise Problem(
        "The browser tests need Chromium or Chrome. On Debian and Ubuntu: sudo apt install chromium."
        " If it lies in an unusual place, name its program in PLN_CHROMIUM."
    )


def notebooks():
    """The notebooks that are kept under version control."""
    return [
        path
        for folder in ("lessons", "assignments/source")
        for path in sorted((ROOT / folder).rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in path.parts
    ]


def notebook_faults(path, fix=False):
    """One line for each thing that would make a notebook's next diff unreadable; with `fix`, mend what can be."""
    content = json.loads(path.read_text(encoding="utf-8"))
    faults, identifiers = [], []
    if content["metadata"].pop("widgets", None) is not None:
        faults.append("widget state is saved in it")
    for number, cell in enumerate(content["cells"], 1):
        identifiers.append(cell.get("id"))
        if cell.get("outputs") or cell.get("execution_count") is not None:
            faults.append(f"cell {number} is saved with its results")
            cell.update(outputs=[], execution_count=None)
    if fix and faults:
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")
        faults = []
    if None in identifiers or len(set(identifiers)) < len(identifiers):
        faults.append("cells without an id, or two with the same: save it once in JupyterLab")
    return [
        f"{path.relative_to(ROOT).as_posix()}: {fault} (python run.py lint --fix)"
        for fault in faults
    ]


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # an old Windows console lacks some letters
    try:
        main(sys.argv[1:])
    except Problem as problem:
        sys.exit(f"run.py: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
            raise
        sys.exit(f"run.py: {DISK_FULL}")
