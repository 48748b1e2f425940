"""Large files by xet: chunks that are sent once, and files that every other client reads and writes as well."""

import json
import shutil
import subprocess

import pytest
from git_helpers import Git, remote
from helpers import (
    MIB,
    ROOT,
    bearer,
    download_in_new_process,
    need,
    noise,
    read_tree,
    request,
    sha256,
    sha256_file,
    unique,
    upload_in_new_process,
    write_tree,
    xet_hash,
)
from huggingface_hub import hf_hub_download, snapshot_download
from huggingface_hub.errors import RepositoryNotFoundError
from proxies import Answer, Proxy


@pytest.fixture
def proxy(hub):
    with Proxy(hub.port) as proxy:
        yield proxy


@pytest.fixture
def upload(alice, repo):
    """Uploads bytes or a file by the client under test."""

    def send(content, name="a.bin", to=repo, api=alice):
        api.upload_file(path_or_fileobj=content, path_in_repo=name, repo_id=to, repo_type="dataset")

    return send


def xorb_bytes(proxy):
    return sum(exchange.received for exchange in proxy.seen("POST", "/xorb"))


def addresses(proxy, method, *words):
    """The xet addresses the client asked for, without the name of the hub's database in front."""
    targets = [exchange.path for exchange in proxy.log if exchange.method == method and "/xet/" in exchange.path]
    rests = ["/" + path.split("/", 3)[3] for path in targets]
    return [rest for rest in rests if any(word in rest for word in words)]


# What is sent and asked for


def test_059_upload_and_download_go_by_xet(hub, client, tokens, repo, upload, proxy, tmp_path):
    content = noise(5 * MIB, 59)
    upload(content, api=client(tokens["alice"], endpoint=proxy.url))
    assert 5 * MIB <= xorb_bytes(proxy) < 5.1 * MIB
    assert proxy.seen("PUT") == [] and len(proxy.seen("GET", "/xet-write-token/main")) >= 1
    path = hf_hub_download(repo, "a.bin", repo_type="dataset", endpoint=proxy.url, cache_dir=tmp_path)
    assert sha256_file(path) == sha256(content)
    assert len(proxy.seen("GET", "/fetch/")) >= 1 and proxy.seen("GET", "/resolve/") == []
    # 404: a chunk that is new, a newer route; 416: behind the end of the file
    assert {exchange.status for exchange in proxy.log} <= {200, 206, 404, 416}


@pytest.mark.only("xet0")
def test_old_addresses(client, tokens, repo, upload, proxy, tmp_path):
    upload(noise(MIB, 1), api=client(tokens["alice"], endpoint=proxy.url))
    hf_hub_download(repo, "a.bin", repo_type="dataset", endpoint=proxy.url, cache_dir=tmp_path)
    assert addresses(proxy, "POST", "")[0].startswith("/xorb/default/")
    assert addresses(proxy, "POST", "")[1].startswith("/shard/")
    assert addresses(proxy, "GET", "/reconstruction")[0].startswith("/reconstruction/")


@pytest.mark.only("xet")
@pytest.mark.parametrize("version", ["1", "2"])
def test_versions_of_the_protocol(tokens, repo, proxy, tmp_path, version):
    source = tmp_path / "a.bin"
    source.write_bytes(noise(MIB, f"version {version}"))
    settings = {
        "HF_ENDPOINT": proxy.url,
        "HF_XET_CLIENT_SHARD_API_VERSION": version,
        "HF_XET_CLIENT_RECONSTRUCTION_API_VERSION": version,
    }
    upload_in_new_process(tokens["alice"], repo, source, "a.bin", **settings)
    copy = download_in_new_process(None, repo, "a.bin", tmp_path / "copy", **settings)
    assert sha256_file(copy) == sha256_file(source)
    assert addresses(proxy, "POST", "/shards") == [f"/v{version}/shards"]
    asked = addresses(proxy, "GET", "/reconstructions/")
    assert asked and all(address.startswith(f"/v{version}/") for address in asked)


# Bytes that are not sent


