"""Whole snapshots, local folders, and what is not asked for twice."""

from pathlib import Path

import pytest
from helpers import git_sha1, noise, read_tree, sha256
from huggingface_hub import (
    get_hf_file_metadata,
    hf_hub_download,
    hf_hub_url,
    snapshot_download,
)
from proxies import Proxy

FILES = {"a.csv": b"a,b\n1,2\n", "data/b.csv": b"b\n", "notes.txt": b"notes", "blob.bin": noise(200_000, 47)}
HASHES = {name: sha256(content) for name, content in FILES.items()}


def test_047_snapshot_with_patterns(repo, put, tmp_path):
    put(FILES)
    folder = snapshot_download(repo, repo_type="dataset", allow_patterns="*.csv", cache_dir=tmp_path)
    assert set(read_tree(folder)) == {"a.csv", "data/b.csv"}
    folder = snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path / "all")
    assert read_tree(folder) == HASHES


@pytest.mark.only("hfh1", "hfh2")
def test_047_snapshot_dry_run_lists_sizes(repo, put, tmp_path):
    put(FILES)
    plan = snapshot_download(repo, repo_type="dataset", dry_run=True, cache_dir=tmp_path)
    sizes = {entry.filename: entry.file_size for entry in plan if entry.filename in FILES}
    assert sizes == {name: len(content) for name, content in FILES.items()}
    assert all(entry.will_download for entry in plan) and not list(tmp_path.glob("*/blobs/*"))


def test_048_second_snapshot_asks_only_for_the_info(hub, repo, put, tmp_path):
    put(FILES)
    options = {"repo_type": "dataset", "cache_dir": tmp_path}
    with Proxy(hub.port) as proxy:
        first = snapshot_download(repo, endpoint=proxy.url, **options)
        proxy.log.clear()
        assert snapshot_download(repo, endpoint=proxy.url, **options) == first
        assert proxy.seen("GET", "/resolve/") == []
        assert [exchange.path for exchange in proxy.seen("GET")] == [f"/api/datasets/{repo}/revision/main"]


def test_048_local_dir_is_not_downloaded_twice(hub, repo, put, tmp_path):
    put(FILES)
    with Proxy(hub.port) as proxy:
        options = {"repo_type": "dataset", "local_dir": tmp_path / "copy", "endpoint": proxy.url}
        snapshot_download(repo, **options)
        assert read_tree(tmp_path / "copy") == HASHES
        assert list((tmp_path / "copy/.cache/huggingface/download").rglob("*.metadata"))
        proxy.log.clear()
        snapshot_download(repo, **options)
        assert proxy.seen("GET", "/resolve/") == []
        put({"notes.txt": "new notes"})
        snapshot_download(repo, **options)
        assert [exchange.path.rsplit("/")[-1] for exchange in proxy.seen("GET", "/resolve/")] == ["notes.txt"]
    assert (tmp_path / "copy/notes.txt").read_text() == "new notes"


def test_049_file_metadata(hub, repo, put):
    commit = put(FILES).oid
    for name, etag in (("notes.txt", git_sha1(b"notes")), ("blob.bin", HASHES["blob.bin"])):
        url = hf_hub_url(repo, name, repo_type="dataset", endpoint=hub.url)
        meta = get_hf_file_metadata(url)
        assert (meta.etag, meta.size, meta.commit_hash) == (etag, len(FILES[name]), commit)
        assert meta.location == url
        assert meta.xet_file_data is None


def test_051_cache_serves_when_the_hub_is_gone(hub, repo, put, tmp_path):
    put(FILES)
    options = {"repo_type": "dataset", "cache_dir": tmp_path}
    with Proxy(hub.port) as proxy:
        folder = snapshot_download(repo, endpoint=proxy.url, **options)
        path = hf_hub_download(repo, "a.csv", endpoint=proxy.url, **options)
    assert hf_hub_download(repo, "a.csv", endpoint=proxy.url, **options) == path
    assert snapshot_download(repo, endpoint=proxy.url, **options) == folder
    assert Path(path).read_bytes() == FILES["a.csv"]
