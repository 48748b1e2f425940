"""Every answer of the dataset viewer, for tables, robots, sounds, images and maps, beside the library and DuckDB."""

import datetime
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import pytest
from datasets import load_dataset, load_dataset_builder
from helpers import same
from huggingface_hub import hf_hub_download

TWIN = "refs/convert/parquet"
PAGE = 100
# What is asked of which table: config, split, a word in its texts, a condition.
TABLES = {
    "vega": ("cars", "train", "ford", '"Cylinders" = 4 and "Horsepower" > 90'),
    "vega-csv": ("airports", "train", "grand", "\"state\" = 'CA'"),
    "lerobot-g1": ("default", "train", None, '"episode_index" = 3'),
    "fsdd": ("default", "train", None, '"label" = 3'),
    "mnist": ("default", "train", None, '"label" = 7'),
    "korea-maps": ("provinces", "train", "topology", "\"type\" = 'Topology'"),
}


@pytest.fixture(params=TABLES)
def table(request, published, get):
    """One of them, with a function that asks about it."""
    done = published(request.param)
    config, split, *_ = TABLES[request.param]
    assert done.job["state"] == "ready" and done.job["problems"] == []

    def ask(path, **more):
        deadline = time.monotonic() + 60
        while True:
            try:
                return get(f"{path}?{urlencode({'dataset': done.repo, 'config': config, 'split': split, **more})}")
            except urllib.error.HTTPError as error:
                # figures and indexes come a moment after the table
                if error.headers["X-Error-Code"] != "ResponseNotReady" or time.monotonic() > deadline:
                    raise
            time.sleep(0.2)

    return request.param, done, ask


@pytest.fixture
def original(tmp_path):
    """What the library reads from the files themselves: the names of the columns, and the rows."""

    def load(name, folder):
        config, split, *_ = TABLES[name]
        options = {"cache_dir": str(tmp_path / "cache"), "split": split}
        if name in ("fsdd", "mnist"):
            return listed(str(folder), split)
        if name == "lerobot-g1":
            loaded = load_dataset("parquet", data_files=str(folder / "data/**/*.parquet"), **options)
        else:
            loaded = load_dataset(str(folder), config, **options)
        return loaded.column_names, loaded

    return load


def listed(folder, split):
    """Sounds and images as the library lists them; to read them it would need a decoder for each."""
    builder = load_dataset_builder(folder)
    column = builder.BASE_COLUMN_NAME
    paths = [Path(path) for path in builder.config.data_files[split]]
    files = [path for path in paths if path.suffix in (".wav", ".png")]
    return [column, "label"], [{column: path.read_bytes(), "label": int(path.parent.name)} for path in files]


def test_every_endpoint_answers(table):
    name, done, ask = table
    config, split, *_ = TABLES[name]
    ask("/statistics")
    valid = ask("/is-valid")
    assert all(valid[what] for what in ("preview", "viewer", "filter", "statistics"))
    assert {(each["config"], each["split"]) for each in ask("/splits")["splits"]} == {(config, split)}
    (files, size, info) = (ask("/parquet")["parquet_files"], ask("/size")["size"], ask("/info")["dataset_info"])
    rows = ask("/rows")["num_rows_total"]
    assert sum(file["size"] for file in files) == size["splits"][0]["num_bytes_parquet_files"]
    assert size["splits"][0]["num_rows"] == info["splits"][split]["num_examples"] == rows > 0
    described = {records["@id"].split("/")[0] for records in ask("/croissant")["recordSet"]}
    assert described == {made["config"] for made in done.job["tables"]}


def test_rows_are_those_of_the_library(table, original):
    name, done, ask = table
    columns, rows = original(name, done.folder)
    first = ask("/first-rows")
    assert [feature["name"] for feature in first["features"]] == columns
    for offset in {0, len(rows) // 2, max(0, len(rows) - 7)}:
        page = ask("/rows", offset=offset, length=PAGE)
        expected = [told(rows[i]) for i in range(offset, min(offset + PAGE, len(rows)))]
        assert page["num_rows_total"] == len(rows)
        made = [fetched(row["row"]) for row in page["rows"]]
        assert made == expected or same(made, expected)


def fetched(value):
    """A row of the viewer, with the bytes of its files."""
    if isinstance(value, dict) and "src" in value:
        return urllib.request.urlopen(value["src"]).read()
    if isinstance(value, list) and value and isinstance(value[0], dict) and "src" in value[0]:
        return fetched(value[0])  # sounds come as a list of one
    if isinstance(value, dict):
        return {key: fetched(inner) for key, inner in value.items()}
    return [fetched(inner) for inner in value] if isinstance(value, list) else value


def told(value):
    """A row of the library in the same form."""
    if isinstance(value, dict):
        return {key: told(inner) for key, inner in value.items()}
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    return [told(inner) for inner in value] if isinstance(value, list) else value


@pytest.fixture
def ask_duckdb(table, tokens):
    """A query about the files of the twin, as `rows`."""
    name, done, ask = table
    files = [
        hf_hub_download(done.repo, f"{file['config']}/{file['split']}/{file['filename']}", repo_type="dataset", revision=TWIN)
        for file in ask("/parquet")["parquet_files"]
    ]
    with duckdb.connect() as connection:
        connection.execute(f"create view rows as from read_parquet({files})")
        yield lambda query: connection.execute(query).fetchall()


def test_filter_and_search_find_what_duckdb_finds(table, ask_duckdb):
    name, _, ask = table
    *_, word, where = TABLES[name]
    page = ask("/filter", where=where, length=PAGE)
    numbered = "(select row_number() over () - 1 as i, * from rows)"
    found = [i for (i,) in ask_duckdb(f"select i from {numbered} where {where} order by i")]
    assert page["num_rows_total"] == len(found) > 0
    assert [row["row_idx"] for row in page["rows"]] == found[:PAGE]
    if word:
        page = ask("/search", query=word, length=PAGE)
        texts = "to_json(columns(* exclude i))::varchar"
        rows = ask_duckdb(f"select i, {texts} from {numbered} order by i")
        found = [i for i, *cells in rows if any(cell and word in cell.lower() for cell in cells)]
        assert [row["row_idx"] for row in page["rows"]] == found[:PAGE] != []


def test_statistics_are_those_of_duckdb(table, ask_duckdb):
    _, _, ask = table
    answer = ask("/statistics")
    assert answer["num_examples"] == ask_duckdb("select count(*) from rows")[0][0]
    for column in answer["statistics"]:
        name, figures = f'"{column["column_name"]}"', column["column_statistics"]
        assert figures["nan_count"] == ask_duckdb(f"select count(*) filter ({name} is null) from rows")[0][0]
        if column["column_type"] in ("int", "float"):
            sums = f"min({name}), max({name}), avg({name}), median({name}), stddev_samp({name})"
            expected = ask_duckdb(f"select {sums} from rows")[0]
            given = [figures[key] for key in ("min", "max", "mean", "median", "std")]
            assert given == pytest.approx(expected, rel=1e-4, abs=1e-5)
