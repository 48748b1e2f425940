"""The datasets library streams: it reads only what is asked for, and goes on where it stopped."""

import itertools

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import load_dataset
from helpers import in_new_process, sha256
from proxies import Proxy

TWIN = "refs/convert/parquet"


@pytest.fixture
def original(published, tmp_path):
    """KLUE's sentence pairs as the library reads them from the disk."""
    folder = published("klue").folder
    return load_dataset(str(folder), "nli", split="validation", cache_dir=str(tmp_path / "cache")).to_list()


@pytest.fixture(params=["main", TWIN])
def stream(request, published):
    """The same from the hub, from the files that were pushed and from the twin."""
    repo = published("klue").repo
    return load_dataset(repo, "nli", split="validation", revision=request.param, streaming=True)


def test_a_stream_has_every_row(stream, original):
    assert list(stream) == original and len(original) == 3000


def test_columns_filters_and_slices(stream, original):
    narrow = stream.select_columns(["guid", "gold_label"]).filter(lambda row: row["gold_label"] == "neutral")
    rows = [{key: row[key] for key in ("guid", "gold_label")} for row in original if row["gold_label"] == "neutral"]
    assert list(narrow.take(5)) == rows[:5]
    assert list(narrow.skip(5).take(5)) == rows[5:10]
    assert list(stream.skip(2990)) == original[2990:]


def test_a_shuffled_stream_has_the_same_rows(stream, original):
    shuffled = list(stream.shuffle(seed=7, buffer_size=500))
    assert shuffled != original
    assert sorted(row["guid"] for row in shuffled) == sorted(row["guid"] for row in original)


def test_a_stream_goes_on_where_it_stopped(stream, original):
    seen = list(itertools.islice(stream, 1234))
    state = stream.state_dict()
    stream.load_state_dict(state)
    assert seen + list(stream) == original


def test_the_twin_filters_before_it_sends_rows(published, original):
    options = {"columns": ["guid", "gold_label"], "filters": [("gold_label", "==", "contradiction")]}
    stream = load_dataset(published("klue").repo, "nli", split="validation", revision=TWIN, streaming=True, **options)
    wanted = [row for row in original if row["gold_label"] == "contradiction"]
    assert list(stream) == [{key: row[key] for key in ("guid", "gold_label")} for row in wanted] != []


# The process ends without Python's own clean-up, because a thread of pyarrow that still reads ahead and the closing
# interpreter wait for each other.
SUM = """
import os, sys
from datasets import load_dataset
repo, *columns = sys.argv[1:]
options = {"columns": columns} if columns else {}
rows = load_dataset(repo, split="train", streaming=True, **options).with_format("arrow")
print(sum(sum(batch["id"].to_pylist()) for batch in rows.iter(10_000)), flush=True)
os._exit(0)
"""
ROWS = 200_000


def test_a_column_costs_only_its_own_bytes(hub, repo, put, tmp_path):
    content = wide()
    put({"train.parquet": content})
    sent = {}
    for columns in ((), ("id",)):
        with Proxy(hub.port) as proxy:
            home = str(tmp_path / "-".join(("home", *columns)))
            assert in_new_process(SUM, repo, *columns, HF_ENDPOINT=proxy.url, HF_HOME=home) == str(sum(range(ROWS)))
            reads = [exchange for exchange in proxy.seen("GET", "/resolve/") if ".parquet" in exchange.target]
            sent[columns] = sum(exchange.sent for exchange in reads)
    # the file system of the client reads at least 5 MiB at a time
    assert sent[()] >= len(content) * 0.9
    assert 0 < sent["id",] < len(content) / 4


def wide():
    """A small column of numbers beside texts that do not compress to nothing."""
    sink = pa.BufferOutputStream()
    texts = [sha256(b"%d" % number) for number in range(ROWS)]
    table = pa.table({"id": range(ROWS), **{f"text{i}": texts[i:] + texts[:i] for i in range(4)}})
    pq.write_table(table, sink, use_dictionary=False, compression="zstd")
    return sink.getvalue().to_pybytes()
