"""Fixtures: real data sets, pushed once a run, and the answers about their tables."""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from corpus import lay_out
from helpers import unique
from huggingface_hub import HfApi


@dataclass
class Published:
    repo: str
    folder: Path
    """The files as they were pushed."""
    job: dict
    """What /jobs says of its tables."""


@pytest.fixture(scope="session")
def get(hub, tokens):
    def ask(path, token=tokens["alice"]):
        request = urllib.request.Request(hub.url + path, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    return ask


@pytest.fixture(scope="session")
def built(get):
    """Waits until the tables of the newest commit are there."""

    def wait(repo, commit=None):
        deadline = time.monotonic() + 180
        job = None
        while time.monotonic() < deadline:
            try:
                job = get(f"/api/datasets/{repo}/jobs")
                if job["state"] in ("ready", "failed") and commit in (None, job["commit"]):
                    return job
            except urllib.error.HTTPError as error:
                assert error.headers["X-Error-Code"] == "ResponseNotReady"
            time.sleep(0.2)
        raise AssertionError(f"the tables of {repo} are not ready: {job}")

    return wait


@pytest.fixture(scope="session")
def published(hub, tokens, built, tmp_path_factory):
    """A data set of the corpus in a repo of alice. Nobody may change it: it is the same for all tests."""
    api = HfApi(endpoint=hub.url, token=tokens["alice"])
    done = {}

    def publish(name, private=False):
        if (name, private) not in done:
            folder = lay_out(name, tmp_path_factory.mktemp(name))
            repo = f"alice/{unique(name)}"
            api.create_repo(repo, repo_type="dataset", private=private)
            commit = api.upload_folder(repo_id=repo, repo_type="dataset", folder_path=str(folder))
            done[name, private] = Published(repo, folder, built(repo, commit.oid))
        return done[name, private]

    return publish
