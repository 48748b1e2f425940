"""What every test of this suite needs: a running hub, people with tokens, bytes to upload, and plain HTTP."""

import hashlib
import http.client
import itertools
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[3]
CLIENT = os.environ.get("DATABELT_COMPAT_CLIENT", "hfh2")
XET = CLIENT in ("xet", "xet0")
REQUIRE_ALL = os.environ.get("DATABELT_REQUIRE_ALL") == "1"
IN_CI = os.environ.get("CI") == "true"
MIB = 1 << 20
_counter = itertools.count(1)


def free_port():
    """A port nobody listens on now. Chosen early, because clients read HF_ENDPOINT when they are imported."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# of a receiver of webhooks, which the hub may call although it is on this machine
WEBHOOK_PORT = free_port()


class Hub:
    """One server on a data folder of its own, as an operator would run it."""

    def __init__(self, port=None, **settings):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.admin_token = "dbelt_compat_" + os.urandom(16).hex()
        # 0755, because the database inside may run as another user than this one
        self.folder = Path(tempfile.mkdtemp(prefix="databelt-compat-"))
        self.folder.chmod(0o755)
        self.log = self.folder / "server.log"
        # nothing of this shell's own settings may change the hub, or lead it to a database that is not the test's
        outside = {name: value for name, value in os.environ.items() if not name.startswith("DATABELT_")}
        outside.pop("DATABASE_URL", None)
        self.env = {
            **outside,
            "DATABELT_PORT": str(self.port),
            "DATABELT_DATA": str(self.folder / "data"),
            "DATABELT_ADMIN_TOKEN": self.admin_token,
            "DATABELT_LOG_LEVEL": "warn",
            "DATABELT_SAMPLE": "false",
            **settings,
        }
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["node", "bin/databelt.js", "serve"], cwd=ROOT, env=self.env, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"The hub stopped with code {self.process.returncode}:\n{self.log_tail()}")
            try:
                if request("GET", f"{self.url}/readyz").status == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"The hub was not ready after 90 s:\n{self.log_tail()}")

    def stop(self):
        """Ends the hub. Throws when it had ended by itself: that is a fault, whatever the tests made of it."""
        if self.process is None:
            return
        if self.process.poll() is not None:
            raise RuntimeError(f"The hub stopped by itself with code {self.process.returncode}:\n{self.log_tail()}")
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def log_tail(self, size=4000):
        return self.log.read_text(errors="replace")[-size:]

    def cli(self, *args):
        """Runs one command of the operator and returns the JSON it printed."""
        done = subprocess.run(
            ["node", "bin/databelt.js", *args, "--json"], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise RuntimeError(f"databelt {' '.join(args)} failed:\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def sql(self, statement):
        """Changes the hub's own database: for what no call can do, such as letting a day pass."""
        script = """
            import pg from 'pg'
            import { embeddedConnection } from './dist/stores/postgres/embedded.js'
            const client = new pg.Client(await embeddedConnection(process.env.DATABELT_DATA))
            await client.connect()
            await client.query(process.argv[1])
            await client.end()
        """
        command = ["node", "--input-type=module", "-e", script, statement]
        subprocess.run(command, cwd=ROOT, env=self.env, check=True, timeout=60)

    def token(self, user, role="write"):
        return self.cli("token", "create", user, "--role", role)["token"]

    def people(self):
        """Two users and an organisation: alice administers acme, bob may only read in it."""
        for name in ("alice", "bob"):
            self.cli("user", "create", name)
        self.cli("org", "create", "acme")
        self.cli("org", "add", "acme", "alice", "--role", "admin")
        self.cli("org", "add", "acme", "bob", "--role", "read")
        return {"alice": self.token("alice"), "alice_read": self.token("alice", "read"), "bob": self.token("bob")}


