"""Commits: files, folders, deletions, copies, pull requests, conflicts and cards."""

import threading
import warnings
from pathlib import Path

import pytest
from helpers import MIB, bearer, noise, read_tree, request, sha256, write_tree
from huggingface_hub import (
    CommitOperationCopy,
    CommitOperationDelete,
    hf_hub_download,
    snapshot_download,
)
from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError
from proxies import Proxy


def status_of(caught):
    return caught.value.response.status_code


def files_of(api, repo, **options):
    return [name for name in api.list_repo_files(repo, repo_type="dataset", **options) if name != ".gitattributes"]


def text_of(hub, repo, name, revision="main"):
    return request("GET", f"{hub.url}/datasets/{repo}/resolve/{revision}/{name}").body


def test_052_upload_of_a_small_text_file_is_one_commit(hub, alice, repo):
    before = len(alice.list_repo_commits(repo, repo_type="dataset"))
    commit = alice.upload_file(
        path_or_fileobj=b"hello\n",
        path_in_repo="notes/a.txt",
        repo_id=repo,
        repo_type="dataset",
        commit_message="Add a note",
        commit_description="It says hello.",
    )
    commits = alice.list_repo_commits(repo, repo_type="dataset")
    assert (len(commits), commits[0].commit_id, commits[0].title) == (before + 1, commit.oid, "Add a note")
    assert commit.commit_url == f"{hub.url}/datasets/{repo}/commit/{commit.oid}"
    assert text_of(hub, repo, "notes/a.txt") == b"hello\n"


def test_053_same_content_again_makes_no_commit(hub, client, tokens, repo, put):
    binary = noise(200_000, 53)
    head = put({"a.txt": "same", "a.bin": binary}).oid
    with Proxy(hub.port) as proxy:
        api = client(tokens["alice"], endpoint=proxy.url)
        for name, content in (("a.txt", b"same"), ("a.bin", binary)):
            again = api.upload_file(path_or_fileobj=content, path_in_repo=name, repo_id=repo, repo_type="dataset")
            assert again.oid == head
        assert proxy.seen("POST", "/commit/") == [] and proxy.seen("PUT") == []


def test_054_upload_of_a_mixed_folder(alice, repo, tmp_path):
    files = {
        "README.md": "---\nlicense: mit\n---\n# Set\n",
        "small.txt": "small",
        "empty.txt": b"",
        "deep/er/blob.bin": noise(300_000, 54),
        "deep/big.csv": b"x,y\n" * 300_000,
    }
    ignored = {"debug.log": "no", "tmp/cache.txt": "no"}
    folder = write_tree(tmp_path / "set", {**files, **ignored, ".gitignore": "*.log\ntmp/\n"})
    alice.upload_folder(folder_path=folder, repo_id=repo, repo_type="dataset", commit_message="All")
    assert set(files_of(alice, repo)) == {*files, ".gitignore"}
    commits = alice.list_repo_commits(repo, repo_type="dataset")
    assert [commit.title for commit in commits].count("All") == 1 and len(commits) == 2
    copy = read_tree(snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path / "cache"))
    assert copy == {name: digest for name, digest in read_tree(folder).items() if name not in ignored}


def test_061_parent_commit_must_be_the_head(repo, put):
    old = put({"a.txt": "1"}).oid
    head = put({"a.txt": "2"}).oid
    with pytest.raises(HfHubHTTPError) as caught:
        put({"a.txt": "3"}, parent_commit=old)
    assert status_of(caught) == 412
    assert put({"a.txt": "3"}, parent_commit=head).oid != head


