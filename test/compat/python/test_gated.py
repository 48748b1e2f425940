"""Gated data by the stock clients: refused, asked for, approved, rejected, given."""

import json
from datetime import datetime, timedelta, timezone

import pytest
from git_helpers import Git, remote
from helpers import bearer, request, sha256
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError

TERMS = "For research only."
CARD = f"""---
extra_gated_prompt: "{TERMS}"
extra_gated_fields:
  Affiliation: text
  I agree: checkbox
---
# Asked for
"""
ANSWERS = {"Affiliation": "서울대학교", "I agree": True}


@pytest.fixture
def gated(alice, repo, put):
    put({"README.md": CARD, "train.csv": "text,label\n가,1\n나,0\n"})
    alice.update_repo_settings(repo, repo_type="dataset", gated="manual")
    return repo


@pytest.fixture
def ask(hub, tokens, gated):
    """Bob asks, as a page would: the Python client has no call for it."""

    def send(terms=sha256(TERMS.encode())):
        body = json.dumps({"fields": ANSWERS, "terms": terms})
        return request("POST", f"{hub.url}/api/datasets/{gated}/access", bearer(tokens["bob"]), body)

    return send


def pending(alice, repo):
    return [each.username for each in alice.list_pending_access_requests(repo, repo_type="dataset")]


def download(api, repo, tmp_path):
    return api.hf_hub_download(repo, "train.csv", repo_type="dataset", local_dir=tmp_path)


@pytest.mark.only("hfh0", "hfh1", "hfh2")
def test_086_asked_accepted_downloaded_rejected(alice, bob, gated, ask, tmp_path):
    with pytest.raises(GatedRepoError) as caught:
        download(bob, gated, tmp_path / "before")
    assert "to ask for access" in str(caught.value)
    assert ask(terms="0" * 64).status == 409
    assert ask().json()["state"] == "pending"

    (asked,) = alice.list_pending_access_requests(gated, repo_type="dataset")
    assert (asked.username, asked.status, asked.fields) == ("bob", "pending", ANSWERS)
    alice.accept_access_request(gated, "bob", repo_type="dataset")
    assert pending(alice, gated) == []
    assert [each.username for each in alice.list_accepted_access_requests(gated, repo_type="dataset")] == ["bob"]
    assert open(download(bob, gated, tmp_path / "after"), encoding="utf-8").read().startswith("text,label")

    alice.reject_access_request(gated, "bob", repo_type="dataset", rejection_reason="another purpose")
    with pytest.raises(GatedRepoError):
        download(bob, gated, tmp_path / "rejected")
    assert [each.username for each in alice.list_rejected_access_requests(gated, repo_type="dataset")] == ["bob"]
    assert "another purpose" in ask().json()["error"]
    alice.cancel_access_request(gated, "bob", repo_type="dataset")
    assert pending(alice, gated) == ["bob"]
    if hasattr(asked, "request_id"):
        alice.accept_access_request(gated, request_id=asked.request_id, repo_type="dataset")
        assert pending(alice, gated) == []


@pytest.mark.only("hfh0", "hfh1", "hfh2")
def test_086_access_is_given(alice, bob, gated, tmp_path):
    alice.grant_access(gated, "bob", repo_type="dataset")
    download(bob, gated, tmp_path)
    for wrong in (
        lambda: alice.grant_access(gated, "bob", repo_type="dataset"),  # has it
        lambda: alice.grant_access(gated, "nobody-of-that-name", repo_type="dataset"),
        lambda: alice.accept_access_request(gated, "bob", repo_type="dataset"),  # is accepted
        lambda: list(bob.list_pending_access_requests(gated, repo_type="dataset")),  # is no reviewer
    ):
        with pytest.raises(HfHubHTTPError):
            wrong()


@pytest.mark.only("hfh0", "hfh1", "hfh2")
def test_087_a_gated_repo_exists_for_everybody(alice, bob, nobody, gated):
    for api in (bob, nobody):
        assert api.repo_exists(gated, repo_type="dataset")
        assert api.dataset_info(gated).gated == "manual"
        with pytest.raises(GatedRepoError):
            api.file_exists(gated, "train.csv", repo_type="dataset")
        with pytest.raises(GatedRepoError):
            api.auth_check(gated, repo_type="dataset")
    alice.auth_check(gated, repo_type="dataset")