@pytest.mark.parametrize("cache", ["kept", "empty"])
def test_056_same_bytes_are_not_sent_twice(tokens, repo, proxy, tmp_path, cache):
    """With the client's own notes of what it sent, and without them, when only the hub can tell."""
    source = tmp_path / "a.bin"
    source.write_bytes(noise(10 * MIB, f"twice {cache}"))
    for name in ("a.bin", "b.bin"):
        notes = tmp_path / ("xet" if cache == "kept" else f"xet-{name}")
        settings = {"HF_ENDPOINT": proxy.url, "HF_XET_CACHE": str(notes)}
        upload_in_new_process(tokens["alice"], repo, source, name, **settings)
        if name == "a.bin":
            assert xorb_bytes(proxy) >= 10 * MIB
            proxy.log.clear()
    assert xorb_bytes(proxy) == 0
    copy = download_in_new_process(None, repo, "b.bin", tmp_path / "copy")
    assert sha256_file(copy) == sha256_file(source)


@pytest.mark.parametrize("cache", ["kept", "empty"])
def test_an_edit_sends_the_edit(tokens, repo, proxy, tmp_path, cache):
    """1 MB changed in the middle of 64 MB."""
    content = noise(64 * MIB, f"edit {cache}")
    edited = content[: 30 * MIB] + noise(MIB, f"changed {cache}") + content[31 * MIB :]
    for name, version in (("first", content), ("second", edited)):
        source = tmp_path / name
        source.write_bytes(version)
        notes = tmp_path / ("xet" if cache == "kept" else f"xet-{name}")
        proxy.log.clear()
        settings = {"HF_ENDPOINT": proxy.url, "HF_XET_CACHE": str(notes)}
        upload_in_new_process(tokens["alice"], repo, source, "a.bin", **settings)
    assert MIB <= xorb_bytes(proxy) < 2 * MIB
    copy = download_in_new_process(None, repo, "a.bin", tmp_path / "copy")
    assert sha256_file(copy) == sha256(edited)


@pytest.mark.only("xet")
@pytest.mark.parametrize("most", ["1", "1000000"])
def test_notes_for_a_resumed_upload_are_sent_once_more(tokens, repo, proxy, tmp_path, most):
    """Every 64 xorbs or 20 s the client notes what it sent, for the case that it is stopped. It leaves the notes behind
    when it is not, and the next shard has them again; the hub can only take them. bench/README.md, "The edit by xet"."""
    settings = {
        "HF_ENDPOINT": proxy.url,
        "HF_XET_CACHE": str(tmp_path / "xet"),
        "HF_XET_DATA_SESSION_XORB_METADATA_FLUSH_MAX_COUNT": most,
        "HF_XET_DATA_SESSION_XORB_METADATA_FLUSH_INTERVAL": "1d",
    }
    source = tmp_path / "source"
    shards = []
    for version in range(3):
        with source.open("ab") as file:
            file.write(noise(100_000 if version else 10 * MIB, f"notes {most} {version}"))
        proxy.log.clear()
        upload_in_new_process(tokens["alice"], repo, source, "a.bin", **settings)
        shards.append(sum(exchange.received for exchange in proxy.seen("POST", "/shards")))
    whole, edit, next_edit = shards
    assert whole > 48 * 10 * MIB / (128 * 1024)  # at least that many chunks
    assert edit > whole if most == "1" else edit < whole / 3
    assert next_edit < whole / 3
    copy = download_in_new_process(None, repo, "a.bin", tmp_path / "copy")
    assert sha256_file(copy) == sha256_file(source)


# Addresses and rights


