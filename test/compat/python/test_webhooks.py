"""Webhooks by the stock client: made, listed, changed, turned off and on, removed; and one that is told of a commit."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from helpers import WEBHOOK_PORT
from huggingface_hub import WebhookWatchedItem
from huggingface_hub.errors import HfHubHTTPError

pytestmark = pytest.mark.only("hfh0", "hfh1", "hfh2")
URL = f"http://127.0.0.1:{WEBHOOK_PORT}/hook"


@pytest.fixture
def received():
    """A receiver that keeps what it got."""
    got = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append((self.headers, json.loads(body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", WEBHOOK_PORT), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield got
    server.shutdown()
    server.server_close()


def test_made_listed_changed_turned_off_and_on_removed(alice, bob, repo):
    watched = [WebhookWatchedItem(type="dataset", name=repo), {"type": "org", "name": "acme"}]
    made = alice.create_webhook(url=URL, watched=watched, domains=["repo", "discussion"], secret="s3cret")
    assert (made.url, made.disabled, made.secret) == (URL, False, "s3cret")
    assert made.domains == ["repo", "discussions"]
    assert {(item.type, item.name) for item in made.watched} == {("dataset", repo), ("org", "acme")}
    assert alice.get_webhook(made.id).url == URL
    assert made.id in [each.id for each in alice.list_webhooks()]
    assert made.id not in [each.id for each in bob.list_webhooks()]

    changed = alice.update_webhook(made.id, url=URL + "2", domains=["repo"])
    assert (changed.url, changed.domains, len(changed.watched)) == (URL + "2", ["repo"], 2)
    assert alice.disable_webhook(made.id).disabled
    assert not alice.enable_webhook(made.id).disabled
    for wrong in (
        lambda: bob.get_webhook(made.id),
        lambda: bob.delete_webhook(made.id),
        lambda: alice.create_webhook(url="http://169.254.169.254/", watched=watched),
    ):
        with pytest.raises(HfHubHTTPError):
            wrong()
    alice.delete_webhook(made.id)
    assert made.id not in [each.id for each in alice.list_webhooks()]


def test_a_commit_is_told(alice, repo, put, received):
    made = alice.create_webhook(url=URL, watched=[{"type": "dataset", "name": repo}], secret="s3cret")
    commit = put({"a.txt": "a"}).oid
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not received:
        time.sleep(0.1)
    alice.delete_webhook(made.id)
    headers, body = received[0]
    assert headers["X-Webhook-Secret"] == "s3cret"
    assert body["event"] == {"action": "update", "scope": "repo.content"}
    assert (body["repo"]["name"], body["repo"]["headSha"]) == (repo, commit)
    assert body["updatedRefs"][0]["newSha"] == commit
    assert body["webhook"] == {"id": made.id, "version": 3}
