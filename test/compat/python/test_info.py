"""Repo information and the listings of all repos."""

import pytest
from helpers import git_sha1, noise, sha256, unique
from huggingface_hub.errors import BadRequestError, RevisionNotFoundError
from proxies import Proxy

CARD = "---\nlanguage:\n- {language}\ntags:\n- {tag}\n- measured\nlicense: mit\n---\n# A data set\n"


@pytest.fixture
def shelf(alice):
    """Three data sets of one tag of their own, the oldest first, in Korean, Korean and Japanese."""
    tag = unique("shelf")
    repos = []
    for language in ("ko", "ko", "ja"):
        repo_id = f"alice/{unique(tag)}"
        alice.create_repo(repo_id, repo_type="dataset")
        card = CARD.format(language=language, tag=tag).encode()
        alice.upload_file(path_or_fileobj=card, path_in_repo="README.md", repo_id=repo_id, repo_type="dataset")
        repos.append(repo_id)
    return tag, repos


def test_017_info_with_file_metadata(alice, repo, put):
    binary = noise(200_000, 17)
    put({"notes.txt": "short", "data/blob.bin": binary})
    files = {file.rfilename: file for file in alice.dataset_info(repo, files_metadata=True).siblings}
    assert list(files) == sorted(files)
    assert (files["notes.txt"].size, files["notes.txt"].blob_id) == (5, git_sha1(b"short"))
    assert files["notes.txt"].lfs is None
    assert files["data/blob.bin"].size == len(binary)
    assert (files["data/blob.bin"].lfs.sha256, files["data/blob.bin"].lfs.size) == (sha256(binary), len(binary))


def test_018_info_expand(alice, repo):
    info = alice.dataset_info(repo, expand=["sha", "tags"])
    assert len(info.sha) == 40 and isinstance(info.tags, list)
    assert info.siblings is None and info.created_at is None and info.downloads is None
    with pytest.raises((BadRequestError, ValueError)):
        alice.dataset_info(repo, expand=["bogus"])


def test_018_info_expand_every_property(alice, repo):
    names = (
        "author cardData citation createdAt description disabled downloads downloadsAllTime gated lastModified "
        "likes mainSize paperswithcode_id private resourceGroup sha siblings tags trendingScore usedStorage"
    )
    for name in names.split():
        assert alice.dataset_info(repo, expand=[name]).id == repo
    names = "author cardData config createdAt disabled downloads gated lastModified library_name likes pipeline_tag"
    model = alice.create_repo(f"alice/{unique('model')}").repo_id
    assert alice.model_info(model, expand=names.split()).id == model


def test_018_info_has_what_the_card_says(alice, nobody, shelf):
    tag, repos = shelf
    info = nobody.dataset_info(repos[0])
    assert {tag, "measured", "language:ko", "license:mit"} <= set(info.tags)
    assert info.card_data["license"] == "mit"
    assert info.author == "alice" and info.private is False and info.gated is False
    assert info.created_at <= info.last_modified


def test_019_info_of_a_missing_revision(alice, repo):
    with pytest.raises(RevisionNotFoundError):
        alice.dataset_info(repo, revision="nope")
    assert alice.dataset_info(repo, revision="main").sha == alice.dataset_info(repo).sha


def test_020_list_datasets_filters_sorts_and_limits(nobody, shelf):
    tag, repos = shelf
    listed = lambda **query: [info.id for info in nobody.list_datasets(**query)]  # noqa: E731
    assert listed(filter=tag, sort="last_modified") == repos[::-1]
    assert listed(filter=[tag, "measured"], language="ko", sort="last_modified") == repos[1::-1]
    assert listed(filter=[tag, "no-such-tag"]) == []
    assert listed(author="alice", search=tag, sort="last_modified", limit=2) == repos[:0:-1]
    assert listed(author="bob", filter=tag) == []
    assert listed(search=repos[0].split("/")[1]) == [repos[0]]
    assert set(listed(filter=tag, sort="downloads")) == set(listed(filter=tag, sort="likes")) == set(repos)
    assert listed(filter=tag, sort="created_at") == repos[::-1]


def test_020_list_datasets_full(nobody, shelf):
    tag, repos = shelf
    for info in nobody.list_datasets(filter=tag, full=True):
        assert info.sha and {file.rfilename for file in info.siblings} == {".gitattributes", "README.md"}


def test_020_list_models(alice, nobody):
    model = alice.create_repo(f"alice/{unique('model')}").repo_id
    assert [info.id for info in nobody.list_models(author="alice", search=model.split("/")[1])] == [model]


def test_021_listing_over_many_pages(hub, client, alice):
    """The client asks for no page size, so the proxy asks for a small one; every page must keep it and the query."""
    word = unique("paged")
    repos = {alice.create_repo(f"alice/{word}-{number}", repo_type="dataset").repo_id for number in range(11)}

    def small_pages(exchange):
        if "limit=" not in exchange.target:
            exchange.target += "&limit=4"

    with Proxy(hub.port, small_pages) as proxy:
        listed = [info.id for info in client(False, endpoint=proxy.url).list_datasets(search=word)]
        assert len(listed) == 11 and set(listed) == repos
        assert len(proxy.log) == 3
        assert proxy.log[0].answer_headers["link"].startswith(f"<{proxy.url}/api/datasets?")
        assert "," not in proxy.log[0].answer_headers["link"]


def test_022_private_dataset_is_listed_for_its_owner_only(alice, bob, nobody):
    repo_id = f"alice/{unique('hidden')}"
    alice.create_repo(repo_id, repo_type="dataset", private=True)
    search = repo_id.split("/")[1]
    counts = [len(list(api.list_datasets(search=search))) for api in (alice, bob, nobody)]
    assert counts == [1, 0, 0]
