"""Large files over LFS: basic and multipart transfers, deduplication, and bytes that are not what was promised."""

import json
from pathlib import Path

import pytest
from helpers import CLIENT, MIB, bearer, noise, request, sha256, unique
from huggingface_hub import hf_hub_download
from proxies import Proxy

LFS_JSON = "application/vnd.git-lfs+json"


def lfs_batch(hub, repo, token, content, operation="upload", **changes):
    body = {
        "operation": operation,
        "transfers": ["basic"],
        "hash_algo": "sha256",
        "objects": [{"oid": sha256(content), "size": len(content)}],
        **changes,
    }
    headers = {"Accept": LFS_JSON, "Content-Type": LFS_JSON, **(bearer(token) if token else {})}
    return request("POST", f"{hub.url}/datasets/{repo}.git/info/lfs/objects/batch", headers, json.dumps(body))


def commit_pointer(hub, repo, token, content, path="a.bin"):
    lines = [
        {"key": "header", "value": {"summary": "Add"}},
        {"key": "lfsFile", "value": {"path": path, "algo": "sha256", "oid": sha256(content), "size": len(content)}},
    ]
    headers = {**bearer(token), "Content-Type": "application/x-ndjson"}
    body = "\n".join(map(json.dumps, lines))
    return request("POST", f"{hub.url}/api/datasets/{repo}/commit/main", headers, body)


def test_055_multipart_upload(small_parts_hub, client, tmp_path):
    """15 MiB at 6 MiB a part: three parts, put together in order."""
    token = small_parts_hub.admin_token
    content = noise(15 * MIB, 55)
    with Proxy(small_parts_hub.port) as proxy:
        api = client(token, endpoint=proxy.url)
        repo = api.create_repo(unique(), repo_type="dataset").repo_id
        api.upload_file(path_or_fileobj=content, path_in_repo="big.bin", repo_id=repo, repo_type="dataset")
        puts = proxy.seen("PUT")
        assert [exchange.headers["content-length"] for exchange in puts] == [str(part * MIB) for part in (6, 6, 3)]
        assert all(exchange.answer_headers["etag"] and "authorization" not in exchange.headers for exchange in puts)
        path = hf_hub_download(repo, "big.bin", repo_type="dataset", endpoint=proxy.url, cache_dir=tmp_path)
        assert sha256(Path(path).read_bytes()) == sha256(content)
        info = api.get_paths_info(repo, "big.bin", repo_type="dataset")[0]
        assert (info.lfs.sha256, info.size) == (sha256(content), len(content))


def test_056_same_bytes_are_not_sent_twice(hub, client, tokens, alice, repo, put):
    content = noise(MIB, 56)
    put({"a.bin": content})
    with Proxy(hub.port) as proxy:
        api = client(tokens["alice"], endpoint=proxy.url)
        api.upload_file(path_or_fileobj=content, path_in_repo="b.bin", repo_id=repo, repo_type="dataset")
        assert len(proxy.seen("POST", "/objects/batch")) == 1 and proxy.seen("PUT") == []
    assert "actions" not in lfs_batch(hub, repo, tokens["alice"], content).json()["objects"][0]
    assert alice.get_paths_info(repo, "b.bin", repo_type="dataset")[0].lfs.sha256 == sha256(content)


def test_056_a_hash_alone_gives_no_bytes(hub, bob, alice, tokens):
    """Bob knows the hash of a file in a repo he may not read. He must be asked for the bytes, and must not get them."""
    content = noise(100_000, 561)
    secret = alice.create_repo(f"alice/{unique()}", repo_type="dataset", private=True).repo_id
    alice.upload_file(path_or_fileobj=content, path_in_repo="a.bin", repo_id=secret, repo_type="dataset")
    own = bob.create_repo(f"bob/{unique()}", repo_type="dataset").repo_id
    assert "upload" in lfs_batch(hub, own, tokens["bob"], content).json()["objects"][0]["actions"]
    assert commit_pointer(hub, own, tokens["bob"], content).status == 400
    download = lfs_batch(hub, own, tokens["bob"], content, operation="download")
    assert download.json()["objects"][0]["error"]["code"] == 404


