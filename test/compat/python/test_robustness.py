"""Overload answers, broken uploads, renamed repos, reverse proxies, and addresses that lead nowhere."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers import CLIENT, MIB, bearer, need, noise, request, unique
from huggingface_hub import hf_hub_download
from proxies import Answer, Proxy

RATE_LIMITS = {
    "ratelimit": ({"RateLimit": '"api";r=0;t=2', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}, 2),
    "retry-after": ({"Retry-After": "1"}, 1),
}


@pytest.mark.parametrize("header", RATE_LIMITS)
def test_099_rate_limit_on_the_second_page_is_waited_for(hub, client, repo, put, header):
    headers, seconds = RATE_LIMITS[header]
    seconds = 1 if CLIENT == "hfh0" else seconds  # 0.3x waits 1, 2, 4 s whatever the answer says
    put({f"{number:04}.txt": "x" for number in range(1100)})
    limited = []

    def limit_once(exchange):
        if "cursor=" in exchange.target and not limited:
            limited.append(time.monotonic())
            return Answer(429, headers)

    with Proxy(hub.port, limit_once) as proxy:
        tree = client(False, endpoint=proxy.url).list_repo_tree(repo, recursive=True, repo_type="dataset")
        assert len(list(tree)) == 1101
        assert limited and time.monotonic() - limited[0] >= seconds * 0.9
        assert 429 in [exchange.status for exchange in proxy.log]


def test_100_overload_during_an_upload_is_retried(hub, client, tokens, repo):
    content = noise(2 * MIB, 100)

    def refuse_twice(exchange):
        if exchange.method == "PUT" and len(proxy.seen("PUT")) <= 2:
            return Answer(503)

    with Proxy(hub.port, refuse_twice) as proxy:
        api = client(tokens["alice"], endpoint=proxy.url)
        api.upload_file(path_or_fileobj=content, path_in_repo="a.bin", repo_id=repo, repo_type="dataset")
        assert [exchange.status for exchange in proxy.seen("PUT")] == [503, 503, 200]
    assert request("GET", f"{hub.url}/datasets/{repo}/resolve/main/a.bin").body == content


def test_100_commit_sent_again_after_a_lost_answer(hub, alice, tokens, repo):
    """The first answer never arrived, so the client sends the same commit again: one change, no error."""
    lines = [
        {"key": "header", "value": {"summary": "Once", "parentCommit": alice.dataset_info(repo).sha}},
        {"key": "file", "value": {"path": "a.txt", "content": "once", "encoding": "utf-8"}},
    ]
    headers = {**bearer(tokens["alice"]), "Content-Type": "application/x-ndjson"}
    send = lambda: request(
        "POST",
        f"{hub.url}/api/datasets/{repo}/commit/main",
        headers,  # noqa: E731
        "\n".join(map(json.dumps, lines)),
    )
    first, second = send(), send()
    assert first.status == 200
    assert second.status == 412 or second.json()["commitOid"] == first.json()["commitOid"]
    titles = [commit.title for commit in alice.list_repo_commits(repo, repo_type="dataset")]
    assert titles.count("Once") == 1


def test_101_renamed_repo_keeps_method_and_token(hub, client, alice, tokens, put, tmp_path):
    old, new = f"alice/{unique('old')}", f"alice/{unique('new')}"
    alice.create_repo(old, repo_type="dataset", private=True)
    put({"a.txt": "a"}, to=old)
    alice.move_repo(old, new, repo_type="dataset")
    with Proxy(hub.port) as proxy:
        api = client(tokens["alice"], endpoint=proxy.url)
        options = {"repo_type": "dataset", "token": tokens["alice"], "endpoint": proxy.url, "cache_dir": tmp_path}
        assert Path(hf_hub_download(old, "a.txt", **options)).read_text() == "a"
        content = noise(200_000, 101)
        api.upload_file(path_or_fileobj=content, path_in_repo="b.bin", repo_id=old, repo_type="dataset")
        moved = [exchange for exchange in proxy.log if exchange.status in (307, 308)]
        assert {"HEAD", "POST"} <= {exchange.method for exchange in moved}
        assert all(exchange.answer_headers["location"].startswith("/") for exchange in moved)
    assert "b.bin" in alice.list_repo_files(new, repo_type="dataset")


BEHIND_TLS = """
import sys
from huggingface_hub import HfApi, hf_hub_download
from huggingface_hub.constants import ENDPOINT
token, content = sys.argv[1], open(sys.argv[2], "rb").read()
api = HfApi(token=token)
url = api.create_repo(sys.argv[3], repo_type="dataset")
assert str(url) == ENDPOINT + "/datasets/" + url.repo_id, url
commit = api.upload_file(path_or_fileobj=content, path_in_repo="a.bin", repo_id=url.repo_id, repo_type="dataset")
assert commit.commit_url.startswith(ENDPOINT), commit
path = hf_hub_download(url.repo_id, "a.bin", repo_type="dataset", token=token)
assert open(path, "rb").read() == content
api.create_commit(url.repo_id, [], commit_message="x", repo_type="dataset")
print("all well")
"""


def test_102_behind_a_reverse_proxy_with_tls(hub, tokens, tmp_path):
    """Every address in an answer must be the public one; the inner one is not even the same scheme."""
    need(shutil.which("openssl"), "the openssl command is missing: install openssl")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        [
            *"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1".split(),
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            key,
            "-out",
            cert,
        ],
        check=True,
        capture_output=True,
    )
    content = tmp_path / "content"
    content.write_bytes(noise(300_000, 102))
    with Proxy(hub.port, tls=(cert, key), headers={"x-forwarded-proto": "https"}) as proxy:
        proxy.extra_headers["x-forwarded-host"] = f"127.0.0.1:{proxy.port}"
        env = {
            **os.environ,
            "HF_ENDPOINT": f"{proxy.url}/",
            "HF_HOME": str(tmp_path / "home"),
            "SSL_CERT_FILE": str(cert),
            "REQUESTS_CA_BUNDLE": str(cert),
        }
        script = [sys.executable, "-c", BEHIND_TLS, tokens["alice"], content, f"alice/{unique('tls')}"]
        done = subprocess.run(script, env=env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0 and "all well" in done.stdout, done.stdout + done.stderr
        assert len(proxy.seen("PUT")) == 1


UNKNOWN = [
    "/api/nothing",
    "/api/datasets/alice/x/nothing/here",
    "/api/kernels/a/b",
    "/api/jobs/alice",
    "/api/papers/1",
    "/api/buckets/alice/x",
    "/api/collections",
    "/api/agent-harnesses",
]


@pytest.mark.parametrize("target", UNKNOWN)
def test_103_unknown_address_is_a_json_error(hub, tokens, target):
    for headers in ({}, bearer(tokens["alice"])):
        answer = request("GET", hub.url + target, headers)
        assert 400 <= answer.status < 600 and answer.status != 500, target
        assert answer.headers["content-type"].startswith("application/json"), target
        assert answer.json()["error"] and "x-request-id" in answer.headers
        head = request("HEAD", hub.url + target, headers)
        assert head.status == answer.status and head.body == b""


def test_103_bad_payloads_are_refused_as_json(hub, tokens, repo):
    """Nothing a client can send may end in a 500 or an HTML page."""
    headers = {**bearer(tokens["alice"]), "Content-Type": "application/json"}
    for method, target in (
        ("POST", "/api/repos/create"),
        ("DELETE", "/api/repos/delete"),
        ("POST", "/api/repos/move"),
        ("PUT", f"/api/datasets/{repo}/settings"),
        ("POST", f"/api/datasets/{repo}/preupload/main"),
        ("POST", f"/api/datasets/{repo}/commit/main"),
        ("POST", f"/api/datasets/{repo}/paths-info/main"),
        ("POST", f"/api/datasets/{repo}/branch/x"),
        ("POST", f"/api/datasets/{repo}/tag/main"),
        ("POST", f"/datasets/{repo}.git/info/lfs/objects/batch"),
    ):
        for body in (b"{", b"[]", b'"text"', b"\xff\xfe", b'{"__proto__":{"a":1}}'):
            answer = request(method, hub.url + target, headers, body)
            assert answer.status in range(200, 500), (method, target, body, answer.body)
            assert "json" in answer.headers["content-type"], (method, target, body)


def test_103_validate_yaml_always_answers_json(hub):
    url = f"{hub.url}/api/validate-yaml"
    for card, status in (("---\nlicense: mit\n---\n", 200), ("---\nlicense: [\n---\n", 400), ("no card", 200)):
        body = json.dumps({"content": card, "repoType": "dataset"})
        answer = request("POST", url, {"Content-Type": "application/json"}, body)
        assert answer.status == status, (card, answer.body)
        assert set(answer.json()) >= {"errors", "warnings"} and bool(answer.json()["errors"]) == (status == 400)


def test_browser_may_read_the_headers_clients_need(hub, repo, put):
    """The JavaScript client runs in browsers, where only exposed headers can be read."""
    put({"a.txt": "a"})
    origin = {"Origin": "https://example.org"}
    answer = request("GET", f"{hub.url}/datasets/{repo}/resolve/main/a.txt", origin)
    assert answer.headers["access-control-allow-origin"] in ("*", "https://example.org")
    exposed = {name.strip().lower() for name in answer.headers["access-control-expose-headers"].split(",")}
    assert {"x-repo-commit", "etag", "link", "content-range", "x-error-code", "x-linked-size"} <= exposed
    asked = {**origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    preflight = request("OPTIONS", f"{hub.url}/api/datasets/{repo}/preupload/main", asked)
    assert preflight.status in (200, 204), CLIENT
    assert "authorization" in preflight.headers["access-control-allow-headers"].lower()