def test_062_concurrent_commits_lose_nothing(alice, repo, put):
    landed, refused = [], []

    def commit(number):
        try:
            put({f"{number}.txt": str(number)})
            landed.append(f"{number}.txt")
        except HfHubHTTPError as error:
            refused.append(error.response.status_code)

    threads = [threading.Thread(target=commit, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert landed and set(refused) <= {409, 412}
    assert sorted(files_of(alice, repo)) == sorted(landed)
    assert len(alice.list_repo_commits(repo, repo_type="dataset")) == 1 + len(landed)


def test_063_commit_as_a_pull_request(hub, alice, repo, put, tmp_path):
    head = put({"a.txt": "on main"}).oid
    pull = put({"a.txt": "proposed"}, create_pr=True)
    assert (pull.pr_num, pull.pr_revision) == (1, "refs/pr/1")
    assert pull.pr_url == f"{hub.url}/datasets/{repo}/discussions/1"
    assert alice.dataset_info(repo).sha == head
    path = hf_hub_download(repo, "a.txt", revision="refs/pr/1", repo_type="dataset", cache_dir=tmp_path)
    assert Path(path).read_text() == "proposed"
    put({"b.txt": "more"}, revision="refs/pr/1")
    assert files_of(alice, repo, revision="refs/pr/1") == ["a.txt", "b.txt"]
    assert put({"c.txt": "another"}, create_pr=True).pr_num == 2


def test_064_upload_folder_as_a_pull_request(alice, repo, tmp_path):
    folder = write_tree(tmp_path / "set", {"a.txt": "a", "blob.bin": noise(200_000, 64)})
    pull = alice.upload_folder(folder_path=folder, repo_id=repo, repo_type="dataset", create_pr=True)
    assert pull.pr_revision == "refs/pr/1"
    assert files_of(alice, repo, revision="refs/pr/1") == ["a.txt", "blob.bin"]
    assert files_of(alice, repo) == []


def test_065_deletions(alice, repo, put):
    put({"dir/a.csv": "a", "dir/sub/b.csv": "b", "c.csv": "c", "d.csv": "d", "keep.txt": "k"})
    delete = lambda *operations: alice.create_commit(  # noqa: E731
        repo, [CommitOperationDelete(*operation) for operation in operations], commit_message="x", repo_type="dataset"
    )
    delete(("dir/",))
    assert files_of(alice, repo) == ["c.csv", "d.csv", "keep.txt"]
    alice.delete_files(repo, ["*.csv"], repo_type="dataset")
    assert files_of(alice, repo) == ["keep.txt"]
    with pytest.raises(EntryNotFoundError, match="A file with this name doesn't exist"):
        delete(("missing.txt",))
    alice.delete_file("keep.txt", repo, repo_type="dataset")
    assert files_of(alice, repo) == []


def test_065_delete_and_add_in_one_upload(alice, repo, put, tmp_path):
    put({"data/old.csv": "old", "data/same.csv": "same", "other.txt": "o"})
    folder = write_tree(tmp_path / "new", {"new.csv": "new", "same.csv": "same"})
    alice.upload_folder(
        folder_path=folder, path_in_repo="data", delete_patterns="*.csv", repo_id=repo, repo_type="dataset"
    )
    assert files_of(alice, repo) == ["data/new.csv", "data/same.csv", "other.txt"]


def test_066_copies(hub, client, tokens, alice, repo, put):
    binary = noise(MIB, 66)
    put({"a.bin": binary, "a.txt": "text"})
    with Proxy(hub.port) as proxy:
        operations = [CommitOperationCopy("a.bin", "copy/b.bin"), CommitOperationCopy("a.txt", "copy/b.txt")]
        api = client(tokens["alice"], endpoint=proxy.url)
        api.create_commit(repo, operations, commit_message="Copy", repo_type="dataset")
        assert proxy.seen("PUT") == []
    assert sha256(text_of(hub, repo, "copy/b.bin")) == sha256(binary)
    assert text_of(hub, repo, "copy/b.txt") == b"text"
    assert alice.get_paths_info(repo, "copy/b.bin", repo_type="dataset")[0].lfs.size == len(binary)


def test_067_card_with_broken_metadata_is_refused(alice, repo):
    upload = lambda card: alice.upload_file(  # noqa: E731
        path_or_fileobj=card, path_in_repo="README.md", repo_id=repo, repo_type="dataset"
    )
    with pytest.raises(ValueError, match="Invalid metadata in README.md"):
        upload(b"---\nlicense: [mit\ntags: {a\n---\n# Broken\n")
    assert files_of(alice, repo) == []
    with pytest.warns(UserWarning, match="README.md"):
        upload(b"# No metadata at all\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        upload(b"---\nlicense: mit\nlanguage:\n- ko\n---\n# Good\n")
    assert alice.dataset_info(repo).card_data["license"] == "mit"


def test_068_three_hundred_files_in_one_folder(hub, client, tokens, alice, repo, tmp_path):
    folder = write_tree(tmp_path / "set", {f"{number:03}.txt": str(number) for number in range(300)})
    with Proxy(hub.port) as proxy:
        api = client(tokens["alice"], endpoint=proxy.url)
        commit = api.upload_folder(folder_path=folder, repo_id=repo, repo_type="dataset")
        assert len(proxy.seen("POST", "/preupload/")) == 2
    assert len(files_of(alice, repo)) == 300
    assert alice.dataset_info(repo).sha == commit.oid


def test_commit_without_a_change_returns_the_head(hub, alice, tokens, repo, put):
    """Never an error: a client that lost an answer sends its commit again."""
    head = put({"a.txt": "same"}).oid
    lines = (
        b'{"key":"header","value":{"summary":"again"}}\n'
        b'{"key":"file","value":{"path":"a.txt","content":"c2FtZQ==","encoding":"base64"}}'
    )
    headers = {**bearer(tokens["alice"]), "Content-Type": "application/x-ndjson"}
    answer = request("POST", f"{hub.url}/api/datasets/{repo}/commit/main", headers, lines)
    assert answer.status == 200 and answer.json()["success"] is True
    assert answer.json()["commitOid"] == alice.dataset_info(repo).sha
    assert head in {commit.commit_id for commit in alice.list_repo_commits(repo, repo_type="dataset")}


@pytest.mark.parametrize("path", ["../up.txt", ".git/config", "a//b.txt", "a/../b.txt", "/a/./b"])
def test_paths_that_cannot_be_stored_are_refused(hub, tokens, repo, path):
    """The clients refuse most of these themselves, so the request is made by hand."""
    line = (
        '{"key":"header","value":{"summary":"x"}}\n{"key":"file","value":{"path":"%s","content":"","encoding":"utf-8"}}'
    )
    headers = {**bearer(tokens["alice"]), "Content-Type": "application/x-ndjson"}
    answer = request("POST", f"{hub.url}/api/datasets/{repo}/commit/main", headers, (line % path).encode())
    assert answer.status == 400 and answer.json()["error"]