@pytest.mark.parametrize("fault", ["other bytes", "too few bytes", "too many bytes"])
def test_057_wrong_bytes_are_refused(hub, alice, tokens, repo, fault):
    content = noise(300_000, 57)
    sent = {"other bytes": noise(300_000, 58), "too few bytes": content[:-1], "too many bytes": content + b"x"}[fault]
    head = alice.dataset_info(repo).sha
    href = lfs_batch(hub, repo, tokens["alice"], content).json()["objects"][0]["actions"]["upload"]["href"]
    answer = request("PUT", href, body=sent)
    assert 400 <= answer.status < 500, answer.body
    refused = commit_pointer(hub, repo, tokens["alice"], content)
    assert refused.status == 400 and alice.dataset_info(repo).sha == head
    assert request("PUT", href, body=content).status == 200
    assert commit_pointer(hub, repo, tokens["alice"], content).status == 200


def test_057_truncated_upload_is_refused(hub, alice, tokens, repo):
    """The connection breaks in the middle of a PUT that announced its whole length."""
    import socket
    from urllib.parse import urlsplit

    content = noise(300_000, 59)
    href = lfs_batch(hub, repo, tokens["alice"], content).json()["objects"][0]["actions"]["upload"]["href"]
    parts = urlsplit(href)
    with socket.create_connection((parts.hostname, parts.port)) as connection:
        head = (
            f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        connection.sendall(head.encode() + content[:150_000])
    assert "upload" in lfs_batch(hub, repo, tokens["alice"], content).json()["objects"][0]["actions"]
    assert commit_pointer(hub, repo, tokens["alice"], content).status == 400


def test_071_unknown_object_is_refused_with_a_readable_message(hub, alice, tokens, repo):
    head = alice.dataset_info(repo).sha
    answer = commit_pointer(hub, repo, tokens["alice"], b"nobody ever sent this")
    assert answer.status == 400 and sha256(b"nobody ever sent this") in answer.json()["error"]
    assert answer.headers["x-error-message"] == answer.json()["error"]
    assert alice.dataset_info(repo).sha == head


def test_072_unusual_file_type_is_added_to_gitattributes(hub, repo, put):
    """git clients put the real bytes in place only of files that .gitattributes names."""
    put({"data/measure.odd": noise(200_000, 72), "a b.odd2": noise(100, 73) * 1000})
    attributes = request("GET", f"{hub.url}/datasets/{repo}/resolve/main/.gitattributes").body.decode()
    for part in ("odd", "odd2"):
        lines = [line for line in attributes.splitlines() if part in line and "filter=lfs" in line]
        assert lines, f"no line for .{part} in:\n{attributes}"


def test_lfs_batch_follows_the_protocol(hub, tokens, repo, put):
    content = noise(200_000, 99)
    put({"a.bin": content})
    answer = lfs_batch(
        hub, repo, tokens["alice"], content, operation="download", transfers=["basic", "multipart", "xet"]
    )
    assert answer.headers["content-type"].startswith(LFS_JSON)
    assert answer.json()["transfer"] == "basic"
    link = answer.json()["objects"][0]["actions"]["download"]
    assert request("GET", link["href"], link.get("header")).body == content
    missing = lfs_batch(hub, repo, tokens["alice"], b"never sent", operation="download")
    assert missing.status == 200 and missing.json()["objects"][0]["error"]["code"] == 404
    js_spelling = lfs_batch(hub, repo, tokens["alice"], b"never sent", hash_algo="sha_256")
    assert "upload" in js_spelling.json()["objects"][0]["actions"]
    stranger = lfs_batch(hub, repo, None, b"never sent")
    assert stranger.status == 401 and "basic" in stranger.headers["www-authenticate"].lower()
    assert lfs_batch(hub, repo, tokens["bob"], b"never sent").status == 403


def test_upload_negotiates_without_xet(hub, client, tokens, repo):
    """The oldest client asks for the transfer; whatever it offers, the answer is one it offered."""
    with Proxy(hub.port) as proxy:
        api = client(tokens["alice"], endpoint=proxy.url)
        content = noise(100_000, 5)
        api.upload_file(path_or_fileobj=content, path_in_repo="a.bin", repo_id=repo, repo_type="dataset")
        assert [exchange.status for exchange in proxy.seen("PUT")] == [200], CLIENT
        assert proxy.seen("GET", "xet") == []
