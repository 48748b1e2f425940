"""Discussions, likes and profiles by the stock clients."""

import json
import warnings

import pytest
from helpers import bearer, request
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

pytestmark = pytest.mark.only("hfh0", "hfh1", "hfh2")
DATASET = {"repo_type": "dataset"}


@pytest.fixture
def like(hub, tokens):
    """The Python client can take a like back, but not give one: people do that on the page."""

    def send(repo, who="bob"):
        answer = request("POST", f"{hub.url}/api/datasets/{repo}/like", bearer(tokens[who]))
        assert answer.status == 200

    return send


def status_of(caught):
    return caught.value.response.status_code


def hide(api, repo, num, comment_id):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "Hiding a comment is irreversible"
        return api.hide_discussion_comment(repo, num, comment_id, **DATASET)


def test_088_a_discussion_from_its_opening_to_its_end(alice, bob, repo):
    made = bob.create_discussion(repo, "라벨이 틀렸습니다", description="Row 3 says **0**", **DATASET)
    assert (made.num, made.author, made.status, made.is_pull_request) == (1, "bob", "open", False)
    assert (made.title, made.repo_id, made.repo_type) == ("라벨이 틀렸습니다", repo, "dataset")
    assert made.git_reference is None and made.url.endswith(f"/datasets/{repo}/discussions/1")
    assert made.events[0].content == "Row 3 says **0**"

    said = alice.comment_discussion(repo, 1, "고맙습니다 <b>", **DATASET)
    assert (said.author, said.content, said.edited, said.hidden) == ("alice", "고맙습니다 <b>", False, False)
    assert "<b>" not in said.rendered and "고맙습니다" in said.rendered

    renamed = bob.rename_discussion(repo, 1, "Wrong label", **DATASET)
    assert (renamed.old_title, renamed.new_title) == ("라벨이 틀렸습니다", "Wrong label")

    closed = alice.change_discussion_status(repo, 1, "closed", comment="Mended", **DATASET)
    assert closed.new_status == "closed"
    assert bob.change_discussion_status(repo, 1, "open", **DATASET).new_status == "open"

    edited = bob.edit_discussion_comment(repo, 1, made.events[0].id, "Row 4", **DATASET)
    assert (edited.content, edited.edited, edited.number_of_edits) == ("Row 4", True, 1)
    assert edited.last_edited_by == "bob" and edited.last_edited_at >= edited.created_at
    hidden = hide(alice, repo, 1, said.id)
    assert hidden.hidden and "고맙습니다" not in hidden.content + hidden.rendered

    found = alice.get_discussion_details(repo, 1, **DATASET)
    assert (found.title, found.status) == ("Wrong label", "open")
    kinds = ["comment", "comment", "title-change", "comment", "status-change", "status-change"]
    assert [event.type for event in found.events] == kinds
    assert found.events[0] == edited and found.events[1] == hidden


def test_088_lists_are_filtered_and_go_over_pages(alice, bob, nobody, repo):
    for i in range(51):
        (alice if i % 2 else bob).create_discussion(repo, f"Question {i}", **DATASET)
    alice.create_pull_request(repo, "A change", **DATASET)
    alice.change_discussion_status(repo, 7, "closed", **DATASET)

    def numbers(**filters):
        return [each.num for each in nobody.get_repo_discussions(repo, **filters, **DATASET)]

    assert numbers() == list(range(52, 0, -1))
    assert numbers(discussion_type="pull_request") == [52]
    assert numbers(discussion_status="closed") == [7]
    assert numbers(author="alice", discussion_type="discussion") == list(range(50, 1, -2))


