"""Downloading files: names in the cache, revisions, odd names, ranges and broken connections."""

from pathlib import Path
from urllib.parse import quote

import pytest
from helpers import CLIENT, MIB, bearer, git_sha1, noise, request, sha256, wait_for
from huggingface_hub import hf_hub_download, hf_hub_url
from huggingface_hub.errors import EntryNotFoundError, RevisionNotFoundError
from proxies import Cut, Proxy

ODD_NAMES = (
    "with space.txt",
    "sharp#1.txt",
    "plus+sign.txt",
    "100%.txt",
    "a%20b.txt",
    "what?.txt",
    "über/ñ.txt",
    "semi;colon,comma.txt",
    "quote'\"s.txt",
    "amp&equals=.txt",
    "brackets[0].txt",
    "한글/日本語.txt",
)


@pytest.fixture
def get(hub, repo, tmp_path):
    """Downloads a file of the test's repo into a cache of the test's own."""

    def download(name, **options):
        options.setdefault("cache_dir", tmp_path / "cache")
        return Path(hf_hub_download(options.pop("repo", repo), name, repo_type="dataset", **options))

    return download


def test_035_regular_file_cache_name_is_git_sha1(repo, put, get):
    commit = put({"notes/a.txt": "hello\n"}).oid
    path = get("notes/a.txt")
    assert path.read_text() == "hello\n"
    assert path.resolve().name == git_sha1(b"hello\n")
    assert path.parent.parent.name == commit


def test_036_lfs_file_cache_name_is_sha256(repo, put, get):
    binary = noise(MIB, 36)
    put({"blob.bin": binary})
    path = get("blob.bin")
    assert path.resolve().name == sha256(binary)
    assert path.read_bytes() == binary


def test_037_second_download_asks_only_for_the_head(hub, repo, put, get):
    put({"a.bin": noise(1000, 37)})
    with Proxy(hub.port) as proxy:
        first = get("a.bin", endpoint=proxy.url)
        assert [len(proxy.seen(method, "/resolve/")) for method in ("HEAD", "GET")] == [1, 1]
        proxy.log.clear()
        assert get("a.bin", endpoint=proxy.url) == first
        assert [exchange.method for exchange in proxy.log] == ["HEAD"]


def test_038_missing_file_is_remembered_as_missing(repo, put, get, tmp_path):
    commit = put({"a.txt": "a"}).oid
    with pytest.raises(EntryNotFoundError) as caught:
        get("missing.txt")
    assert CLIENT == "hfh0" or type(caught.value).__name__ == "RemoteEntryNotFoundError"
    assert list(tmp_path.glob(f"cache/*/.no_exist/{commit}/missing.txt"))


def test_039_every_kind_of_revision(hub, alice, repo, put, get):
    commit = put({"a.txt": "on main"}).oid
    alice.create_tag(repo, tag="v1.0", repo_type="dataset")
    alice.create_branch(repo, branch="feat/deep/x", repo_type="dataset")
    put({"a.txt": "on a branch"}, revision="feat/deep/x")
    put({"a.txt": "in a pull request"}, create_pr=True)
    expected = {
        **dict.fromkeys(("main", "HEAD", "refs/heads/main", "v1.0", "refs/tags/v1.0", commit), "on main"),
        **dict.fromkeys(("feat/deep/x", "refs/heads/feat/deep/x"), "on a branch"),
        "refs/pr/1": "in a pull request",
    }
    for revision, text in expected.items():
        assert get("a.txt", revision=revision).read_text() == text, revision
    with pytest.raises(RevisionNotFoundError):
        get("a.txt", revision="nope")
    with Proxy(hub.port) as proxy:
        assert get("a.txt", revision=commit, endpoint=proxy.url).read_text() == "on main"
        assert proxy.log == []


def test_039_converted_revision_is_known_or_cleanly_absent(get, put):
    """The hub makes refs/convert/parquet itself, once it converts; until then clients must read RevisionNotFound."""
    put({"a.txt": "a"})
    with pytest.raises((RevisionNotFoundError, EntryNotFoundError)):
        get("a.txt", revision="refs/convert/parquet")


@pytest.mark.parametrize("name", ODD_NAMES)
def test_040_odd_file_names_round_trip(alice, repo, put, get, name):
    put({name: f"I am {name}"})
    assert get(name).read_text() == f"I am {name}"
    assert [entry.path for entry in alice.get_paths_info(repo, name, repo_type="dataset")] == [name]


def test_041_empty_file(repo, put, get):
    put({"empty.txt": b"", "empty.bin": b""})
    assert get("empty.txt").stat().st_size == 0
    assert get("empty.bin").resolve().name == git_sha1(b"")


