"""Tables: the Parquet twin and the dataset viewer, beside what the libraries read from the original files."""

import socket
import urllib.error
from urllib.parse import quote, urlencode, urlsplit

import datasets
import duckdb
import pandas as pd
import polars as pl
import pytest
from corpus import CONFIGS
from datasets import load_dataset
from datasets.utils import _dataset_viewer
from helpers import same, unique
from huggingface_hub import HfFileSystem

TWIN = "refs/convert/parquet"
PAGE = 100
BATCH = 50_000


@pytest.fixture
def load(tmp_path):
    return lambda *args, **options: load_dataset(*args, cache_dir=str(tmp_path / "cache"), **options)


def assert_equal_tables(repo, load, configs):
    """What is read through the twin equals what is read from the files, value by value."""
    for config in configs:
        original, twin = load(repo, config), load(repo, config, revision=TWIN)
        assert list(original) == list(twin)
        for split in original:
            assert original[split].column_names == twin[split].column_names
            assert original[split].num_rows == twin[split].num_rows > 0
            for start in range(0, original[split].num_rows, BATCH):
                ours, theirs = twin[split][start : start + BATCH], original[split][start : start + BATCH]
                assert ours == theirs or same(ours, theirs)


@pytest.mark.parametrize("name", ["nsmc", "klue", "jglue", "nusax"])
def test_the_twin_equals_the_files(name, published, load):
    done = published(name)
    assert done.job["state"] == "ready" and done.job["problems"] == []
    assert_equal_tables(done.repo, load, CONFIGS[name])


def test_robot_episodes_are_tables(published, load):
    done = published("lerobot-g1")
    repo = done.repo
    assert [(table["config"], table["numRows"]) for table in done.job["tables"]] == [
        ("default", 7844),
        ("episodes", 100),
        ("tasks", 1),
    ]
    assert load(repo, "default", revision=TWIN, split="train").num_rows == 7844
    tasks = load(repo, "tasks", revision=TWIN, split="train")
    assert tasks[0]["task"] == "Pick up the yellow bottle on the table."


def test_the_twin_is_read_by_pandas_polars_and_duckdb(hub, get, published, tokens):
    repo = published("nusax").repo
    rows = 500
    files = get(f"/parquet?dataset={repo}&config=mt")["parquet_files"]
    urls = [file["url"] for file in files if file["split"] == "train"]
    frames = pd.concat([pd.read_parquet(url) for url in urls])
    assert len(frames) == rows
    assert sum(pl.scan_parquet(url).select("english").collect().height for url in urls) == rows
    listed = get(f"/api/datasets/{repo}/parquet/mt/train")
    assert sum(len(pd.read_parquet(url)) for url in listed) == rows
    with duckdb.connect() as connection:
        connection.register_filesystem(HfFileSystem(endpoint=hub.url, token=tokens["alice"], skip_instance_cache=True))
        twin = f"hf://datasets/{repo}@~parquet/mt/train/*.parquet"
        assert connection.execute(f"select count(*) from read_parquet('{twin}')").fetchone() == (rows,)
    hf = pd.read_parquet(f"hf://datasets/{repo}@~parquet/mt/train/0000.parquet")
    assert list(hf.columns) == list(frames.columns)


def test_rows_of_the_viewer_are_those_of_the_library(get, published, load):
    repo = published("klue").repo
    original = load(repo, "nli", split="validation")
    table = f"dataset={repo}&config=nli&split=validation"
    for offset in (0, 1234, len(original) - 7):
        page = get(f"/rows?{table}&offset={offset}&length={PAGE}")
        assert page["num_rows_total"] == len(original)
        expected = original.select(range(offset, min(offset + PAGE, len(original)))).to_list()
        assert [row["row"] for row in page["rows"]] == expected
        assert [row["row_idx"] for row in page["rows"]] == list(range(offset, offset + len(expected)))
    first = get(f"/first-rows?{table}")
    assert [feature["name"] for feature in first["features"]] == original.column_names
    assert len(first["rows"]) == PAGE and first["truncated"] is True


def test_the_library_finds_the_viewer_beside_the_hub(hub, published, tokens, monkeypatch):
    """It asks at `datasets-server.` before the host's name, which is the same hub."""
    resolve = socket.getaddrinfo
    local = lambda host, *rest, **named: resolve("127.0.0.1", *rest, **named)  # noqa: E731
    monkeypatch.setattr(socket, "getaddrinfo", local)
    monkeypatch.setattr(datasets.config, "HF_ENDPOINT", f"http://hub.example:{urlsplit(hub.url).port}")
    repo, job = published("nusax").repo, published("nusax").job
    infos = _dataset_viewer.get_exported_dataset_infos(repo, job["commit"], tokens["alice"])
    assert infos["english"]["splits"]["train"]["num_examples"] == 500
    files = _dataset_viewer.get_exported_parquet_files(repo, job["commit"], tokens["alice"])
    assert {file["split"] for file in files} == {"train", "validation", "test"}


def test_a_changed_file_changes_the_twin(put, repo, built, load):
    commit = put({"train.csv": "id,text\n1,가\n"}).oid
    assert built(repo, commit)["tables"][0]["numRows"] == 1
    commit = put({"train.csv": "id,text\n1,가\n2,나\n"}).oid
    assert built(repo, commit)["tables"][0]["numRows"] == 2
    assert load(repo, split="train", revision=TWIN)["text"][:] == ["가", "나"]


def test_private_tables_are_for_those_who_may_read_them(hub, alice, tokens, get, built):
    repo = f"alice/{unique('hidden')}"
    alice.create_repo(repo, repo_type="dataset", private=True)
    alice.upload_file(repo_id=repo, repo_type="dataset", path_or_fileobj=b"a\n1\n", path_in_repo="train.csv")
    built(repo)
    query = urlencode({"dataset": repo, "config": "default", "split": "train"})
    assert get(f"/rows?{query}")["num_rows_total"] == 1
    for path in (f"/rows?{query}", f"/parquet?{query}", f"/datasets/{repo}/resolve/{quote(TWIN, safe='')}/README.md"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(path, token=tokens["bob"])
        assert refused.value.code == 404