@pytest.mark.only("xet")
def test_102_behind_a_reverse_proxy_with_tls(hub, tokens, repo, tmp_path):
    """The addresses of chunks are public ones too. This client trusts no certificate that signed itself."""
    authority, server = certificates(tmp_path)
    source = tmp_path / "source"
    source.write_bytes(noise(MIB, 102))
    with Proxy(hub.port, tls=server, headers={"x-forwarded-proto": "https"}) as proxy:
        proxy.extra_headers["x-forwarded-host"] = f"127.0.0.1:{proxy.port}"
        settings = {"HF_ENDPOINT": proxy.url, "SSL_CERT_FILE": str(authority)}
        upload_in_new_process(tokens["alice"], repo, source, "a.bin", seconds=60, **settings)
        copy = download_in_new_process(None, repo, "a.bin", tmp_path / "copy", seconds=60, **settings)
        assert sha256_file(copy) == sha256_file(source)
        assert xorb_bytes(proxy) >= MIB and len(proxy.seen("GET", "/fetch/")) >= 1


def certificates(folder):
    """A certificate authority, and the certificate and key of a server at 127.0.0.1."""
    need(shutil.which("openssl"), "the openssl command is missing: install openssl")

    def make(name, *options):
        cert, key = folder / f"{name}.pem", folder / f"{name}-key.pem"
        command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={name} -out {cert} -keyout {key}"
        subprocess.run([*command.split(), *map(str, options)], check=True, capture_output=True)
        return cert, key

    authority, key = make("authority")
    names = ("-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE")
    return authority, make("server", "-CA", authority, "-CAkey", key, *names)


def test_004_private_repo_needs_the_token(hub, alice, tokens, upload, tmp_path):
    content = noise(MIB, 4)
    secret = alice.create_repo(f"alice/{unique('secret')}", repo_type="dataset", private=True).repo_id
    upload(content, to=secret)
    for token in (False, tokens["bob"]):
        with pytest.raises(RepositoryNotFoundError):
            hf_hub_download(secret, "a.bin", repo_type="dataset", token=token, cache_dir=tmp_path / "none")
    path = hf_hub_download(secret, "a.bin", repo_type="dataset", token=tokens["alice"], cache_dir=tmp_path)
    assert sha256_file(path) == sha256(content)
    file = xet_hash(hub, secret, "a.bin", tokens["alice"])
    route = f"{hub.url}/api/datasets/{secret}/xet-read-token/main"
    allowed = request("GET", route, bearer(tokens["alice"])).json()
    info = f"{allowed['casUrl']}/v1/reconstructions/{file}"
    assert request("GET", info, bearer(allowed["accessToken"])).status == 200
    assert request("GET", info).status == request("GET", info, bearer(tokens["alice"])).status == 401
    assert request("GET", route).status == 401 and request("GET", route, bearer(tokens["bob"])).status == 404


def test_a_xet_hash_alone_gives_no_bytes(hub, alice, bob, tokens, upload):
    """Bob knows the xet hash of a file in a repo he may not read, and has a good token for a repo of his own."""
    secret = alice.create_repo(f"alice/{unique('secret')}", repo_type="dataset", private=True).repo_id
    upload(noise(MIB, 40), to=secret)
    own = bob.create_repo(f"bob/{unique()}", repo_type="dataset").repo_id
    allowed = request("GET", f"{hub.url}/api/datasets/{own}/xet-write-token/main", bearer(tokens["bob"])).json()
    file = xet_hash(hub, secret, "a.bin", tokens["alice"])
    for version in ("v1", "v2"):
        info = f"{allowed['casUrl']}/{version}/reconstructions/{file}"
        assert request("GET", info, bearer(allowed["accessToken"])).status == 404


def test_refused_address_is_asked_for_again(hub, repo, upload, tmp_path):
    """The address of the bytes is too old once: the client asks for a new one."""
    content = noise(3 * MIB, 403)
    upload(content)

    def refuse_once(exchange):
        if "/fetch/" in exchange.target and len(proxy.seen("GET", "/fetch/")) == 1:
            return Answer(403)

    with Proxy(hub.port, refuse_once) as proxy:
        path = hf_hub_download(repo, "a.bin", repo_type="dataset", endpoint=proxy.url, cache_dir=tmp_path)
        assert sha256_file(path) == sha256(content)
        statuses = [exchange.status for exchange in proxy.seen("GET", "/fetch/")]
        assert statuses[0] == 403 and 206 in statuses
        assert len(proxy.seen("GET", "/reconstruction")) >= 2


