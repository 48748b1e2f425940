"""Who is asking: whoami, tokens, and what a bad token or a missing right looks like to the client."""

import configparser
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import CLIENT, ROOT, bearer, request, unique
from huggingface_hub.errors import HfHubHTTPError, HTTPError, RepositoryNotFoundError
from proxies import Proxy


def test_001_whoami_with_a_valid_token(alice):
    me = alice.whoami()
    assert (me["name"], me["type"]) == ("alice", "user")
    assert me["auth"]["accessToken"]["role"] == "write"
    assert [org["name"] for org in me["orgs"]] == ["acme"]


def test_001_whoami_tells_a_read_token(client, tokens):
    assert client(tokens["alice_read"]).whoami()["auth"]["accessToken"]["role"] == "read"


def test_001_whoami_of_the_first_administrator(hub, client, tokens):
    assert client(hub.admin_token).whoami()["name"] == "admin"


def test_001_whoami_with_hf_before_the_token(client, tokens):
    """The JavaScript client refuses tokens without hf_ in front, so the hub takes its own in that spelling too."""
    assert client("hf_" + tokens["alice"]).whoami()["name"] == "alice"


def test_002_whoami_with_a_bad_token(client, tokens):
    with pytest.raises(HTTPError, match="Invalid user token") as caught:
        client("dbelt_nobody_has_this").whoami()
    assert caught.value.response.status_code == 401


def test_003_hf_auth_login_names_the_token(alice, tokens, tmp_path):
    """The command stores the token under the display name that whoami gave it."""
    display_name = alice.whoami()["auth"]["accessToken"]["displayName"]
    hf = Path(sys.executable).with_name("hf")
    env = {**os.environ, "HF_HOME": str(tmp_path)}
    run = lambda *args: subprocess.run([hf, *args], env=env, capture_output=True, text=True, timeout=120)  # noqa: E731
    login = run("auth", "login", "--token", tokens["alice"])
    assert login.returncode == 0, login.stdout + login.stderr
    assert f"[{display_name}]" in (tmp_path / "stored_tokens").read_text()
    whoami = run("auth", "whoami")
    assert whoami.returncode == 0 and "alice" in whoami.stdout, whoami.stdout + whoami.stderr


def test_004_public_info_without_a_token_sends_no_authorization(hub, client, repo):
    with Proxy(hub.port) as proxy:
        assert client(False, endpoint=proxy.url).dataset_info(repo).id == repo
        assert [("authorization" in seen.headers, seen.status) for seen in proxy.log] == [(False, 200)]


def test_005_bad_token_on_a_public_repo_is_not_repo_not_found(client, repo):
    with pytest.raises(HfHubHTTPError) as caught:
        client("dbelt_nobody_has_this").dataset_info(repo)
    assert not isinstance(caught.value, RepositoryNotFoundError)
    assert caught.value.response.status_code == 401
    assert caught.value.response.headers["x-error-message"] == "Invalid credentials in Authorization header"


def test_006_auth_check(client, alice, bob, tokens, repo):
    secret = f"alice/{unique('secret')}"
    alice.create_repo(secret, repo_type="dataset", private=True)
    assert bob.auth_check(repo, repo_type="dataset") is None
    with pytest.raises(RepositoryNotFoundError):
        bob.auth_check(secret, repo_type="dataset")
    if CLIENT != "hfh0":  # 0.3x cannot ask for the right to write
        assert alice.auth_check(repo, repo_type="dataset", write=True) is None
        for other in (bob, client(tokens["alice_read"])):
            with pytest.raises(HfHubHTTPError) as caught:
                other.auth_check(repo, repo_type="dataset", write=True)
            assert caught.value.response.status_code == 403


def test_006_read_token_may_not_commit(client, tokens, repo, put):
    with pytest.raises(HfHubHTTPError) as caught:
        put({"a.txt": "a"}, api=client(tokens["alice_read"]))
    assert caught.value.response.status_code == 403


def test_006_private_repo_answers_like_an_absent_one(hub, alice, bob, tokens):
    """Status, error code and shape of the text must not tell that the repo exists."""
    secret = f"alice/{unique('secret')}"
    alice.create_repo(secret, repo_type="dataset", private=True)
    for headers, status in ((bearer(tokens["bob"]), 404), ({}, 401)):
        answers = []
        for repo_id in (secret, f"alice/{unique('absent')}"):
            answer = request("GET", f"{hub.url}/api/datasets/{repo_id}", headers)
            answers.append((answer.status, answer.headers["x-error-code"], answer.json()["error"].replace(repo_id, "")))
        assert answers[0] == answers[1]
        assert answers[0][:2] == (status, "RepoNotFound")


@pytest.mark.only("hfh2")
def test_003_hf_auth_login_by_browser(hub, tokens, tmp_path):
    """The command shows a code, a person who is signed in allows it, and the token is kept and renewed."""
    password = "a password of alice in four words"
    subprocess.run(
        ["node", "bin/databelt.js", "user", "password", "alice", "--password-stdin"],
        **{"cwd": ROOT, "env": hub.env, "input": password, "text": True, "check": True, "capture_output": True},
    )
    hf = Path(sys.executable).with_name("hf")
    env = {**os.environ, "HF_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    login = subprocess.Popen(
        [hf, "auth", "login", "--format", "agent"], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        said = next(line for line in login.stdout if "enter the code" in line)
        code = re.search(r"enter the code ([A-Z]{4}-[A-Z]{4})", said).group(1)
        assert f"{hub.url}/device?user_code={code}" in said
        answer = request("POST", f"{hub.url}/api/sign-in", body=json.dumps({"user": "alice", "password": password}))
        assert answer.status == 200, answer.body
        cookie = re.search(r"databelt-session=[\w-]+", "\n".join(answer.cookies)).group()
        allowed = request(
            "POST",
            f"{hub.url}/api/device",
            headers={"cookie": cookie, "origin": hub.url},
            body=json.dumps({"code": code, "allow": True}),
        )
        assert allowed.status == 200, allowed.body
        rest, _ = login.communicate(timeout=60)
        assert login.returncode == 0 and "logged in as alice" in rest, rest
    finally:
        login.kill()
    stored = configparser.ConfigParser()
    stored.read(tmp_path / "stored_tokens")
    (section,) = stored.sections()
    before = dict(stored[section])
    # about to end, as far as the client knows: the next command renews it
    stored[section]["expires_at"] = "1"
    with (tmp_path / "stored_tokens").open("w") as file:
        stored.write(file)
    whoami = subprocess.run([hf, "auth", "whoami"], env=env, capture_output=True, text=True, timeout=120)
    assert whoami.returncode == 0 and "alice" in whoami.stdout, whoami.stdout + whoami.stderr
    stored.read(tmp_path / "stored_tokens")
    after = dict(stored[section])
    assert after["hf_token"] != before["hf_token"]
    assert request("GET", f"{hub.url}/api/whoami-v2", headers=bearer(before["hf_token"])).status == 401