@pytest.mark.only("hfh0", "hfh1", "hfh2")
def test_088_an_open_repo_has_no_requests(alice, repo):
    with pytest.raises(HfHubHTTPError) as caught:
        list(alice.list_pending_access_requests(repo, repo_type="dataset"))
    assert caught.value.response.status_code == 400


@pytest.mark.only("git")
def test_git_clones_what_was_approved(hub, alice, tokens, gated, tmp_path):
    git = Git(tmp_path)
    address = remote(hub, gated, tokens["bob"], user="bob")
    refused = git.run("clone", "-q", address, tmp_path / "before")
    assert refused.returncode != 0
    assert f"Visit {hub.url}/datasets/{gated} to ask for access" in refused.stderr
    alice.grant_access(gated, "bob", repo_type="dataset")
    assert (git.clone(address) / "train.csv").read_text(encoding="utf-8").startswith("text,label")


@pytest.mark.only("datasets")
def test_077_load_dataset_before_and_after_the_approval(alice, bob, tokens, gated, ask, tmp_path):
    from datasets import load_dataset
    from datasets.exceptions import DatasetNotFoundError

    def load(token, name):
        return load_dataset(gated, split="train", token=token, cache_dir=str(tmp_path / name))["text"][:]

    with pytest.raises(DatasetNotFoundError, match="must be authenticated"):
        load(False, "nobody")
    with pytest.raises(DatasetNotFoundError, match="[Aa]sk for access"):
        load(tokens["bob"], "before")
    ask()
    alice.accept_access_request(gated, "bob", repo_type="dataset")
    assert load(tokens["bob"], "after") == ["가", "나"]
    alice.reject_access_request(gated, "bob", repo_type="dataset", rejection_reason="ended")
    with pytest.raises(DatasetNotFoundError, match="[Aa]sk for access"):
        load(tokens["bob"], "revoked")


@pytest.mark.only("datasets")
def test_077_load_dataset_when_the_approval_has_ended(hub, alice, tokens, gated, ask, tmp_path):
    """By the date of the terms, or by its own period; a new approval opens the data again."""
    from datasets import load_dataset
    from datasets.exceptions import DatasetNotFoundError

    def load(name):
        return load_dataset(gated, split="train", token=tokens["bob"], cache_dir=str(tmp_path / name))["text"][:]

    def terms(**more):
        body = json.dumps({"version": 1, "who": "approved", **more})
        answer = request("PUT", f"{hub.url}/api/datasets/{gated}/terms", bearer(tokens["alice"]), body)
        assert answer.status == 200, answer.body

    def ended(name):
        with pytest.raises(DatasetNotFoundError, match="gated dataset.*[Aa]sk for access"):
            load(name)

    terms()
    assert ask().json()["state"] == "pending"
    verdict = json.dumps({"user": "bob", "status": "accepted", "days": 1})
    handle = f"{hub.url}/api/datasets/{gated}/user-access-request/handle"
    assert request("POST", handle, bearer(tokens["alice"]), verdict).status == 200
    assert load("held") == ["가", "나"]
    terms(deleteBy=day(-1))
    ended("past the date of the terms")
    terms(deleteBy=day(30))
    assert load("before the new date") == ["가", "나"]
    # no test can wait for a day
    hub.sql(f"""update access_requests set granted_until = granted_until - interval '1 day'
        where repo_id = (select id from repos where name = '{gated.partition("/")[2]}')""")
    ended("after its day")
    state = request("GET", f"{hub.url}/api/datasets/{gated}/access", bearer(tokens["bob"])).json()
    assert state["state"] == "expired", state

    assert ask().json()["state"] == "pending"
    alice.accept_access_request(gated, "bob", repo_type="dataset")
    assert load("renewed") == ["가", "나"]


def day(days):
    return (datetime.now(timezone.utc) + timedelta(days=days)).strftime("%Y-%m-%d")
