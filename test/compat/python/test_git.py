"""git over smart HTTP: clone, fetch, push, what is refused, and what the other clients see of it at once."""

import time

import pytest
from git_helpers import Git, remote
from helpers import (
    MIB,
    bearer,
    git_sha1,
    noise,
    read_tree,
    request,
    sha256,
    unique,
    write_tree,
)
from huggingface_hub import snapshot_download
from proxies import Proxy


@pytest.fixture
def git(tmp_path):
    return Git(tmp_path)


@pytest.fixture
def mine(hub, repo, tokens):
    """The address of the test's repo with alice's token."""
    return remote(hub, repo, tokens["alice"])


@pytest.mark.parametrize("suffix", ["", ".git"])
def test_093_clone_of_a_public_repo(hub, git, repo, put, suffix):
    head = put({"a.txt": "a", "data/b.csv": "b\n"}).oid
    folder = git.clone(remote(hub, repo, suffix=suffix))
    assert read_tree(folder) == {"a.txt": sha256(b"a"), "data/b.csv": sha256(b"b\n")}
    assert git("rev-parse", "HEAD", cwd=folder) == head
    assert git("rev-parse", "HEAD:a.txt", cwd=folder) == git_sha1(b"a")
    git("fsck", "--strict", cwd=folder)


def test_093_clone_of_a_model(hub, git, alice):
    model = alice.create_repo(f"alice/{unique('model')}").repo_id
    alice.upload_file(path_or_fileobj=b"{}", path_in_repo="config.json", repo_id=model)
    assert (git.clone(f"{hub.url}/{model}") / "config.json").read_text() == "{}"


def test_093_private_repo_asks_for_the_token_as_password(hub, git, alice, tokens, repo, put):
    put({"a.txt": "a"})
    alice.update_repo_settings(repo, repo_type="dataset", private=True)
    refused = git.run("clone", remote(hub, repo), "anonymous")
    assert refused.returncode != 0 and "could not read Username" in refused.stderr, refused.stderr
    answer = request("GET", remote(hub, repo) + "/info/refs?service=git-upload-pack")
    assert answer.status == 401 and answer.headers["www-authenticate"].lower().startswith("basic")
    askpass = git.home / "askpass"
    askpass.write_text('#!/bin/sh\ncase "$1" in Username*) echo anyone;; *) echo "$TOKEN";; esac\n')
    askpass.chmod(0o755)
    folder = git.clone(remote(hub, repo), "asked", GIT_ASKPASS=str(askpass), TOKEN=tokens["alice"])
    assert (folder / "a.txt").read_text() == "a"
    assert git.run("clone", remote(hub, repo, tokens["bob"], "bob"), "bobs").returncode != 0
    assert git.run("clone", remote(hub, repo, "dbelt_wrong"), "wrong").returncode != 0


def test_093_clone_of_an_absent_repo_fails_quickly(hub, git, tokens):
    done = git.run("clone", remote(hub, f"alice/{unique('absent')}", tokens["alice"]), "absent")
    assert done.returncode != 0 and "not found" in done.stderr.lower(), done.stderr


def test_clone_shallow_and_deepen(git, mine, put):
    for number in range(5):
        put({"n.txt": str(number)}, commit_message=f"Number {number}")
    folder = git.clone(mine, "shallow", "--depth", "1")
    assert git("rev-list", "--count", "HEAD", cwd=folder) == "1"
    git("fetch", "-q", "--deepen", "2", cwd=folder)
    assert git("rev-list", "--count", "HEAD", cwd=folder) == "3"
    git("fetch", "-q", "--unshallow", cwd=folder)
    assert git("rev-list", "--count", "HEAD", cwd=folder) == "6"


def test_clone_partial_without_blobs(git, mine, put):
    put({f"{number}.txt": str(number) * 50 for number in range(20)})
    folder = git.clone(mine, "partial", "--filter=blob:none", "--no-checkout")
    objects = git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype)", cwd=folder).split()
    assert "blob" not in objects
    git("checkout", "-q", "main", cwd=folder)
    assert (folder / "7.txt").read_text() == "7" * 50