def test_042_cut_connection_is_resumed(hub, repo, put, get):
    """The clients keep whole blocks of 10 MB, so more than one has to arrive before the connection breaks."""
    binary = noise(32 * MIB, 42)
    put({"big.bin": binary})

    def cut_the_first(exchange):
        if exchange.method == "GET" and "/resolve/" in exchange.target and len(proxy.seen("GET", "/resolve/")) == 1:
            return Cut(len(binary) // 2)

    with Proxy(hub.port, cut_the_first) as proxy:
        if CLIENT == "hfh0":  # gives up, and resumes when it is asked again
            with pytest.raises(OSError):
                get("big.bin", endpoint=proxy.url)
        path = get("big.bin", endpoint=proxy.url)
        first, second = proxy.seen("GET", "/resolve/")
    assert "range" not in first.headers
    assert int(second.headers["range"].removeprefix("bytes=").removesuffix("-")) > 0
    assert second.status == 206
    assert sha256(path.read_bytes()) == sha256(binary)


@pytest.mark.parametrize("kind", ["regular", "lfs"])
def test_043_ranges(hub, repo, put, kind):
    content = noise(300_000, 43) if kind == "lfs" else b"0123456789" * 20
    name = "a.bin" if kind == "lfs" else "a.txt"
    put({name: content})
    url = hf_hub_url(repo, name, repo_type="dataset", endpoint=hub.url)
    size = len(content)
    for wanted, body, span in (
        ("bytes=0-0", content[:1], f"bytes 0-0/{size}"),
        ("bytes=-8", content[-8:], f"bytes {size - 8}-{size - 1}/{size}"),
        ("bytes=7-", content[7:], f"bytes 7-{size - 1}/{size}"),
        ("bytes=5-99999999", content[5:], f"bytes 5-{size - 1}/{size}"),
    ):
        answer = request("GET", url, {"Range": wanted})
        assert (answer.status, answer.body, answer.headers["content-range"]) == (206, body, span), wanted
    beyond = request("GET", url, {"Range": f"bytes={size}-"})
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    whole = request("GET", url)
    etag = whole.headers["etag"]
    assert request("GET", url, {"If-None-Match": etag}).status == 304
    assert request("GET", url, {"Range": "bytes=0-0", "If-Range": etag}).status == 206
    assert request("GET", url, {"Range": "bytes=0-0", "If-Range": '"other"'}).status == 200


def test_044_download_is_never_encoded(hub, repo, put):
    put({"a.txt": "repeat " * 1000})
    url = hf_hub_url(repo, "a.txt", repo_type="dataset", endpoint=hub.url)
    for method in ("GET", "HEAD"):
        answer = request(method, url, {"Accept-Encoding": "gzip, deflate, br, zstd"})
        assert "content-encoding" not in answer.headers
        assert answer.headers["content-length"] == "7000" and answer.headers["accept-ranges"] == "bytes"


def test_045_head_is_answered_by_the_hub_with_every_header(hub, tokens, repo, put):
    """A redirected HEAD loses its headers, so the hub must answer it itself whatever stores the bytes."""
    binary = noise(100_000, 45)
    commit = put({"a.bin": binary, "a.txt": "text"}).oid
    for name, size, etag in (("a.bin", len(binary), sha256(binary)), ("a.txt", 4, git_sha1(b"text"))):
        url = hf_hub_url(repo, name, repo_type="dataset", endpoint=hub.url)
        answer = request("HEAD", url, bearer(tokens["alice"]))
        assert (answer.status, answer.body) == (200, b"")
        assert answer.headers["x-repo-commit"] == commit
        assert answer.headers["etag"] == f'"{etag}"'
        assert answer.headers["content-length"] == str(size)
        assert answer.headers["accept-ranges"] == "bytes"
        assert f'filename="{name}";' in answer.headers["content-disposition"]
        assert "x-request-id" in answer.headers and "x-xet-hash" not in answer.headers
        lfs = (answer.headers.get("x-linked-etag"), answer.headers.get("x-linked-size"))
        assert lfs == ((f'"{etag}"', str(size)) if name == "a.bin" else (None, None))


def test_046_token_goes_to_no_other_address(hub, client, alice, tokens, put, get, tmp_path):
    """The disk store streams through the hub: not one request of a download may leave the hub's address."""
    secret = alice.create_repo(f"alice/secret-{tmp_path.name}", repo_type="dataset", private=True).repo_id
    put({"a.bin": noise(100_000, 46)}, to=secret)
    with Proxy(hub.port) as proxy:
        get("a.bin", repo=secret, endpoint=proxy.url, token=tokens["alice"])
        assert all("location" not in exchange.answer_headers for exchange in proxy.log)
        assert [exchange.status for exchange in proxy.seen("GET", "/resolve/")] == [200]


@pytest.mark.only("hfh1", "hfh2")
def test_050_downloads_are_counted_once_per_file(hub, client, alice, repo, put, get, tmp_path):
    """Only a GET that the client marks as a download counts, and a resumed one counts once."""
    put({"a.bin": noise(1000, 50)})
    count = lambda: alice.dataset_info(repo, expand=["downloads"]).downloads  # noqa: E731
    before = count()
    with Proxy(hub.port) as proxy:
        get("a.bin", endpoint=proxy.url)
        assert proxy.seen("GET", "/resolve/")[0].headers["x-hf-download-counter"] == "1"
        get("a.bin", endpoint=proxy.url, cache_dir=tmp_path / "other")
    assert wait_for(lambda: count() == before + 2), f"{before} downloads before, {count()} after two more"


def test_resolve_cache_and_raw(hub, repo, put):
    binary = noise(50_000, 1)
    commit = put({"a.bin": binary, "b c.txt": "text"}).oid
    cached = request("GET", f"{hub.url}/api/resolve-cache/datasets/{repo}/{commit}/{quote('b c.txt')}")
    assert (cached.status, cached.body) == (200, b"text") and cached.headers["x-repo-commit"] == commit
    pointer = request("GET", f"{hub.url}/datasets/{repo}/raw/main/a.bin")
    assert pointer.status == 200 and f"oid sha256:{sha256(binary)}".encode() in pointer.body
    assert request("HEAD", f"{hub.url}/datasets/{repo}/raw/main/none").headers["x-error-code"] == "EntryNotFound"
