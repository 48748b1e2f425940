"""Real files, converted by the sandbox's program, against what the `datasets` library reads from the same files."""

import glob
import json
import math
import os
import subprocess
from pathlib import Path

import pytest

datasets = pytest.importorskip("datasets", reason="the datasets library is not in this environment")
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
DATA = os.environ.get("DATABELT_TEST_DATA")
pytestmark = pytest.mark.skipif(
    not DATA and os.environ.get("DATABELT_REQUIRE_ALL") != "1",
    reason="set DATABELT_TEST_DATA to the folder of the real data sets",
)

TABLES = [
    ("csv", "nsmc/reviews.csv", {}),
    ("csv", "nusax/mt/*.csv", {}),
    ("csv", "nusax/sentiment/*/*.csv", {}),
    ("json", "klue/*.json", {}),
    ("csv", "klue/klue-dp-*.tsv", {"sep": "\t", "quotechar": "\x01", "names": list("abcdef")}),
    ("text", "klue/*.tsv", {}),
    ("json", "jglue/*/*.json", {}),
    ("json", "lerobot-g1/meta/*.json*", {}),
    ("parquet", "lerobot-g1/data/chunk-000/*.parquet", {"columns": ["timestamp", "observation.state"]}),
    ("json", "korea-maps/*.json", {}),
]


def convert(reader, files, options, folder):
    """As the hub does it: a task on stdin, the answer on descriptor 3."""
    read, write = os.pipe()
    program = ["node", "--max-old-space-size=512", str(ROOT / "dist/sandbox/main.js"), str(folder)]
    task = {"name": "convert", "input": {"reader": reader, "options": options, "files": files, "output": "part.parquet"}}
    with subprocess.Popen(
        ["bash", "-c", 'exec "$@" 3>&%d' % write, "-", *program],
        stdin=subprocess.PIPE,
        pass_fds=[write],
        env={"PATH": os.environ["PATH"], "TZ": "UTC"},
    ) as process:
        os.close(write)
        process.stdin.write(json.dumps(task).encode() + b"\n")
        process.stdin.close()
        with os.fdopen(read) as answers:
            answer = [json.loads(line) for line in answers][-1]
    assert answer["kind"] == "done", answer
    return answer["result"], pq.read_table(folder / "part.parquet")


def plain(features):
    """pandas 3 has large_string where pandas 2 has string."""
    text = json.dumps(features, sort_keys=True)
    return json.loads(text.replace('"large_string"', '"string"'))


def values(table, name):
    column = table.column(name)
    if isinstance(column.type, pa.ExtensionType) or "json" in str(column.type):
        return [json.loads(one) if isinstance(one, str) else one for one in column.to_pylist()]
    return column.to_pylist()


def equal(ours, theirs):
    """The library writes fractions anew with ten digits where it finds mixed types or an array; we keep them all."""
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(equal, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(equal(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-10) or (math.isnan(ours) and math.isnan(theirs))
    return ours == theirs


def compare(reader, paths, options, folder):
    files = [{"path": str(path), "name": os.path.relpath(path, DATA)} for path in paths]
    ours, part = convert(reader, files, options, folder)
    theirs = datasets.load_dataset(
        reader, data_files=[str(path) for path in paths], split="train", cache_dir=str(folder / "cache"), **options
    )
    features = {one["name"]: one["type"] for one in ours["features"]}
    assert plain(features) == plain(theirs.features.to_dict())
    assert ours["numRows"] == theirs.num_rows
    table = theirs.data.table
    for name in table.column_names:
        assert equal(values(part, name), values(table, name)), name


@pytest.mark.parametrize("reader,pattern,options", TABLES, ids=[f"{r}-{p}" for r, p, _ in TABLES])
def test_equals_datasets(reader, pattern, options, tmp_path):
    assert DATA, "DATABELT_TEST_DATA is not set, and DATABELT_REQUIRE_ALL=1"
    paths = sorted(glob.glob(os.path.join(DATA, pattern)))
    if not paths:
        pytest.skip(f"no files {pattern}")
    for i, path in enumerate(paths):
        folder = tmp_path / str(i)
        folder.mkdir()
        compare(reader, [path], options, folder)


def test_sounds_keep_their_bytes(tmp_path):
    """The library needs torch for this one; the bytes speak for themselves."""
    assert DATA, "DATABELT_TEST_DATA is not set, and DATABELT_REQUIRE_ALL=1"
    paths = sorted(glob.glob(os.path.join(DATA, "fsdd/recordings/*.wav")))
    files = [{"path": path, "name": "recordings/" + os.path.basename(path)} for path in paths]
    ours, part = convert("audiofolder", files, {}, tmp_path)
    assert ours["features"] == [{"name": "audio", "type": {"_type": "Audio"}}]
    rows = part.column("audio").to_pylist()
    assert [row["path"] for row in rows] == [os.path.basename(path) for path in paths]
    assert all(row["bytes"] == Path(path).read_bytes() for row, path in zip(rows, paths))
