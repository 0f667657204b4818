"""Exports read and saved: 30,000 LinkedIn connections, and a folder of every platform's download as zips.

Prints seconds and the process's largest memory. Aim: 30,000 connections within 3 s and 500 MB. Each runs in a
process of its own, from the start of Python to the saved map; the rows are made up, with the seed given.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

PROGRAM = """
import sys
from plnkit.cli import main
code = main(["import", *sys.argv[1:]])
try:
    import resource
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = used.ru_maxrss // (2**20 if sys.platform == "darwin" else 1024)
    print(f"{used.ru_utime + used.ru_stime:.2f} s of processor, {most} MB")
except ImportError:
    print("memory unknown here")
sys.exit(code)
"""
SEED = 11
LINKEDIN = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


def names(chance):
    def part():
        return "".join(chance.choice("aeioubdfklmnprstvzéöñ") for _ in range(7)).title()

    return part(), part()


def linkedin(chance, n):
    rows = (
        f'{a},{b},https://www.linkedin.com/in/{a}-{b}-{k},,"{b} & Sons, Inc.",Teacher,{1 + k % 28} Mar 2024\n'
        for k in range(n)
        for a, b in [names(chance)]
    )
    return "Notes:\n\n" + LINKEDIN + "".join(rows)


def downloads(chance, folder, n):
    """A folder as after asking ten platforms for one's data: zips with much else in them."""
    users = [f"user_{chance.randrange(10**9)}" for _ in range(n)]

    def entry(user):
        return {"title": "", "string_list_data": [{"value": user, "timestamp": 1.7e9}]}

    def x(kind):
        ids = [{kind: {"accountId": str(chance.randrange(10**12))}} for _ in range(n)]
        return f"window.YTD.{kind}.part0 = {json.dumps(ids)}"

    friends = [{"name": " ".join(names(chance)), "timestamp": 1} for _ in users]
    following = {"relationships_following": [entry(user) for user in users[::2]]}
    zips = {
        "linkedin.zip": {"Connections.csv": linkedin(chance, n), "Ads.csv": "a,b\n" * 5_000},
        "x.zip": {"data/following.js": x("following"), "data/follower.js": x("follower")},
        "instagram.zip": {
            "connections/followers_1.json": json.dumps([entry(user) for user in users]),
            "connections/following.json": json.dumps(following),
        },
        "facebook.zip": {"friends.json": json.dumps({"friends_v2": friends})},
    }
    for name, members in zips.items():
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, text in members.items():
                archive.writestr(member, text)
            for k in range(2_000):
                archive.writestr(f"media/{k}.jpg", b"\xff\xd8" * 500)
                archive.writestr(f"other/{k}.json", '{"label_values": []}')
    (folder / "following_accounts.csv").write_text(
        "Account address,Show boosts\n" + "".join(f"{u}@a.example,true\n" for u in users)
    )


def measured(title, path, home):
    start = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PLN_HOME": str(home)},
        check=True,
    )
    took = time.perf_counter() - start
    lines = ran.stdout.strip().split("\n")
    print(f"{title}: {took:.2f} s, {lines[-1]}")


with tempfile.TemporaryDirectory() as scratch:
    folder = Path(scratch)
    (folder / "Connections.csv").write_text(linkedin(random.Random(SEED), 30_000), encoding="utf-8")
    for run in (1, 2, 3):
        measured(f"30,000 connections, run {run}", folder / "Connections.csv", folder / f"one{run}")
    (folder / "downloads").mkdir()
    downloads(random.Random(SEED), folder / "downloads", 5_000)
    measured("Five downloads of 5,000, 16,000 other files", folder / "downloads", folder / "many")