# Sizes and names


@pytest.mark.parametrize("size", [0, 1, 8 * 1024, 128 * 1024 + 1, 10 * MIB])
def test_sizes(repo, upload, tmp_path, size):
    contents = {"noise.bin": noise(size, size), "zeros.bin": b"\0" * size, "zeros.parquet": b"\0" * size}
    for name, content in contents.items():
        upload(content, name)
    folder = snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path)
    assert read_tree(folder) == {name: sha256(content) for name, content in contents.items()}


def test_040_odd_file_names(hub, repo, alice, tmp_path):
    names = ["데이터/한국어 평가.bin", "日本語.bin", "with space+plus.bin", "50%.bin", "ü.bin"]
    source = write_tree(tmp_path / "source", {name: noise(200_000, name) for name in names})
    alice.upload_folder(folder_path=source, repo_id=repo, repo_type="dataset")
    assert all(xet_hash(hub, repo, name) for name in names)
    folder = snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path / "cache")
    assert read_tree(folder) == read_tree(source)


def test_064_pull_request(alice, repo, tmp_path):
    content = noise(MIB, 64)
    alice.upload_file(
        path_or_fileobj=content, path_in_repo="a.bin", repo_id=repo, repo_type="dataset", create_pr=True
    )
    path = hf_hub_download(repo, "a.bin", repo_type="dataset", revision="refs/pr/1", cache_dir=tmp_path)
    assert sha256_file(path) == sha256(content)


# Other clients

DOWNLOAD_JS = """
import { writeFile } from 'node:fs/promises'
import { downloadFile } from '@huggingface/hub'
const [hubUrl, name, path, target] = process.argv.slice(1)
const blob = await downloadFile({ hubUrl, repo: { type: 'dataset', name }, path })
await writeFile(target, Buffer.from(await blob.arrayBuffer()))
"""
UPLOAD_JS = """
import { readFile } from 'node:fs/promises'
import { uploadFile } from '@huggingface/hub'
const [hubUrl, accessToken, name, source, useXet] = process.argv.slice(1)
const file = { path: 'a.bin', content: new Blob([await readFile(source)]) }
await uploadFile({ hubUrl, accessToken, repo: { type: 'dataset', name }, file, useXet: useXet === 'true' })
"""


def node(script, *args):
    command = ["node", "--input-type=module", "-e", script, *map(str, args)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture
def stored(upload, tmp_path):
    """20 MB that repeats itself in part, uploaded as a.bin by the client under test."""
    block = noise(6 * MIB, "stored")
    content = block + noise(2 * MIB, "between") + block + b"\0" * 5 * MIB + noise(MIB, "end")
    upload(content)
    return content


def test_059_read_without_xet(repo, stored, tmp_path):
    copy = download_in_new_process(None, repo, "a.bin", tmp_path, HF_HUB_DISABLE_XET="1")
    assert sha256_file(copy) == sha256(stored)


def test_039_read_by_plain_http(hub, repo, stored):
    address = f"{hub.url}/datasets/{repo}/resolve/main/a.bin"
    whole = request("GET", address)
    assert (whole.status, sha256(whole.body)) == (200, sha256(stored))
    assert whole.headers["x-linked-etag"] == f'"{sha256(stored)}"'
    size = len(stored)
    for first, last in [(0, 0), (size - 1, size - 1), (65_535, 65_536), (5 * MIB, 15 * MIB), (size - 10, 2 * size)]:
        part = request("GET", address, {"Range": f"bytes={first}-{last}"})
        assert (part.status, part.body) == (206, stored[first : last + 1])
        assert part.headers["content-range"] == f"bytes {first}-{min(last, size - 1)}/{size}"
    assert request("GET", address, {"Range": "bytes=-70000"}).body == stored[-70_000:]
    assert request("GET", address, {"Range": f"bytes={size}-"}).status == 416


@pytest.mark.only("xet")
def test_read_and_written_by_git(hub, tokens, repo, stored, tmp_path):
    git = Git(tmp_path)
    folder = git.clone(remote(hub, repo, tokens["alice"]))
    assert sha256_file(folder / "a.bin") == sha256(stored)
    content = noise(2 * MIB, "pushed")
    write_tree(folder, {"b.bin": content, "again.bin": stored})
    git.commit(folder)
    git("push", "-q", "origin", "main", cwd=folder)
    copy = snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path / "cache")
    expected = {"a.bin": sha256(stored), "again.bin": sha256(stored), "b.bin": sha256(content)}
    assert read_tree(copy) == expected