class Response:
    """A plain HTTP answer; header names are in lower case."""

    def __init__(self, status, headers, body):
        self.status, self.body = status, body
        self.headers = {name.lower(): value for name, value in headers}
        self.cookies = [value for name, value in headers if name.lower() == "set-cookie"]

    def json(self):
        return json.loads(self.body)


def request(method, url, headers=None, body=None, timeout=60):
    """One HTTP request that follows no redirect, decodes nothing and hides nothing."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body=body, headers=headers or {})
        answer = connection.getresponse()
        return Response(answer.status, answer.getheaders(), answer.read())
    finally:
        connection.close()


def in_new_process(script, *args, seconds=280, **env):
    """Runs Python with these settings, which clients read when they are imported. Returns the last line it printed."""
    command = [sys.executable, "-c", script, *map(str, args)]
    done = subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, timeout=seconds)
    assert done.returncode == 0, f"{done.stdout[-1000:]}{done.stderr[-3000:]}"
    return done.stdout.strip().rpartition("\n")[2]


UPLOAD = """
import sys
from huggingface_hub import HfApi
token, repo, source, name = sys.argv[1:]
HfApi(token=token).upload_file(path_or_fileobj=source, path_in_repo=name, repo_id=repo, repo_type="dataset")
"""
DOWNLOAD = """
import sys
from huggingface_hub import hf_hub_download
token, repo, name, folder = sys.argv[1:]
print(hf_hub_download(repo, name, repo_type="dataset", local_dir=folder, token=token or False))
"""


def upload_in_new_process(token, repo, source, name, **settings):
    in_new_process(UPLOAD, token, repo, source, name, **settings)


def download_in_new_process(token, repo, name, folder, **settings):
    return Path(in_new_process(DOWNLOAD, token or "", repo, name, folder, **settings))


def xet_hash(hub, repo, name, token=None):
    """The xet hash that the hub tells of a file; None for a file that came by another way."""
    headers = bearer(token) if token else {}
    return request("HEAD", f"{hub.url}/datasets/{repo}/resolve/main/{quote(name)}", headers).headers.get("x-xet-hash")


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def unique(word="repo"):
    """A name no other test uses, so that tests share a hub without meeting."""
    return f"{word}-{os.getpid()}-{next(_counter)}"


def noise(size, seed=0):
    """Binary bytes that are the same in every run."""
    return random.Random(seed).randbytes(size)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def sha256_file(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(4 * MIB):
            digest.update(block)
    return digest.hexdigest()


def git_sha1(data):
    """The id git gives a blob with this content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def write_tree(folder, files):
    """Writes {relative path: bytes or text} below folder."""
    for name, content in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Path(folder)


def read_tree(folder, without=(".cache", ".git", ".gitattributes")):
    """{relative path: SHA-256} of every file below folder, less what the tools add themselves."""
    folder = Path(folder)
    paths = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return {path.as_posix(): sha256_file(folder / path) for path in paths if path.parts[0] not in without}


def need(condition, reason):
    """Skips with a printed reason; a run that must be complete (DATABELT_REQUIRE_ALL=1) fails instead."""
    if not condition:
        pytest.skip(reason)


def real_data(name):
    """A folder of the real data sets named by DATABELT_TEST_DATA."""
    base = os.environ.get("DATABELT_TEST_DATA")
    need(base, "DATABELT_TEST_DATA is not set, so there is no real data to upload")
    folder = Path(base) / name
    need(folder.exists(), f"DATABELT_TEST_DATA has no {name}")
    return folder


def wait_for(condition, seconds=15):
    """True as soon as condition() is true; False if it is not within the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def same(ours, theirs):
    """Numbers of JSON arrays lose digits in the library: it writes them anew, with ten digits."""
    if isinstance(theirs, dict):
        return list(ours) == list(theirs) and all(same(ours[key], theirs[key]) for key in theirs)
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return ours == theirs or (isinstance(theirs, float) and abs(ours - theirs) <= 1e-9)
