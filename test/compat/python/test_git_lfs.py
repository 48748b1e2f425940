"""git-lfs: large files in clones and pushes, the multipart agent, and real data by git alone."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from git_helpers import Git, remote
from helpers import (
    MIB,
    noise,
    read_tree,
    real_data,
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
    return remote(hub, repo, tokens["alice"])


def test_072_uploaded_files_are_cloned_with_their_bytes(git, mine, put):
    """Also of a type that no rule named before the upload."""
    files = {"x.parquet": noise(200_000, 72), "deep/y.odd": noise(300_000, 73)}
    put({**files, "small.txt": "small"})
    folder = git.clone(mine, "pointers", GIT_LFS_SKIP_SMUDGE="1")
    assert (folder / "x.parquet").read_bytes().startswith(b"version https://git-lfs.github.com/spec/v1\n")
    git("lfs", "pull", cwd=folder)
    whole = git.clone(mine, "whole")
    for name, content in files.items():
        assert sha256((folder / name).read_bytes()) == sha256((whole / name).read_bytes()) == sha256(content)
    assert git("status", "--porcelain", cwd=whole) == ""
    git("lfs", "fsck", cwd=whole)


def test_072_public_clone_needs_no_token(hub, git, repo, put):
    put({"x.bin": noise(100_000, 1)})
    assert (git.clone(remote(hub, repo)) / "x.bin").stat().st_size == 100_000


def test_094_push_of_large_files(git, alice, mine, repo):
    content = noise(5 * MIB, 94)
    folder = git.clone(mine)
    git("lfs", "track", "*.big", cwd=folder)
    write_tree(folder, {"data/a.big": content, "b.txt": "b"})
    git.commit(folder)
    git("push", "-q", "origin", "main", cwd=folder)
    info = alice.get_paths_info(repo, "data/a.big", repo_type="dataset")[0]
    assert (info.lfs.sha256, info.size) == (sha256(content), len(content))
    fresh = git.clone(mine, "fresh")
    assert sha256((fresh / "data/a.big").read_bytes()) == sha256(content)


def test_094_push_of_many_large_files(hub, git, tokens, repo):
    """More than one batch of git-lfs, which asks for a hundred at a time."""
    files = {f"{number:03}.big": noise(2000, number) for number in range(230)}
    with Proxy(hub.port) as proxy:
        folder = git.clone(f"http://alice:{tokens['alice']}@127.0.0.1:{proxy.port}/datasets/{repo}")
        git("lfs", "track", "*.big", cwd=folder)
        write_tree(folder, files)
        git.commit(folder)
        git("push", "-q", "origin", "main", cwd=folder)
        assert len(proxy.seen("PUT")) == 230 and len(proxy.seen("POST", "/objects/batch")) >= 3
        assert {exchange.status for exchange in proxy.seen("POST", "/locks/verify")} <= {200, 404, 501}
    copy = git.clone(remote(hub, repo), "copy")
    assert read_tree(copy) == {name: sha256(content) for name, content in files.items()}


def test_094_pointer_without_its_object_is_rejected(git, alice, mine, repo):
    """A push that leaves the bytes at home would give everybody else a file without content."""
    folder = git.clone(mine)
    git("lfs", "track", "*.big", cwd=folder)
    write_tree(folder, {"a.big": noise(100_000, 941)})
    git.commit(folder)
    refused = git.run("push", "--no-verify", "origin", "main", cwd=folder)
    assert refused.returncode != 0 and sha256(noise(100_000, 941)) in refused.stderr, refused.stderr
    assert "a.big" not in alice.list_repo_files(repo, repo_type="dataset")


def test_094_locks_are_refused_cleanly(git, mine):
    folder = git.clone(mine)
    write_tree(folder, {"a.txt": "a"})
    git.commit(folder)
    git("push", "-q", "origin", "main", cwd=folder)
    done = git.run("lfs", "lock", "a.txt", cwd=folder)
    assert done.returncode != 0 and "panic" not in done.stderr and "<html" not in done.stderr.lower(), done.stderr


def test_098_multipart_agent(small_parts_hub, git, client):
    """The agent that `hf lfs-enable-largefiles` installs sends the parts in the order of their keys."""
    token = small_parts_hub.admin_token
    content = noise(20 * MIB, 98)
    api = client(token, endpoint=small_parts_hub.url)
    repo = api.create_repo(unique(), repo_type="dataset").repo_id
    with Proxy(small_parts_hub.port) as proxy:
        folder = git.clone(f"http://admin:{token}@127.0.0.1:{proxy.port}/datasets/{repo}")
        commands = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        hf = shutil.which("hf", path=commands["PATH"])
        assert hf and os.system(f"cd '{folder}' && '{hf}' lfs-enable-largefiles . >'{git.home}/hf.log' 2>&1") == 0
        git("lfs", "track", "*.big", cwd=folder)
        write_tree(folder, {"a.big": content})
        git.commit(folder)
        git("push", "-q", "origin", "main", cwd=folder, **commands)
        assert len(proxy.seen("PUT")) == 4
    info = api.get_paths_info(repo, "a.big", repo_type="dataset")[0]
    assert info.lfs.sha256 == sha256(content)
    assert request("GET", f"{small_parts_hub.url}/datasets/{repo}/resolve/main/a.big").body == content


def test_lerobot_folder_by_git_push_and_clone(git, alice, mine, repo, tmp_path):
    """Pushed with git, read with the Python client; changed with the Python client, read with git."""
    source = real_data("lerobot-g1")
    folder = git.clone(mine)
    git("lfs", "track", "*.mp4", "*.parquet", cwd=folder)
    shutil.copytree(source, folder, dirs_exist_ok=True)
    git.commit(folder, "All episodes")
    git("push", "-q", "origin", "main", cwd=folder)
    copy = snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path / "cache")
    assert read_tree(copy) == read_tree(source)
    assert read_tree(git.clone(mine, "fresh")) == read_tree(source)
    alice.delete_files(repo, ["videos/*"], repo_type="dataset")
    git("pull", "-q", cwd=folder)
    assert read_tree(folder) == {name: digest for name, digest in read_tree(source).items() if "videos" not in name}
