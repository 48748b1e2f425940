"""Trees, paths, refs, branches, tags and history."""

import pytest
from helpers import bearer, git_sha1, noise, request
from huggingface_hub import HfFileSystem, hf_hub_download
from huggingface_hub.errors import (
    EntryNotFoundError,
    HfHubHTTPError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import RepoFile, RepoFolder

LAYOUT = {"README.md": "# Set\n", "data/train/a.csv": "1\n", "data/train/b.csv": "2\n", "data/test.csv": "3\n"}


def names(entries):
    return [entry.path for entry in entries]


def status_of(caught):
    return caught.value.response.status_code


def test_023_tree_of_one_level(alice, repo, put):
    put(LAYOUT)
    entries = list(alice.list_repo_tree(repo, repo_type="dataset"))
    assert names(entries) == [".gitattributes", "README.md", "data"]
    folder = entries[2]
    assert isinstance(folder, RepoFolder) and len(folder.tree_id) == 40
    inside = list(alice.list_repo_tree(repo, "data", repo_type="dataset"))
    assert {entry.path: type(entry) for entry in inside} == {"data/test.csv": RepoFile, "data/train": RepoFolder}
    assert {entry.path: entry.blob_id for entry in inside if isinstance(entry, RepoFile)} == {
        "data/test.csv": git_sha1(b"3\n")
    }


def test_024_recursive_tree_over_many_pages(alice, repo, put):
    put({f"part-{number % 7}/{number:05}.txt": str(number) for number in range(2500)})
    listings = [list(alice.list_repo_tree(repo, recursive=True, repo_type="dataset")) for _ in range(2)]
    files = [entry.path for entry in listings[0] if isinstance(entry, RepoFile)]
    assert len(files) == len(set(files)) == 2501
    assert sum(isinstance(entry, RepoFolder) for entry in listings[0]) == 7
    assert names(listings[0]) == names(listings[1])
    assert len(alice.dataset_info(repo).siblings) == 2501


def test_025_tree_of_a_pull_request_and_a_folder_with_a_space(alice, repo, put):
    pull = put({"a b/c/x.txt": "x"}, create_pr=True)
    assert pull.pr_revision == "refs/pr/1"
    entries = alice.list_repo_tree(repo, "a b/c", revision="refs/pr/1", repo_type="dataset")
    assert names(entries) == ["a b/c/x.txt"]
    with pytest.raises(EntryNotFoundError):
        list(alice.list_repo_tree(repo, "a b/c", repo_type="dataset"))


def test_027_tree_of_a_file_is_not_found(alice, hub, tokens, repo, put):
    put(LAYOUT)
    with pytest.raises(EntryNotFoundError):
        list(alice.list_repo_tree(repo, "README.md", repo_type="dataset"))
    with pytest.raises(EntryNotFoundError):
        list(alice.list_repo_tree(repo, "no/such/folder", repo_type="dataset"))
    fs = HfFileSystem(endpoint=hub.url, token=tokens["alice"], skip_instance_cache=True)
    path = f"datasets/{repo}/README.md"
    assert [entry["name"] for entry in fs.ls(path)] == [path]
    assert fs.isfile(path) and not fs.isdir(path) and fs.isdir(f"datasets/{repo}/data")
    assert not fs.exists(f"datasets/{repo}/nothing")


def test_028_expanded_tree_tells_the_last_commit(alice, repo, put):
    put(LAYOUT, commit_message="First layout")
    put({"data/test.csv": "changed\n"}, commit_message="Change the test file")
    entries = alice.list_repo_tree(repo, recursive=True, expand=True, repo_type="dataset")
    commits = {entry.path: entry for entry in entries}
    assert commits["data/test.csv"].last_commit.title == "Change the test file"
    assert commits["data"].last_commit.title == "Change the test file"
    assert commits["data/train/a.csv"].last_commit.title == "First layout"
    assert commits["data/train"].last_commit.title == "First layout"
    assert commits["README.md"].last_commit.date is not None
    security = commits["README.md"].security
    assert security is None or security.status


def test_029_paths_info_leaves_out_what_is_missing(alice, repo, put):
    put(LAYOUT)
    found = alice.get_paths_info(repo, ["README.md", "missing", "data"], repo_type="dataset")
    assert {entry.path: type(entry) for entry in found} == {"README.md": RepoFile, "data": RepoFolder}
    expanded = alice.get_paths_info(repo, "README.md", expand=True, repo_type="dataset")
    assert expanded[0].last_commit.title == "Add files"
    with pytest.raises(RevisionNotFoundError):
        alice.get_paths_info(repo, "README.md", revision="nope", repo_type="dataset")


def test_030_refs_with_and_without_pull_requests(alice, repo, put):
    put({"x.txt": "x"}, create_pr=True)
    refs = alice.list_repo_refs(repo, include_pull_requests=True, repo_type="dataset")
    assert [pull.ref for pull in refs.pull_requests] == ["refs/pr/1"]
    assert [branch.ref for branch in refs.branches] == ["refs/heads/main"]
    assert refs.branches[0].target_commit == alice.dataset_info(repo).sha
    assert refs.tags == [] and refs.converts == []
    assert alice.list_repo_refs(repo, repo_type="dataset").pull_requests is None


def test_031_commits_are_listed_newest_first(alice, repo, put):
    put({"x.txt": "1"}, commit_message="One", commit_description="The first.\n\nTwo paragraphs.")
    head = put({"x.txt": "2"}, commit_message="Two").oid
    commits = alice.list_repo_commits(repo, formatted=True, repo_type="dataset")
    assert [commit.title for commit in commits][:2] == ["Two", "One"] and len(commits) == 3
    assert commits[0].commit_id == head and commits[0].authors == ["alice"]
    assert commits[1].message == "The first.\n\nTwo paragraphs." and commits[1].formatted_title
    assert commits[0].created_at >= commits[1].created_at


def test_031_commits_over_many_pages(alice, repo, put):
    for number in range(60):
        put({"n.txt": str(number)}, commit_message=f"Number {number}")
    titles = [commit.title for commit in alice.list_repo_commits(repo, repo_type="dataset")]
    assert titles[:60] == [f"Number {number}" for number in reversed(range(60))] and len(titles) == 61


def test_032_branches(alice, repo, put):
    alice.create_branch(repo, branch="feat/x", repo_type="dataset")
    with pytest.raises(HfHubHTTPError) as caught:
        alice.create_branch(repo, branch="feat/x", repo_type="dataset")
    assert status_of(caught) == 409
    alice.create_branch(repo, branch="feat/x", repo_type="dataset", exist_ok=True)
    put({"only-there.txt": "x"}, revision="feat/x")
    assert alice.file_exists(repo, "only-there.txt", revision="feat/x", repo_type="dataset")
    assert not alice.file_exists(repo, "only-there.txt", repo_type="dataset")
    with pytest.raises(RevisionNotFoundError):
        alice.create_branch(repo, branch="y", revision="nope", repo_type="dataset")
    alice.delete_branch(repo, branch="feat/x", repo_type="dataset")
    assert not alice.revision_exists(repo, "feat/x", repo_type="dataset")
    with pytest.raises(HfHubHTTPError) as caught:
        alice.delete_branch(repo, branch="main", repo_type="dataset")
    assert status_of(caught) == 403
    with pytest.raises(RevisionNotFoundError):
        alice.delete_branch(repo, branch="feat/x", repo_type="dataset")


def test_032_branch_from_an_older_commit(alice, repo, put):
    old = put({"x.txt": "old"}).oid
    put({"x.txt": "new"})
    alice.create_branch(repo, branch="old", revision=old, repo_type="dataset")
    assert alice.dataset_info(repo, revision="old").sha == old


def test_033_tags(alice, repo, put, tmp_path):
    old = put({"x.txt": "old"}).oid
    alice.create_tag(repo, tag="v1", tag_message="The first version", repo_type="dataset")
    put({"x.txt": "new"})
    path = hf_hub_download(repo, "x.txt", revision="v1", repo_type="dataset", cache_dir=tmp_path)
    assert open(path).read() == "old"
    tags = alice.list_repo_refs(repo, repo_type="dataset").tags
    assert [(tag.name, tag.ref, tag.target_commit) for tag in tags] == [("v1", "refs/tags/v1", old)]
    with pytest.raises(HfHubHTTPError) as caught:
        alice.create_tag(repo, tag="v1", repo_type="dataset")
    assert status_of(caught) == 409
    alice.delete_tag(repo, tag="v1", repo_type="dataset")
    with pytest.raises(RevisionNotFoundError):
        alice.delete_tag(repo, tag="v1", repo_type="dataset")


def test_034_squashed_history(alice, repo, put):
    put(LAYOUT)
    old = put({"data/blob.bin": noise(100_000, 34)}).oid
    tree = names(alice.list_repo_tree(repo, recursive=True, repo_type="dataset"))
    alice.super_squash_history(repo, commit_message="All in one", repo_type="dataset")
    commits = alice.list_repo_commits(repo, repo_type="dataset")
    assert [commit.title for commit in commits] == ["All in one"]
    assert old not in {commit.commit_id for commit in commits}
    assert names(alice.list_repo_tree(repo, recursive=True, repo_type="dataset")) == tree


def test_compare_of_two_revisions(hub, tokens, repo, put):
    """No client calls this address, people do: it must be JSON or a clean refusal."""
    old, new = put({"x.txt": "old\n"}).oid, put({"x.txt": "new\n"}).oid
    answer = request("GET", f"{hub.url}/api/datasets/{repo}/compare/{old}..{new}", bearer(tokens["alice"]))
    assert answer.status in (200, 501), answer.body
    assert answer.status == 501 or b"x.txt" in answer.body