def test_protocol_version_2_is_spoken(hub, git, repo, put):
    put({"a.txt": "a"})
    url = remote(hub, repo)
    answer = request("GET", f"{url}/info/refs?service=git-upload-pack", {"Git-Protocol": "version=2"})
    assert answer.headers["content-type"] == "application/x-git-upload-pack-advertisement"
    assert "no-cache" in answer.headers["cache-control"] and b"version 2" in answer.body and b"fetch=" in answer.body
    trace = git.run("-c", "protocol.version=2", "ls-remote", url, GIT_TRACE_PACKET="1").stderr
    assert "version 2" in trace and "command=ls-refs" in trace
    old = git("-c", "protocol.version=0", "ls-remote", url)
    assert "refs/heads/main" in old and git.clone(url, "old", "-c", "protocol.version=0")


def test_fetch_brings_what_changed(git, alice, mine, repo, put):
    put({"a.txt": "1"})
    folder = git.clone(mine)
    head = put({"a.txt": "2", "b.txt": "b"}).oid
    alice.create_tag(repo, tag="v1", tag_message="First", repo_type="dataset")
    alice.create_branch(repo, branch="feat/x", repo_type="dataset")
    git("pull", "-q", "--tags", cwd=folder)
    assert git("rev-parse", "HEAD", cwd=folder) == head == git("rev-parse", "v1^{commit}", cwd=folder)
    assert git("rev-parse", "origin/feat/x", cwd=folder) == head
    assert git("show", "v1:b.txt", cwd=folder) == "b"


def test_push_of_commits_branches_and_tags(git, alice, mine, repo):
    folder = git.clone(mine)
    write_tree(folder, {"a.txt": "a", "한글/나.txt": "나", "empty": b""})
    head = git.commit(folder, "From git")
    git("tag", "-a", "v1", "-m", "One", cwd=folder)
    git("push", "-q", "origin", "main", "main:refs/heads/copy/x", "v1", cwd=folder)
    refs = alice.list_repo_refs(repo, repo_type="dataset")
    assert {ref.name: ref.target_commit for ref in refs.branches + refs.tags} == {
        "main": head,
        "copy/x": head,
        "v1": head,
    }
    commit = alice.list_repo_commits(repo, repo_type="dataset")[0]
    assert (commit.commit_id, commit.title) == (head, "From git")
    assert {"a.txt", "한글/나.txt", "empty"} <= set(alice.list_repo_files(repo, repo_type="dataset"))
    git("push", "-q", "origin", ":copy/x", ":v1", cwd=folder)
    refs = alice.list_repo_refs(repo, repo_type="dataset")
    assert [ref.name for ref in refs.branches + refs.tags] == ["main"]


def test_push_of_a_stale_branch_is_rejected(git, mine, put):
    folder = git.clone(mine)
    put({"a.txt": "landed first"})
    write_tree(folder, {"b.txt": "b"})
    git.commit(folder)
    refused = git.run("push", "origin", "main", cwd=folder)
    assert refused.returncode != 0 and "rejected" in refused.stderr
    git("pull", "-q", "--rebase", cwd=folder)
    git("push", "-q", "origin", "main", cwd=folder)


def test_push_without_the_right_is_refused(hub, git, tokens, repo):
    folder = git.clone(remote(hub, repo))
    write_tree(folder, {"a.txt": "a"})
    git.commit(folder)
    assert "could not read Username" in git.run("push", "origin", "main", cwd=folder).stderr
    for user, token in (("bob", tokens["bob"]), ("alice", tokens["alice_read"])):
        refused = git.run("push", remote(hub, repo, token, user), "main", cwd=folder)
        assert refused.returncode != 0 and "403" in refused.stderr, refused.stderr


def test_095_big_plain_file_is_rejected_and_a_middle_one_accepted(git, alice, mine, repo):
    """20 MB belongs in LFS. 3 MB does not, and is more than git sends in one piece (chunked above 1 MiB)."""
    folder = git.clone(mine)
    (folder / ".gitattributes").write_text("")
    write_tree(folder, {"middle.dat": noise(3 * MIB, 95)})
    git.commit(folder)
    git("push", "-q", "origin", "main", cwd=folder)
    write_tree(folder, {"big.dat": noise(20 * MIB, 96)})
    git.commit(folder)
    refused = git.run("push", "origin", "main", cwd=folder)
    assert refused.returncode != 0 and "big.dat" in refused.stderr and "lfs" in refused.stderr.lower(), refused.stderr
    files = alice.list_repo_files(repo, repo_type="dataset")
    assert "middle.dat" in files and "big.dat" not in files


