"""DuckDB's own HTTP reader on plain addresses: ranges, stable tags, and a token as an HTTP secret."""

from pathlib import Path

import duckdb
import duckdb_extension_httpfs
import pytest
from helpers import unique
from huggingface_hub import hf_hub_url
from proxies import Proxy

EXTENSION = next(Path(duckdb_extension_httpfs.__file__).parent.rglob("httpfs.duckdb_extension"))


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute(f"load '{EXTENSION}'")
        yield connection


@pytest.fixture(scope="module")
def parquet(tmp_path_factory):
    """200,000 rows in 20 row groups whose noise column is most of the bytes."""
    path = tmp_path_factory.mktemp("parquet") / "x.parquet"
    duckdb.sql("select range as id, sha256(range::varchar) as noise from range(200000)").write_parquet(
        str(path), row_group_size=10_000
    )
    return path


def address(endpoint, repo, name="data/x.parquet", revision="main"):
    return hf_hub_url(repo, name, repo_type="dataset", endpoint=endpoint, revision=revision)


def test_083_duckdb_reads_only_the_columns_it_needs(hub, connection, repo, put, parquet):
    put({"data/x.parquet": parquet.read_bytes()})
    with Proxy(hub.port) as proxy:
        row = connection.execute(f"select count(*), sum(id) from read_parquet('{address(proxy.url, repo)}')").fetchone()
        assert row == (200_000, 199_999 * 100_000)
        assert [exchange.status for exchange in proxy.seen("HEAD")] == [200]
        reads = proxy.seen("GET", ".parquet")
        assert reads and {exchange.status for exchange in reads} == {206}
        read = sum(exchange.sent for exchange in reads)
        assert read < parquet.stat().st_size / 2


def test_083_duckdb_reads_a_private_repo_with_a_secret(hub, connection, alice, tokens, put, parquet):
    secret = alice.create_repo(f"alice/{unique()}", repo_type="dataset", private=True).repo_id
    put({"data/x.parquet": parquet.read_bytes()}, to=secret)
    query = f"select count(*) from read_parquet('{address(hub.url, secret)}')"
    with pytest.raises(duckdb.Error):
        connection.execute(query).fetchone()
    connection.execute(f"create secret (type http, bearer_token '{tokens['alice']}', scope '{hub.url}')")
    assert connection.execute(query).fetchone() == (200_000,)


def test_083_duckdb_reads_csv_and_json(hub, connection, repo, put):
    put({"a.csv": "name,n\n가,1\n나,2\n", "a.jsonl": '{"n":1}\n{"n":2}\n'})
    csv = address(hub.url, repo, "a.csv")
    assert connection.execute(f"select sum(n), max(name) from read_csv('{csv}')").fetchone() == (3, "나")
    assert connection.execute(f"select sum(n) from read_json('{address(hub.url, repo, 'a.jsonl')}')").fetchone() == (3,)
