#!/usr/bin/env python3
"""How `duebook serve` answers when a branch comes to work: people who read pages while files are loaded and published.

    scripts/serve-load.py PROGRAM [DIR]

PROGRAM is duebook, built for release; DIR keeps what is made (else it goes again). POLICIES (20000), PEOPLE (50), MINUTES (10) and
THINK, the seconds between two pages (4), say how much; QUIET=1 loads and publishes nothing meanwhile. Everybody reads their own
pages: board, units, a metric, rows, the list, items, reports, pay. Ends by itself; what it starts it ends.

Prints a table of times by page, errors, the server's memory, how long `ingest` and `publish` took and how large the files are, and
ends with 1 if anybody got an error or a page of an earlier publication after one of a later.
"""

import html
import http.client
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PROGRAM = os.path.abspath(sys.argv[1])
FOLDER = sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp()
POLICIES = int(os.environ.get("POLICIES", "20000"))
PEOPLE = int(os.environ.get("PEOPLE", "50"))
MINUTES = float(os.environ.get("MINUTES", "10"))
THINK = float(os.environ.get("THINK", "4"))
IS_QUIET = os.environ.get("QUIET") == "1"
PASSWORD = "a quiet goat that runs in the yard"
# The share of rows that come while people read.
LATER = 0.04


def duebook(*arguments):
    """Runs a command; what it prints, and the seconds it took."""
    begun = time.monotonic()
    done = subprocess.run([PROGRAM, "-q", *arguments], cwd=FOLDER, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(arguments)}: {done.stderr}")
    return done.stdout, time.monotonic() - begun


def keep_back(name):
    """The last rows of a file into one that is loaded later."""
    path = os.path.join(FOLDER, "data", name)
    with open(path, encoding="utf-8") as file:
        head, *rows = file.readlines()
    most = int(len(rows) * (1 - LATER))
    for place, part in (("data", rows[:most]), ("later", rows[most:])):
        os.makedirs(os.path.join(FOLDER, place), exist_ok=True)
        with open(os.path.join(FOLDER, place, name), "w", encoding="utf-8") as file:
            file.writelines([head, *part])


def make():
    os.makedirs(FOLDER, exist_ok=True)
    duebook("init")
    duebook("sample", "--policies", str(POLICIES))
    for name in ("activities.csv", "payments.csv"):
        keep_back(name)
    duebook("ingest", "data")
    duebook("publish")


class Person:
    """Somebody with a session."""

    def __init__(self, number, port, log):
        self.port, self.log = port, log
        self.cookies = {}
        self.random = random.Random(number)
        self.pages = {}
        self.number = 0

    def ask(self, path, form=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers |= {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        begun = time.monotonic()
        connection.request("GET" if form is None else "POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        took = time.monotonic() - begun
        for cookie in answer.headers.get_all("set-cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        connection.close()
        return answer.status, text, took

    def sign_in(self, user, secret):
        self.ask("/login", {"user": user, "password": secret, "next": "/"})
        status, _, _ = self.ask("/login/password", {"password": PASSWORD, "again": PASSWORD, "next": "/"})
        if status != 303:
            sys.exit(f"{user} cannot sign in: {status}")

    def read(self, until):
        path = "/board"
        while time.monotonic() < until:
            status, text, took = self.ask(path)
            kind = "/" + path.split("?")[0].strip("/").split("/")[0] + ("/rows" if "/rows" in path else "")
            self.log.append((kind, took, status))
            found = re.search(r"（第 (\d+) 次发布）", text)
            if found:
                number = int(found.group(1))
                if number < self.number:
                    self.log.append((kind, took, -1))
                self.number = number
            links = [html.unescape(link) for link in re.findall(r'href="([^"]*)"', text)]
            own = [link for link in links if re.match(r"/(board|metric|worklist|item|reports|pay)", link) and "file=" not in link]
            path = self.random.choice(own) if own and status == 200 else "/board"
            time.sleep(self.random.uniform(0.5, 1.5) * THINK)


def memory(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith("VmRSS"))


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def main():
    if not os.path.exists(os.path.join(FOLDER, "duebook.toml")):
        make()
    with open(os.path.join(FOLDER, "data", "specialists.csv"), encoding="utf-8") as file:
        heads, *rows = [line.strip().lstrip("\ufeff").split(",") for line in file]
    left = heads.index("left_on")
    here = [row[0] for row in rows if not row[left]][:PEOPLE]
    server = subprocess.Popen(
        [PROGRAM, "serve", "--listen", "127.0.0.1:0"], cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        line = server.stdout.readline()
        port = int(re.search(r":(\d+)/", line).group(1))
        threading.Thread(target=lambda: [None for _ in server.stdout], daemon=True).start()
        log, people = [], []
        stamp = int(time.time())
        for number, person in enumerate(here):
            secret = duebook("user", "add", f"p{stamp}-{number}", "--person", person)[0].split()[-1]
            people.append(Person(number, port, log))
            people[-1].sign_in(f"p{stamp}-{number}", secret)
        begun = time.monotonic()
        until = begun + 60 * MINUTES
        readers = [threading.Thread(target=person.read, args=(until,)) for person in people]
        for reader in readers:
            reader.start()
        sizes, told = [], {}

        def load():
            time.sleep(0.2 * 60 * MINUTES)
            told["ingest"] = duebook("ingest", "later")[1]
            told["publish"] = duebook("publish")[1]

        loads = threading.Thread(target=load)
        if not IS_QUIET:
            loads.start()
        while time.monotonic() < until:
            sizes.append(memory(server.pid))
            time.sleep(min(30, max(0.1, until - time.monotonic())))
        for reader in readers:
            reader.join()
        if not IS_QUIET:
            loads.join()
    finally:
        server.terminate()
        server.wait()
    print("| page | requests | p50 ms | p95 ms | p99 ms | errors |\n|---|---|---|---|---|---|")
    for kind in ["all", *sorted({kind for kind, _, _ in log})]:
        own = [(took, status) for page, took, status in log if kind in ("all", page)]
        times = [took for took, _ in own]
        errors = sum(status not in (200, 303) for _, status in own)
        shown = " | ".join(f"{percentile(times, share):.0f}" for share in (0.5, 0.95, 0.99))
        print(f"| {kind} | {len(own)} | {shown} | {errors} |")
    print(f"\nserver memory MB: {' '.join(map(str, sizes))}")
    print(" ".join(f"{name}: {seconds:.1f} s" for name, seconds in told.items()))
    place = os.path.join(FOLDER, "published")
    for folder, _, files in os.walk(place):
        for file in sorted(files):
            path = os.path.join(folder, file)
            print(f"{os.path.relpath(path, place)}: {os.path.getsize(path) / 1e6:.1f} MB")
    if len(sys.argv) <= 2:
        shutil.rmtree(FOLDER)
    return int(any(status not in (200, 303) for _, _, status in log))


if __name__ == "__main__":
    sys.exit(main())
