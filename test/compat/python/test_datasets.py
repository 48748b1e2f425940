"""The datasets library: loading, streaming and pushing."""

import csv
import os
import subprocess
import sys
import threading

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import Dataset, get_dataset_config_names, load_dataset
from datasets.exceptions import DatasetNotFoundError
from helpers import in_new_process, real_data, sha256, unique, upload_in_new_process, xet_hash
from huggingface_hub import DatasetCard
from proxies import Proxy


@pytest.fixture
def load(tmp_path):
    """load_dataset with a cache of the test's own."""
    return lambda *args, **options: load_dataset(*args, cache_dir=str(tmp_path / "cache"), **options)


def parquet(rows, groups=1):
    """A Parquet file of `rows` rows in so many row groups, with text that does not compress to nothing."""
    sink = pa.BufferOutputStream()
    texts = [sha256(b"%d" % number) for number in range(rows)]
    pq.write_table(pa.table({"id": range(rows), "text": texts}), sink, row_group_size=rows // groups)
    return sink.getvalue().to_pybytes()


def test_073_load_csv_without_a_card(repo, put, load):
    put({"train.csv": "text,label\n가,1\n나,0\n", "test.csv": "text,label\n다,1\n"})
    loaded = load(repo)
    assert loaded["train"]["text"][:] == ["가", "나"] and loaded["test"]["label"][:] == [1]


LOAD = """
import sys
from datasets import load_dataset
repo, cache, *streaming = sys.argv[1:]
labels = [row["label"] for row in load_dataset(repo, split="train", cache_dir=cache, streaming=bool(streaming))]
print(len(labels), sum(labels))
"""


@pytest.mark.parametrize("way", [(), ("streaming",)], ids=["whole", "streaming"])
def test_073_load_csv_stored_by_xet(hub, tokens, repo, tmp_path, way):
    """Written and read by a client that uses xet."""
    source = tmp_path / "train.csv"
    rows = "".join(f"{number},{sha256(b'%d' % number)} 영화,{number % 2}\n" for number in range(150_000))
    source.write_text(f"id,document,label\n{rows}")
    upload_in_new_process(tokens["alice"], repo, source, "train.csv", HF_HUB_DISABLE_XET="0")
    assert xet_hash(hub, repo, "train.csv")
    assert in_new_process(LOAD, repo, tmp_path / "cache", *way, HF_HUB_DISABLE_XET="0") == "150000 75000"


def test_073_load_by_configurations_of_the_card(repo, put, load):
    configs = "".join(f"- config_name: {name}\n  data_files: {name}/*.csv\n" for name in ("big", "small"))
    card = f"---\nconfigs:\n{configs}---\n"
    put({"README.md": card, "big/a.csv": "n\n1\n2\n", "small/a.csv": "n\n3\n"})
    assert get_dataset_config_names(repo) == ["big", "small"]
    assert load(repo, "small", split="train")["n"][:] == [3]


# By default the library reads 128 MiB at a time; here it may read 1 MiB. The process ends without Python's own
# clean-up, because a thread of pyarrow that still reads ahead and the closing interpreter wait for each other.
STREAM = """
import os, sys
import pyarrow as pa, pyarrow.dataset as ds
from datasets import load_dataset
small = ds.ParquetFragmentScanOptions(cache_options=pa.CacheOptions(prefetch_limit=1, range_size_limit=1 << 20))
rows = load_dataset(sys.argv[1], split="train", streaming=True, fragment_scan_options=small)
print(next(iter(rows))["id"], flush=True)
os._exit(0)
"""


def test_074_streaming_reads_only_what_it_needs(hub, repo, put, tmp_path):
    """In a process of its own: the library takes the address of the hub from the environment only."""
    # long enough that a thread that reads ahead on a busy machine is far from half of it when the process ends
    content = parquet(1_000_000, groups=100)
    put({"data/train.parquet": content})
    with Proxy(hub.port) as proxy:
        env = {**os.environ, "HF_ENDPOINT": proxy.url, "HF_HOME": str(tmp_path)}
        done = subprocess.run([sys.executable, "-c", STREAM, repo], env=env, capture_output=True, text=True)
        assert done.stdout.strip() == "0", done.stderr
        reads = [exchange for exchange in proxy.seen("GET", "/resolve/") if ".parquet" in exchange.target]
    assert reads and reads[0].status == 206 and "range" in reads[0].headers
    assert sum(exchange.sent for exchange in reads) < len(content) / 2


def test_075_load_revision_pattern_and_slice(alice, repo, put, load):
    put({"data/a.parquet": parquet(100)})
    alice.create_tag(repo, tag="v1", repo_type="dataset")
    put({"data/b.parquet": parquet(50)})
    assert load(repo, split="train").num_rows == 150
    assert load(repo, revision="v1", split="train").num_rows == 100
    assert load(repo, data_files="data/*.parquet", split="train[:10]").num_rows == 10
    assert load(repo, data_files="data/b.parquet", split="train").num_rows == 50


def test_076_private_dataset_without_a_token(alice, put, load, tokens):
    secret = alice.create_repo(f"alice/{unique()}", repo_type="dataset", private=True).repo_id
    put({"a.csv": "n\n1\n"}, to=secret)
    with pytest.raises(DatasetNotFoundError, match="doesn't exist on the Hub or cannot be accessed"):
        load(secret)
    with pytest.raises(DatasetNotFoundError):
        load(secret, token=tokens["bob"])
    assert load(secret, token=tokens["alice"], split="train")["n"][:] == [1]


def test_078_push_to_hub_round_trip(alice, tokens, load):
    repo = f"alice/{unique('pushed')}"
    rows = {"text": ["가나다", "日本語", "ไทย"], "label": [1, 0, 1], "vector": [[0.5, 1.5]] * 3}
    Dataset.from_dict(rows).push_to_hub(repo, token=tokens["alice"])
    files = alice.list_repo_files(repo, repo_type="dataset")
    assert "data/train-00000-of-00001.parquet" in files
    card = DatasetCard.load(repo, repo_type="dataset")
    assert card.data.dataset_info["splits"][0]["num_examples"] == 3
    assert load(repo, split="train").to_dict() == rows


def test_078_push_another_split_and_configuration(alice, tokens, load):
    repo = f"alice/{unique('pushed')}"
    for split, config in (("train", "default"), ("test", "default"), ("train", "extra")):
        Dataset.from_dict({"n": [1, 2]}).push_to_hub(repo, config, split=split, token=tokens["alice"])
    assert set(load(repo, "default")) == {"train", "test"} and load(repo, "extra", split="train").num_rows == 2


PUSH = """
import sys
from datasets import Dataset
Dataset.from_dict({"n": [1, 2, 3]}).push_to_hub(sys.argv[1], token=sys.argv[2])
"""


def test_079_push_while_another_commit_lands(hub, alice, tokens, repo, put, load, tmp_path):
    """The other commit goes in at the last moment, so the parent the client names is no longer the head.

    The library means to try again after a 412, but looks for the status in the wrong place and gives up (as of
    5.2.0). So the push may fail; then it must say why, must have changed nothing, and must work the next time.
    """
    once = threading.Lock()

    def another_commit_first(exchange):
        if exchange.method == "POST" and "/commit/" in exchange.target and once.acquire(blocking=False):
            put({"other.txt": "landed first"})

    def push(endpoint):
        env = {**os.environ, "HF_ENDPOINT": endpoint, "HF_HOME": str(tmp_path)}
        script = [sys.executable, "-c", PUSH, repo, tokens["alice"]]
        return subprocess.run(script, env=env, capture_output=True, text=True)

    with Proxy(hub.port, another_commit_first) as proxy:
        first = push(proxy.url)
        assert proxy.seen("POST", "/commit/")[0].status in (409, 412)
        if first.returncode != 0:
            assert "not at the parent commit" in first.stderr, first.stderr
            assert set(alice.list_repo_files(repo, repo_type="dataset")) == {".gitattributes", "other.txt"}
            again = push(proxy.url)
            assert again.returncode == 0, again.stderr
    assert "other.txt" in alice.list_repo_files(repo, repo_type="dataset")
    assert load(repo, data_files="data/*.parquet", split="train")["n"][:] == [1, 2, 3]


def test_080_load_without_a_viewer_host(hub, repo, put, load):
    """With an IP address for endpoint the library asks a viewer host that cannot exist, and goes on."""
    assert hub.url.startswith("http://127.0.0.1:")
    put({"data/train.parquet": parquet(10)})
    assert load(repo, split="train").num_rows == 10


@pytest.fixture(scope="module")
def reviews(hub, tokens):
    """The film reviews in a repo of the hub, and the rows of the source as the csv module reads them."""
    from huggingface_hub import HfApi

    source = real_data("nsmc") / "reviews.csv"
    api = HfApi(endpoint=hub.url, token=tokens["alice"])
    repo = api.create_repo(f"alice/{unique('nsmc')}", repo_type="dataset").repo_id
    api.upload_file(path_or_fileobj=source, path_in_repo="reviews.csv", repo_id=repo, repo_type="dataset")

    def rows():
        with source.open(newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)

    return repo, rows


def same(loaded, source):
    """Counts the rows while comparing them one by one; empty cells are None in the library."""
    count = 0
    for got, wanted in zip(loaded, source, strict=True):
        assert {name: str(value or "") for name, value in got.items()} == wanted, count
        count += 1
    return count


@pytest.mark.timeout(600)
def test_nsmc_loads_with_every_row_equal(reviews, load):
    repo, rows = reviews
    loaded = load(repo, split="train", keep_default_na=False)
    assert loaded.num_rows == 712_404
    assert same((row for batch in loaded.iter(10_000) for row in unzip(batch)), rows()) == 712_404


@pytest.mark.timeout(600)
def test_nsmc_streams_with_every_row_equal(reviews, load):
    repo, rows = reviews
    assert same(load(repo, split="train", streaming=True, keep_default_na=False), rows()) == 712_404


def unzip(batch):
    return (dict(zip(batch, values)) for values in zip(*batch.values()))
