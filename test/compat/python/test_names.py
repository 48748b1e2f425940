"""File names people really have: Korean, Japanese, Thai, and the decomposed form macOS sends."""

import json
import unicodedata
from pathlib import Path

import pytest
from helpers import bearer, request, sha256, write_tree
from huggingface_hub import hf_hub_download, snapshot_download

NAMES = {
    "korean": "데이터/평가 리뷰.csv",
    "japanese": "データ/がぎぐげご.csv",
    "thai": "ข้อมูล/น้ำ.csv",
    "vietnamese": "dữ liệu/tiếng Việt.csv",
    "emoji": "📦/🐋.csv",
}
DECOMPOSED = ("korean", "japanese", "vietnamese")


def nfd(name):
    return unicodedata.normalize("NFD", name)


@pytest.mark.parametrize("language", NAMES)
def test_names_in_composed_form_round_trip(alice, repo, put, tmp_path, language):
    name = NAMES[language]
    put({name: f"in {language}"})
    assert name in alice.list_repo_files(repo, repo_type="dataset")
    path = hf_hub_download(repo, name, repo_type="dataset", cache_dir=tmp_path)
    assert Path(path).read_text() == f"in {language}"


@pytest.mark.parametrize("language", DECOMPOSED)
def test_names_in_decomposed_form_are_stored_composed(alice, repo, put, tmp_path, language):
    composed, decomposed = NAMES[language], nfd(NAMES[language])
    assert composed != decomposed
    put({decomposed: f"in {language}"})
    files = alice.list_repo_files(repo, repo_type="dataset")
    assert composed in files and decomposed not in files
    for form in (composed, decomposed):
        path = hf_hub_download(repo, form, repo_type="dataset", cache_dir=tmp_path)
        assert Path(path).read_text() == f"in {language}"
        assert alice.file_exists(repo, form, repo_type="dataset")
        assert [entry.path for entry in alice.get_paths_info(repo, form, repo_type="dataset")] == [composed]
        folder = form.split("/")[0]
        assert [entry.path for entry in alice.list_repo_tree(repo, folder, repo_type="dataset")] == [composed]


def test_names_decomposed_update_and_deletion_meet_the_composed_file(alice, repo, put):
    name = NAMES["korean"]
    put({name: "old"})
    put({nfd(name): "new"})
    assert alice.list_repo_files(repo, repo_type="dataset").count(name) == 1
    alice.delete_file(nfd(name), repo, repo_type="dataset")
    assert name not in alice.list_repo_files(repo, repo_type="dataset")


def test_names_equal_once_composed_are_refused_naming_both(hub, alice, tokens, repo):
    """The request is made by hand, because some clients notice such a pair before they send it."""
    name = NAMES["korean"]
    head = alice.dataset_info(repo).sha
    lines = [{"key": "header", "value": {"summary": "Two in one"}}] + [
        {"key": "file", "value": {"path": path, "content": path, "encoding": "utf-8"}} for path in (name, nfd(name))
    ]
    headers = {**bearer(tokens["alice"]), "Content-Type": "application/x-ndjson"}
    body = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    answer = request("POST", f"{hub.url}/api/datasets/{repo}/commit/main", headers, body)
    assert answer.status in (400, 409, 422)
    message = answer.json()["error"]
    assert name in message and nfd(name) in message
    assert alice.dataset_info(repo).sha == head


def test_names_of_a_whole_folder_round_trip(alice, repo, tmp_path):
    """A folder as macOS sends it: every name decomposed. It comes back composed, with the same bytes."""
    folder = write_tree(tmp_path / "set", {nfd(name): name for name in NAMES.values()})
    alice.upload_folder(folder_path=folder, repo_id=repo, repo_type="dataset")
    copy = Path(snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path / "cache"))
    for name in NAMES.values():
        composed = copy / unicodedata.normalize("NFC", name)
        assert sha256(composed.read_bytes()) == sha256(name.encode())


def test_names_of_branches_and_tags(alice, repo, put, tmp_path):
    put({"a.txt": "a"})
    alice.create_branch(repo, branch="실험/하나", repo_type="dataset")
    alice.create_tag(repo, tag="버전1", repo_type="dataset")
    for revision in ("실험/하나", "버전1"):
        path = hf_hub_download(repo, "a.txt", revision=revision, repo_type="dataset", cache_dir=tmp_path)
        assert Path(path).read_text() == "a"


def test_names_in_commit_messages_and_cards(alice, repo, put):
    put({"README.md": "---\npretty_name: 네이버 영화 리뷰\n---\n"}, commit_message="리뷰 데이터 추가 ✨")
    assert alice.list_repo_commits(repo, repo_type="dataset")[0].title == "리뷰 데이터 추가 ✨"
    assert alice.dataset_info(repo).card_data["pretty_name"] == "네이버 영화 리뷰"