def test_096_pull_requests_can_be_fetched_and_converted_refs_not_pushed(git, mine, put):
    pull = put({"a.txt": "proposed"}, create_pr=True)
    folder = git.clone(mine)
    git("fetch", "-q", "origin", "refs/pr/1:pr/1", cwd=folder)
    assert git("rev-parse", "pr/1", cwd=folder) == pull.oid and git("show", "pr/1:a.txt", cwd=folder) == "proposed"
    for ref in ("refs/convert/x", "refs/pr/7"):
        refused = git.run("push", "origin", f"HEAD:{ref}", cwd=folder)
        assert refused.returncode != 0, ref
    assert "refs/convert/x" not in git("ls-remote", "origin", cwd=folder)


def test_096_file_names_that_cannot_be_stored_are_rejected(git, alice, mine, repo):
    """Such a name would be a file no other client could ask for."""
    folder = git.clone(mine)
    write_tree(folder, {"bad\u202ename.txt": "x"})
    git.commit(folder)
    refused = git.run("push", "origin", "main", cwd=folder)
    assert refused.returncode != 0 and "rejected" in refused.stderr
    assert alice.list_repo_files(repo, repo_type="dataset") == [".gitattributes"]


def test_097_push_is_seen_by_the_next_snapshot(hub, git, mine, repo, tmp_path):
    folder = git.clone(mine)
    for text in ("one", "two"):
        write_tree(folder, {"a.txt": text})
        head = git.commit(folder)
        git("push", "-q", "origin", "main", cwd=folder)
        copy = snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path / "cache")
        assert copy.endswith(head) and open(f"{copy}/a.txt").read() == text


def test_101_renamed_repo_is_cloned_and_pushed_by_its_old_name(hub, git, alice, tokens, repo, put):
    put({"a.txt": "a"})
    folder = git.clone(remote(hub, repo, tokens["alice"]))
    moved = f"alice/{unique('moved')}"
    alice.move_repo(repo, moved, repo_type="dataset")
    assert (git.clone(remote(hub, repo, tokens["alice"]), "again") / "a.txt").read_text() == "a"
    write_tree(folder, {"b.txt": "b"})
    git.commit(folder)
    git("push", "-q", "origin", "main", cwd=folder)
    assert "b.txt" in alice.list_repo_files(moved, repo_type="dataset")


def test_052_content_of_an_upload_equals_its_clone(hub, git, repo, put):
    commit = put({"notes/a.txt": "hello\n"})
    folder = git.clone(remote(hub, repo))
    assert (
        (folder / "notes/a.txt").read_bytes()
        == b"hello\n"
        == request("GET", f"{hub.url}/datasets/{repo}/resolve/{commit.oid}/notes/a.txt").body
    )
    assert request("GET", f"{hub.url}/datasets/{repo}/HEAD", bearer("")).status != 500


def test_gzipped_requests_are_read(hub, git, repo, put):
    """git packs its requests once they are long, as with many commits of its own to speak of; the hub unpacks them."""
    put({"n.txt": "old"})
    folder = git.clone(remote(hub, repo))
    # later than the commit that both have: git speaks of the newest first, and would soon be done otherwise
    date = f"{int(time.time()) + 3600} +0000"
    for number in range(60):
        git("commit", "-q", "--allow-empty", "-m", str(number), cwd=folder, GIT_COMMITTER_DATE=date)
    head = put({"n.txt": "new"}).oid
    with Proxy(hub.port) as proxy:
        git("fetch", "-q", f"{proxy.url}/datasets/{repo}", "main", cwd=folder)
        assert any(exchange.headers.get("content-encoding") == "gzip" for exchange in proxy.seen("POST"))
        assert all(exchange.status == 200 for exchange in proxy.log)
    assert git("rev-parse", "FETCH_HEAD", cwd=folder) == head
