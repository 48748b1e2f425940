"""A story: a medical set from Korea, its labels open, its sources for residents who were approved."""

import json
from datetime import datetime, timedelta, timezone
from urllib.parse import unquote

import pytest
from helpers import bearer, request, sha256
from huggingface_hub.errors import GatedRepoError

pytestmark = pytest.mark.only("hfh0", "hfh1", "hfh2")
AGREEMENT = "의료 연구에만 쓰고, 다른 사람에게 주지 않습니다."
CARD = f"""---
pretty_name: 흉부 영상 판독
language: [ko]
extra_gated_prompt: "{AGREEMENT}"
extra_gated_fields:
  Affiliation: text
---
# 흉부 영상 판독
"""
TERMS = {
    "version": 1,
    "who": "approved",
    "sample": "none",
    "residents": ["KR"],
    "purposes": ["medical-research"],
    "attribution": "{title}, a result of the programme. {url}",
}


def day(days):
    return (datetime.now(timezone.utc) + timedelta(days=days)).strftime("%Y-%m-%d")


def test_a_medical_set_from_application_to_audit(hub, tokens, alice, bob, put, repo, client, tmp_path):
    source, labels = repo, f"{repo}-labels"
    alice.create_repo(labels, repo_type="dataset")
    put({"README.md": CARD, "images.csv": "id,finding\n1,정상\n2,결절\n"})
    put({"labels.csv": "id,label\n1,0\n2,1\n"}, to=labels)
    alice.update_repo_settings(source, repo_type="dataset", gated="manual")

    def call(method, path, who, body=None):
        sent = None if body is None else json.dumps(body)
        return request(method, f"{hub.url}/api/datasets/{source}{path}", bearer(tokens[who]), sent)

    def set_terms(**more):
        answer = call("PUT", "/terms", "alice", {**TERMS, **more})
        assert answer.status == 200, answer.body

    def pull(name):
        return bob.hf_hub_download(source, "images.csv", repo_type="dataset", local_dir=tmp_path / name)

    def apply(status=200):
        fields = {"Affiliation": "서울대학교병원"}
        body = {"fields": fields, "terms": sha256(AGREEMENT.encode()), "purpose": "medical-research"}
        answer = call("POST", "/access", "bob", body)
        assert answer.status == status, answer.body
        return answer.json()

    def accept(days):
        verdict = {"user": "bob", "status": "accepted", "days": days}
        answer = call("POST", "/user-access-request/handle", "alice", verdict)
        assert answer.status == 200, answer.body

    set_terms()
    # the labels are for everybody, the sources are not
    assert client(False).hf_hub_download(labels, "labels.csv", repo_type="dataset", local_dir=tmp_path / "open")
    with pytest.raises(GatedRepoError):
        pull("before")

    # nobody has said where bob lives, then somebody says that it is abroad
    assert "country is not confirmed" in apply(403)["error"]
    hub.cli("user", "attribute", "bob", "country", "FR")
    assert "KR" in apply(403)["error"]
    hub.cli("user", "attribute", "bob", "country", "KR")
    assert apply()["state"] == "pending"
    accept(days=10)
    assert open(pull("approved"), "rb").read().decode().startswith("id,finding")
    answer = request("GET", f"{hub.url}/datasets/{source}/resolve/main/images.csv", bearer(tokens["bob"]))
    assert "흉부 영상 판독" in unquote(answer.headers["x-attribution"])

    # the end comes, and is put off
    set_terms(deleteBy=day(-1))
    with pytest.raises(GatedRepoError):
        pull("ended")
    set_terms(deleteBy=day(30))
    apply()
    accept(days=20)
    assert pull("renewed")

    alice.reject_access_request(source, "bob", repo_type="dataset", rejection_reason="The project has ended.")
    with pytest.raises(GatedRepoError) as caught:
        pull("revoked")
    assert "rejected" in str(caught.value)

    # who saw what, and that nobody rewrote it
    entries = call("GET", "/audit?limit=500", "alice").json()
    entries = entries if isinstance(entries, list) else entries["entries"]
    seen = [(each["action"], each["outcome"]) for each in map(entry_of, entries) if actor_of(each) == "bob"]
    assert ("repo:download", "allow") in seen and ("repo:download", "deny") in seen
    assert hub.cli("audit", "verify")
    hub.cli("user", "attribute", "bob", "country", "--remove")


def entry_of(row):
    entry = row.get("entry", row)
    return json.loads(entry) if isinstance(entry, str) else entry


def actor_of(row):
    return entry_of(row)["actor"].get("name")