def test_read_by_javascript(hub, repo, stored, tmp_path):
    node(DOWNLOAD_JS, hub.url, repo, "a.bin", tmp_path / "copy")
    assert sha256_file(tmp_path / "copy") == sha256(stored)


@pytest.mark.parametrize("way", ["xet", "lfs"])
def test_written_by_javascript(hub, tokens, repo, tmp_path, way):
    source = tmp_path / "source"
    source.write_bytes(noise(5 * MIB, f"js {way}") * 2)
    node(UPLOAD_JS, hub.url, f"hf_{tokens['alice']}", repo, source, json.dumps(way == "xet"))
    assert (xet_hash(hub, repo, "a.bin") is not None) == (way == "xet")
    path = hf_hub_download(repo, "a.bin", repo_type="dataset", cache_dir=tmp_path / "cache")
    assert sha256_file(path) == sha256_file(source)


def test_written_without_xet(hub, tokens, repo, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(noise(5 * MIB, "lfs"))
    upload_in_new_process(tokens["alice"], repo, source, "a.bin", HF_HUB_DISABLE_XET="1")
    assert xet_hash(hub, repo, "a.bin") is None
    path = hf_hub_download(repo, "a.bin", repo_type="dataset", cache_dir=tmp_path / "cache")
    assert sha256_file(path) == sha256_file(source)


@pytest.mark.only("xet")
def test_058_an_open_file_goes_by_lfs(hub, repo, upload, proxy, client, tokens, tmp_path):
    """This client sends by xet only what it can read again."""
    (tmp_path / "source").write_bytes(noise(MIB, 58))
    with (tmp_path / "source").open("rb") as file:
        upload(file, api=client(tokens["alice"], endpoint=proxy.url))
    assert [exchange.status for exchange in proxy.seen("PUT")] == [200] and xet_hash(hub, repo, "a.bin") is None
    assert request("GET", f"{hub.url}/datasets/{repo}/resolve/main/a.bin").body == noise(MIB, 58)


def test_two_ways_to_store_the_same_bytes(hub, alice, tokens, repo, upload, tmp_path):
    """The chunks of the JavaScript client may end elsewhere: two xet hashes, one SHA-256."""
    source = tmp_path / "source"
    source.write_bytes(noise(5 * MIB, "both"))
    node(UPLOAD_JS, hub.url, f"hf_{tokens['alice']}", repo, source, "true")
    upload(source, "b.bin")
    files = alice.get_paths_info(repo, ["a.bin", "b.bin"], repo_type="dataset")
    assert [file.lfs.sha256 for file in files] == [sha256_file(source)] * 2
    folder = snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path / "cache")
    assert set(read_tree(folder).values()) == {sha256_file(source)}


@pytest.mark.only("xet")
def test_pull_request_of_a_folder(alice, repo, tmp_path):
    """With xet the client opens the pull request first, and commits to it afterwards."""
    (tmp_path / "a.bin").write_bytes(noise(300_000, 5))
    (tmp_path / "b.txt").write_text("text")
    info = alice.upload_folder(folder_path=tmp_path, repo_id=repo, repo_type="dataset", create_pr=True)
    revision = f"refs/pr/{info.pr_num}" if info.pr_num else info.pr_revision
    there = alice.list_repo_files(repo, repo_type="dataset", revision=revision)
    assert {"a.bin", "b.txt"} <= set(there)
    assert "a.bin" not in alice.list_repo_files(repo, repo_type="dataset")
    assert alice.get_discussion_details(repo, info.pr_num or 1, repo_type="dataset").is_pull_request
