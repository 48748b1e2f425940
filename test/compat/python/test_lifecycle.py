"""Creating, changing, moving and deleting repos."""

import re

import pytest
from helpers import CLIENT, bearer, request, unique
from huggingface_hub import hf_hub_download
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError


def status_of(caught):
    return caught.value.response.status_code


def test_007_create_repo_makes_a_first_commit(hub, alice):
    repo_id = f"alice/{unique()}"
    url = alice.create_repo(repo_id, repo_type="dataset")
    assert (url.repo_id, url.repo_type, str(url)) == (repo_id, "dataset", f"{hub.url}/datasets/{repo_id}")
    assert re.fullmatch("[0-9a-f]{40}", alice.dataset_info(repo_id).sha)
    assert alice.list_repo_files(repo_id, repo_type="dataset") == [".gitattributes"]


def test_007_create_model_repo(hub, alice):
    repo_id = f"alice/{unique()}"
    url = alice.create_repo(repo_id)
    assert (url.repo_id, url.repo_type, str(url)) == (repo_id, "model", f"{hub.url}/{repo_id}")
    assert alice.model_info(repo_id).id == repo_id
    assert not alice.repo_exists(repo_id, repo_type="dataset")


def test_007_create_repo_in_an_organisation(alice, bob):
    repo_id = f"acme/{unique()}"
    assert alice.create_repo(repo_id, repo_type="dataset").repo_id == repo_id
    with pytest.raises(HfHubHTTPError) as caught:
        bob.create_repo(f"acme/{unique()}", repo_type="dataset")
    assert status_of(caught) == 403


def test_008_create_repo_without_a_namespace(alice):
    name = unique()
    assert alice.create_repo(name, repo_type="dataset").repo_id == f"alice/{name}"


def test_009_create_repo_twice(alice, repo):
    with pytest.raises(HfHubHTTPError) as caught:
        alice.create_repo(repo, repo_type="dataset")
    assert status_of(caught) == 409
    assert alice.create_repo(repo, repo_type="dataset", exist_ok=True).repo_id == repo


def test_010_create_repo_exist_ok_by_a_reader(bob, repo):
    """The client gets 403, finds that it may read the repo, and is content."""
    assert bob.create_repo(repo, repo_type="dataset", exist_ok=True).repo_id == repo


def test_011_private_repo_is_absent_for_others_over_plain_http(alice, bob, nobody):
    repo_id = f"alice/{unique()}"
    alice.create_repo(repo_id, repo_type="dataset", private=True)
    exists = [api.repo_exists(repo_id, repo_type="dataset") for api in (alice, bob, nobody)]
    assert exists == [True, False, False]


def test_013_change_visibility(alice, nobody, repo):
    change = {"private": True} if CLIENT == "hfh0" else {"visibility": "private"}
    alice.update_repo_settings(repo, repo_type="dataset", **change)
    assert alice.dataset_info(repo).private is True
    assert not nobody.repo_exists(repo, repo_type="dataset")
    alice.update_repo_settings(repo, repo_type="dataset", private=False)
    assert nobody.repo_exists(repo, repo_type="dataset")


def test_013_change_visibility_without_the_right(bob, repo):
    with pytest.raises(HfHubHTTPError) as caught:
        bob.update_repo_settings(repo, repo_type="dataset", private=True)
    assert status_of(caught) == 403


def test_014_gated_setting(alice, repo):
    for gated in ("manual", "auto", False):
        alice.update_repo_settings(repo, repo_type="dataset", gated=gated)
        assert alice.dataset_info(repo).gated == gated


def test_015_move_repo_leaves_a_redirect(alice, nobody, repo, put, tmp_path):
    put({"data.csv": "a,b\n1,2\n"})
    target = f"alice/{unique('moved')}"
    alice.move_repo(repo, target, repo_type="dataset")
    assert nobody.dataset_info(repo).id == target
    path = hf_hub_download(repo, "data.csv", repo_type="dataset", cache_dir=tmp_path)
    assert open(path).read() == "a,b\n1,2\n"
    with pytest.raises(HfHubHTTPError) as caught:
        other = alice.create_repo(f"alice/{unique()}", repo_type="dataset")
        alice.move_repo(other.repo_id, target, repo_type="dataset")
    assert status_of(caught) == 409


def test_016_delete_repo(alice, repo):
    alice.delete_repo(repo, repo_type="dataset")
    assert not alice.repo_exists(repo, repo_type="dataset")
    assert alice.delete_repo(repo, repo_type="dataset", missing_ok=True) is None
    with pytest.raises(RepositoryNotFoundError):
        alice.delete_repo(repo, repo_type="dataset")


def test_016_delete_repo_without_the_right(bob, repo):
    with pytest.raises(HfHubHTTPError) as caught:
        bob.delete_repo(repo, repo_type="dataset")
    assert status_of(caught) == 403


def test_spaces_are_refused_with_a_clear_message(hub, alice, tokens):
    with pytest.raises(HfHubHTTPError, match="Spaces") as caught:
        alice.create_repo(f"alice/{unique()}", repo_type="space", space_sdk="gradio")
    assert 400 <= status_of(caught) < 600 and status_of(caught) != 500
    for target in ("/api/spaces", "/api/spaces/alice/demo", "/spaces/alice/demo/resolve/main/app.py"):
        answer = request("GET", hub.url + target, bearer(tokens["alice"]))
        assert answer.status in (404, 501), target
        assert "Spaces" in answer.json()["error"], target
