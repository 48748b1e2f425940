"""Tables: the Parquet twin and the dataset viewer, beside what the libraries read from the original files."""

import json
import socket
import time
import urllib.request
from urllib.parse import quote, urlencode, urlsplit

import datasets
import duckdb
import pandas as pd
import polars as pl
import pytest
from datasets import load_dataset
from datasets.utils import _dataset_viewer
from helpers import real_data, unique
from huggingface_hub import HfFileSystem

TWIN = "refs/convert/parquet"
PAGE = 100
BATCH = 50_000


@pytest.fixture
def get(hub, tokens):
    def ask(path, token=tokens["alice"]):
        request = urllib.request.Request(hub.url + path, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    return ask


@pytest.fixture
def built(get):
    """Waits until the tables of the newest commit are there."""

    def wait(repo, commit=None):
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            try:
                job = get(f"/api/datasets/{repo}/jobs")
                if job["state"] in ("ready", "failed") and commit in (None, job["commit"]):
                    return job
            except urllib.error.HTTPError as error:
                assert error.headers["X-Error-Code"] == "ResponseNotReady"
            time.sleep(0.2)
        raise AssertionError(f"the tables of {repo} are not ready: {job}")

    return wait


@pytest.fixture
def load(tmp_path):
    return lambda *args, **options: load_dataset(*args, cache_dir=str(tmp_path / "cache"), **options)


# Which files are which split of which config, as whoever publishes them would say.
def three(folder):
    return {"train": f"{folder}/train.csv", "validation": f"{folder}/valid.csv", "test": f"{folder}/test.csv"}


CARDS = {
    "nsmc": {"default": {"train": "reviews.csv"}},
    "klue": {"nli": {"validation": "klue-nli-*.json"}, "sts": {"validation": "klue-sts-*.json"}},
    "jglue": {
        "jcommonsenseqa": {"train": "jcommonsenseqa-v1.3/train*", "validation": "jcommonsenseqa-v1.3/valid*"},
        "jsts": {"train": "jsts-v1.3/train*", "validation": "jsts-v1.3/valid*"},
    },
    "nusax": {"mt": three("mt"), "english": three("sentiment/english"), "sundanese": three("sentiment/sundanese")},
}


def card(name):
    lines = ["configs:"]
    for config, splits in CARDS[name].items():
        lines += [f"- config_name: {config}", "  data_files:"]
        lines += [f"  - split: {split}\n    path: {path}" for split, path in splits.items()]
    return "\n".join(["---", *lines, "---", ""])


@pytest.fixture
def uploaded(alice, built):
    """A dataset with the files of a folder, and its tables."""

    def upload(folder, **options):
        repo = f"alice/{unique('tables')}"
        alice.create_repo(repo, repo_type="dataset")
        if folder.name in CARDS:
            readme = card(folder.name).encode()
            alice.upload_file(repo_id=repo, repo_type="dataset", path_or_fileobj=readme, path_in_repo="README.md")
            options["ignore_patterns"] = ["README.md", "*/README.md"]
        alice.upload_folder(repo_id=repo, repo_type="dataset", folder_path=str(folder), **options)
        return repo, built(repo)

    return upload


def same(ours, theirs):
    """Numbers of JSON arrays lose digits in the library: it writes them anew, with ten digits."""
    if isinstance(theirs, dict):
        return list(ours) == list(theirs) and all(same(ours[key], theirs[key]) for key in theirs)
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return ours == theirs or (isinstance(theirs, float) and abs(ours - theirs) <= 1e-9)


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
def test_the_twin_equals_the_files(name, uploaded, load):
    repo, job = uploaded(real_data(name))
    assert job["state"] == "ready" and job["problems"] == []
    assert_equal_tables(repo, load, CARDS[name])


def test_robot_episodes_are_tables(uploaded, load, get):
    repo, job = uploaded(real_data("lerobot-g1"), ignore_patterns=["videos/*"])
    assert [(table["config"], table["numRows"]) for table in job["tables"]] == [
        ("default", 7844),
        ("episodes", 100),
        ("tasks", 1),
    ]
    assert load(repo, "default", revision=TWIN, split="train").num_rows == 7844
    tasks = load(repo, "tasks", revision=TWIN, split="train")
    assert tasks[0]["task"] == "Pick up the yellow bottle on the table."


def test_the_twin_is_read_by_pandas_polars_and_duckdb(hub, get, uploaded, tokens):
    repo, _ = uploaded(real_data("nusax"))
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


def test_rows_of_the_viewer_are_those_of_the_library(get, uploaded, load):
    repo, _ = uploaded(real_data("klue"))
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


def test_the_library_finds_the_viewer_beside_the_hub(hub, get, uploaded, tokens, alice, monkeypatch):
    """It asks at `datasets-server.` before the host's name, which is the same hub."""
    resolve = socket.getaddrinfo
    local = lambda host, *rest, **named: resolve("127.0.0.1", *rest, **named)  # noqa: E731
    monkeypatch.setattr(socket, "getaddrinfo", local)
    monkeypatch.setattr(datasets.config, "HF_ENDPOINT", f"http://hub.example:{urlsplit(hub.url).port}")
    repo, job = uploaded(real_data("nusax"))
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
