"""Real data sets, up and down again, every byte compared. DATABELT_TEST_DATA names the folder that holds them."""

import shutil

import pytest
from helpers import XET, read_tree, real_data, sha256_file, xet_hash
from huggingface_hub import hf_hub_download, snapshot_download


def test_nsmc_reviews_come_back_byte_equal(hub, alice, repo, tmp_path):
    source = real_data("nsmc") / "reviews.csv"
    alice.upload_file(path_or_fileobj=source, path_in_repo="reviews.csv", repo_id=repo, repo_type="dataset")
    assert (xet_hash(hub, repo, "reviews.csv") is not None) == XET
    path = hf_hub_download(repo, "reviews.csv", repo_type="dataset", cache_dir=tmp_path / "one")
    assert sha256_file(path) == sha256_file(source)
    folder = snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path / "all")
    assert read_tree(folder) == {"reviews.csv": sha256_file(source)}


@pytest.mark.only("hfh1", "hfh2", "xet")
@pytest.mark.timeout(600)
def test_fsdd_recordings_come_back_byte_equal(client, tokens, alice, repo, tmp_path):
    """3,000 small WAV files: the old client by its uploader for large folders, the new one by upload_folder."""
    source = real_data("fsdd")
    if hasattr(alice, "upload_large_folder"):
        copy = shutil.copytree(source, tmp_path / "copy")  # this uploader keeps notes in the folder it uploads
        alice.upload_large_folder(repo, copy, repo_type="dataset", num_workers=2, print_report=False)
    else:
        alice.upload_folder(folder_path=source, repo_id=repo, repo_type="dataset")
    folder = snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path)
    assert read_tree(folder) == read_tree(source)


def test_lerobot_folder_comes_back_byte_equal(alice, repo, tmp_path):
    source = real_data("lerobot-g1")
    alice.upload_folder(folder_path=source, repo_id=repo, repo_type="dataset")
    folder = snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path)
    assert read_tree(folder) == read_tree(source)


@pytest.mark.parametrize("name", ["klue", "jglue", "nusax"])
def test_text_sets_in_korean_japanese_and_indonesian_come_back_byte_equal(alice, repo, tmp_path, name):
    source = real_data(name)
    alice.upload_folder(folder_path=source, repo_id=repo, repo_type="dataset")
    assert read_tree(snapshot_download(repo, repo_type="dataset", cache_dir=tmp_path)) == read_tree(source)
