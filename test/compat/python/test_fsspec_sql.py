"""hf:// paths in pandas and DuckDB through fsspec, plain HTTP addresses in polars, and the file system itself."""

import io

import duckdb
import pandas as pd
import polars as pl
import pytest
from helpers import noise, sha256
from huggingface_hub import HfFileSystem, hf_hub_url
from proxies import Proxy

TABLE = pd.DataFrame({"id": range(1000), "text": [f"리뷰 {number}" for number in range(1000)]})


def parquet(table=TABLE, **options):
    sink = io.BytesIO()
    table.to_parquet(sink, **options)
    return sink.getvalue()


@pytest.fixture
def filled(alice, repo, put):
    """Two Parquet files and a CSV file under the tag v1."""
    put({"data/a.parquet": parquet(), "data/b.parquet": parquet(TABLE[:500]), "a.csv": TABLE.to_csv(index=False)})
    alice.create_tag(repo, tag="v1", repo_type="dataset")
    return repo


@pytest.fixture
def fs(hub, tokens):
    return HfFileSystem(endpoint=hub.url, token=tokens["alice"], skip_instance_cache=True, use_listings_cache=False)


def test_081_pandas_reads_hf_paths(filled, put):
    read = pd.read_parquet(f"hf://datasets/{filled}/data/a.parquet")
    pd.testing.assert_frame_equal(read, TABLE)
    put({"a.csv": "changed\n"})
    pd.testing.assert_frame_equal(pd.read_csv(f"hf://datasets/{filled}@v1/a.csv"), TABLE)


def test_081_pandas_reads_a_private_repo_with_a_token(alice, filled, tokens):
    alice.update_repo_settings(filled, repo_type="dataset", private=True)
    path = f"hf://datasets/{filled}/data/a.parquet"
    with pytest.raises(FileNotFoundError):
        pd.read_parquet(path, storage_options={"token": False, "skip_instance_cache": True})
    read = pd.read_parquet(path, storage_options={"token": tokens["alice"], "skip_instance_cache": True})
    assert len(read) == 1000


def test_082_duckdb_through_fsspec(fs, filled):
    with duckdb.connect() as connection:
        connection.register_filesystem(fs)
        rows = connection.execute(f"select count(*), max(text) from 'hf://datasets/{filled}/data/*.parquet'").fetchone()
        assert rows == (1500, TABLE["text"].max())
        rows = connection.execute(
            f"select count(*) from 'hf://datasets/{filled}@v1/data/a.parquet' where id < 10"
        ).fetchone()
        assert rows == (10,)


def test_041_empty_file_through_duckdb_and_pandas(fs, repo, put):
    put({"empty.txt": b"", "full.txt": "x"})
    with duckdb.connect() as connection:
        connection.register_filesystem(fs)
        rows = connection.execute(
            f"select size, content from read_text('hf://datasets/{repo}/*.txt') order by size"
        ).fetchall()
        assert rows == [(0, ""), (1, "x")]
    assert fs.cat_file(f"datasets/{repo}/empty.txt") == b""
    assert fs.info(f"datasets/{repo}/empty.txt")["size"] == 0


def test_083_polars_over_plain_http(hub, repo, put):
    """Lazily: only the columns that are asked for may cross the wire."""
    content = parquet(pd.DataFrame({"id": range(50_000), "noise": [noise(30, n).hex() for n in range(50_000)]}))
    put({"x.parquet": content, "a.csv": TABLE.to_csv(index=False)})
    with Proxy(hub.port) as proxy:
        url = hf_hub_url(repo, "x.parquet", repo_type="dataset", endpoint=proxy.url)
        assert pl.scan_parquet(url).select("id").filter(pl.col("id") < 5).collect().height == 5
        reads = proxy.seen("GET", ".parquet")
        assert reads and {exchange.status for exchange in reads} == {206}
        assert sum(exchange.sent for exchange in reads) < len(content) / 2
        assert {exchange.status for exchange in proxy.seen("HEAD")} <= {200}
    assert pl.read_csv(hf_hub_url(repo, "a.csv", repo_type="dataset", endpoint=hub.url)).height == len(TABLE)


def test_084_file_system_writes_and_removes(alice, fs, repo, put):
    before = len(alice.list_repo_commits(repo, repo_type="dataset"))
    with fs.open(f"datasets/{repo}/out/a.csv", "w") as file:
        file.write("a\n1\n")
    assert len(alice.list_repo_commits(repo, repo_type="dataset")) == before + 1
    assert fs.cat_file(f"datasets/{repo}/out/a.csv") == b"a\n1\n"
    put({"out/b.csv": "b", "out/sub/c.csv": "c"})
    fs.invalidate_cache()
    before = len(alice.list_repo_commits(repo, repo_type="dataset"))
    fs.rm(f"datasets/{repo}/out", recursive=True)
    assert len(alice.list_repo_commits(repo, repo_type="dataset")) == before + 1
    assert alice.list_repo_files(repo, repo_type="dataset") == [".gitattributes"]


def test_085_file_system_copies_by_reference(hub, tokens, alice, repo, put):
    binary = noise(500_000, 85)
    put({"a.bin": binary})
    with Proxy(hub.port) as proxy:
        fs = HfFileSystem(endpoint=proxy.url, token=tokens["alice"], skip_instance_cache=True)
        fs.cp_file(f"datasets/{repo}/a.bin", f"datasets/{repo}/b/c.bin")
        assert proxy.seen("PUT") == []
    assert alice.get_paths_info(repo, "b/c.bin", repo_type="dataset")[0].lfs.sha256 == sha256(binary)


def test_file_system_finds_and_walks(fs, filled):
    root = f"datasets/{filled}"
    assert fs.glob(f"{root}/**/*.parquet") == [f"{root}/data/a.parquet", f"{root}/data/b.parquet"]
    assert set(fs.find(root)) == {
        f"{root}/{name}" for name in (".gitattributes", "a.csv", "data/a.parquet", "data/b.parquet")
    }
    assert fs.exists(f"{root}@v1/a.csv") and not fs.exists(f"{root}@nope/a.csv")
    with fs.open(f"{root}/data/a.parquet", block_size=4096) as file:
        assert file.read(4) == b"PAR1" and file.seek(-4, 2) and file.read() == b"PAR1"