def test_088_a_pull_request_is_talked_of(alice, bob, repo, put):
    pull = alice.create_pull_request(repo, "Better labels", description="See file", **DATASET)
    assert (pull.is_pull_request, pull.status, pull.git_reference) == (True, "open", "refs/pr/1")
    assert pull.target_branch == "refs/heads/main" and pull.conflicting_files == []
    commit = put({"labels.csv": "a\n1\n"}, revision="refs/pr/1")
    bob.comment_discussion(repo, 1, "Good", **DATASET)
    found = alice.get_discussion_details(repo, 1, **DATASET)
    assert [event.type for event in found.events] == ["comment", "commit", "comment"]
    assert (found.events[1].oid, found.events[1].summary) == (commit.oid, "Add files")
    alice.change_discussion_status(repo, 1, "closed", **DATASET)
    with pytest.raises(HfHubHTTPError) as caught:
        alice.merge_pull_request(repo, 1, **DATASET)
    assert status_of(caught) == 501


def test_088_who_may_not_hears_so(alice, bob, nobody, client, tokens, repo):
    made = alice.create_discussion(repo, "A question", **DATASET)
    for wrong, status in (
        (lambda: nobody.comment_discussion(repo, 1, "x", **DATASET), 401),
        (lambda: client(tokens["alice_read"]).comment_discussion(repo, 1, "x", **DATASET), 403),
        (lambda: bob.rename_discussion(repo, 1, "Other title", **DATASET), 403),
        (lambda: bob.change_discussion_status(repo, 1, "closed", **DATASET), 403),
        (lambda: bob.edit_discussion_comment(repo, 1, made.events[0].id, "x", **DATASET), 403),
        (lambda: hide(bob, repo, 1, made.events[0].id), 403),
        (lambda: alice.get_discussion_details(repo, 99, **DATASET), 404),
    ):
        with pytest.raises(HfHubHTTPError) as caught:
            wrong()
        assert status_of(caught) == status
    alice.update_repo_settings(repo, private=True, **DATASET)
    with pytest.raises(RepositoryNotFoundError):
        bob.get_discussion_details(repo, 1, **DATASET)
    assert alice.get_discussion_details(repo, 1, **DATASET).title == "A question"


def test_088_an_error_on_a_row_is_reported(hub, tokens, alice, repo):
    body = json.dumps({"title": "Wrong label", "report": {"config": "default", "split": "train", "row": 3}})
    answer = request("POST", f"{hub.url}/api/datasets/{repo}/discussions", bearer(tokens["bob"]), body)
    assert answer.status == 200
    alice.create_discussion(repo, "A question", **DATASET)
    listed = request("GET", f"{hub.url}/api/datasets/{repo}/discussions?report=true").json()["discussions"]
    assert [(each["num"], each["report"]["row"]) for each in listed] == [(1, 3)]
    assert alice.get_discussion_details(repo, 1, **DATASET).author == "bob"


def test_092_likes(alice, bob, nobody, repo, like):
    like(repo, "bob")
    like(repo, "alice")
    assert alice.dataset_info(repo).likes == 2
    likers = list(nobody.list_repo_likers(repo, **DATASET))
    assert [each.username for each in likers] == ["alice", "bob"] and all(each.avatar_url for each in likers)
    assert repo in bob.list_liked_repos().datasets
    assert repo in nobody.list_liked_repos("bob").datasets
    assert alice.get_user_overview("bob").num_likes == len(bob.list_liked_repos().datasets)
    bob.unlike(repo, **DATASET)
    assert repo not in bob.list_liked_repos().datasets
    assert alice.dataset_info(repo).likes == 1


def test_092_followers(hub, tokens, alice, nobody):
    for method, who, path in (
        ("POST", "bob", "users/alice"),
        ("POST", "bob", "organizations/acme"),
        ("POST", "alice", "users/bob"),
    ):
        assert request(method, f"{hub.url}/api/{path}/follow", bearer(tokens[who])).status == 200
    assert [each.username for each in alice.list_user_followers("alice")] == ["bob"]
    assert [each.username for each in nobody.list_user_following("bob")] == ["acme", "alice"]
    if hasattr(alice, "list_organization_followers"):  # newer than the oldest client here
        assert [each.username for each in alice.list_organization_followers("acme")] == ["bob"]
    seen = alice.get_user_overview("bob")
    assert (seen.num_following, seen.num_followers, seen.is_following) == (2, 1, True)
    assert alice.get_organization_overview("acme").name == "acme"
