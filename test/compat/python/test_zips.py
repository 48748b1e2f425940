"""Zip archives in data sets: the twin beside what the library reads from the same archives."""

import io
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from datasets import ClassLabel, Image
from PIL import Image as Pixels
from test_tables import TWIN, load  # noqa: F401


def packed(files):
    """A zip of {name: bytes or text}, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def picture(number):
    out = io.BytesIO()
    Pixels.new("RGB", (8 + number % 5, 6), (number * 37 % 256, number * 91 % 256, 9)).save(out, "png")
    return out.getvalue()


def features_of(table):
    """pandas 3 has large_string where pandas 2 has string."""
    return {name: repr(feature).replace("large_string", "string") for name, feature in table.features.items()}


def plain(value):
    """Pictures by what they show."""
    return (value.mode, value.size, value.tobytes()) if isinstance(value, Pixels.Image) else value


def assert_equal_rows(twin, original):
    assert features_of(twin) == features_of(original)
    assert twin.num_rows == original.num_rows > 0
    for ours, theirs in zip(twin, original):
        assert {name: plain(value) for name, value in ours.items()} == {
            name: plain(value) for name, value in theirs.items()
        }


@pytest.fixture
def compare(put, repo, built, load):  # noqa: F811
    """Both ways to read the files of a repo, split by split, value by value; returns what the library reads."""

    def check(files):
        job = built(repo, put(files).oid)
        assert (job["state"], job["problems"]) == ("ready", [])
        original, twin = load(repo), load(repo, revision=TWIN)
        assert list(original) == list(twin)
        for split, table in original.items():
            assert_equal_rows(twin[split], table)
        return original

    return check


def test_a_zip_of_csv(compare):
    numbers = {f"{folder}{name}.csv": f"id,text\n{i},가{i}\n{i}5,\n" for i, (folder, name) in enumerate(
        [("z/", "a"), ("", "m"), ("A/b/", "q"), ("A/", "x"), ("A/", "B"), ("", "10"), ("", "9"), ("한글/", "나")], 1
    )}
    hidden = {"__MACOSX/._m.csv": b"\x00\x05", ".hidden.csv": "id,text\n99,x\n"}
    files = {"train-1.zip": packed({**numbers, **hidden}), "train-2.zip": packed({"a.csv": "id,text\n77,끝\n"})}
    rows = compare({**files, "test.zip": packed({"t.csv": "id,text\n5,t\n"})})
    assert rows["train"].num_rows == 17 and rows["test"].num_rows == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("jsonl", lambda i: f'{{"id": {i}, "tags": ["가{i}"], "in": {{"x": {i}.5}}}}\n' * 2),
        ("json", lambda i: f'[{{"id": {i}}}, {{"id": 1{i}}}]'),
        ("txt", lambda i: f"줄 {i}\nline {i}\n"),
        ("tsv", lambda i: f"a\tb\n{i}\t{i}.5\n"),
    ],
)
def test_a_zip_of_other_tables(compare, name, content):
    files = {f"{folder}/{i}.{name}": content(i) for i, folder in enumerate(["b", "a", "a/c", "."])}
    rows = compare({"data.zip": packed({path.removeprefix("./"): text for path, text in files.items()})})
    assert rows["train"].num_rows >= 4


def test_a_zip_and_loose_files(compare):
    files = {"train/c.csv": "n\n1\n", "train/a.csv": "n\n2\n", "train/b.zip": packed({"y.csv": "n\n4\n", "x.csv": "n\n3\n"})}
    assert compare(files)["train"]["n"][:] == [2, 3, 4, 1]


# The library takes the folder of the archive for the label, and fails: the same files on disk are what it can read.


@pytest.fixture
def compare_unpacked(put, repo, built, load, tmp_path):  # noqa: F811
    """The twin of archives beside what the library reads when they are unpacked into the folder they are in."""

    def check(archives):
        job = built(repo, put({path: packed(files) for path, files in archives.items()}).oid)
        assert (job["state"], job["problems"]) == ("ready", [])
        for path, files in archives.items():
            for name, content in files.items():
                place = tmp_path / "files" / Path(path).parent / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
        original, twin = load(str(tmp_path / "files")), load(repo, revision=TWIN)
        assert list(original) == list(twin)
        for split, table in original.items():
            assert_equal_rows(twin[split], table)
        return twin

    return check


def test_a_zip_of_an_image_folder_with_labels(compare_unpacked):
    animals = ["dog", "cat", "고양이"]
    files = {f"pets/{animals[i % 3]}/{i:03}.png": picture(i) for i in range(300)}
    rows = compare_unpacked({"images.zip": {**files, "pets/dog/.hidden.png": b"x", "__MACOSX/1.png": b"x"}})["train"]
    assert rows.num_rows == 300
    assert rows.features["label"] == ClassLabel(names=sorted(animals))


def test_labels_of_several_zips(compare_unpacked):
    archives = {f"train/{name}.zip": {f"{name}/{i}.png": picture(i) for i in range(3)} for name in ("b", "a")}
    rows = compare_unpacked({**archives, "test/c.zip": {"b/9.png": picture(9)}})
    assert rows["train"]["label"][:] == [0, 0, 0, 1, 1, 1] and rows["test"]["label"][:] == [1]


def test_a_zip_of_images_without_folders(compare):
    rows = compare({"images.zip": packed({f"{i}.png": picture(i) for i in (3, 1, 2)})})["train"]
    assert rows.features == {"image": Image()}


METADATA = [(f"in/{i % 2}/{i:03}.png", f"그림 {i}", i / 4) for i in range(150)]


def metadata_of(kind):
    frame = pd.DataFrame(METADATA[::-1], columns=["file_name", "caption", "score"])
    if kind == "csv":
        return frame.to_csv(index=False)
    if kind == "jsonl":
        return frame.to_json(orient="records", lines=True, force_ascii=False)
    return frame.to_parquet(index=False)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("folder", ["", "deep/er/"])
def test_a_zip_with_metadata(compare, kind, folder):
    pictures = {folder + name: picture(i) for i, (name, *_) in enumerate(METADATA)}
    rows = compare({"images.zip": packed({**pictures, f"{folder}metadata.{kind}": metadata_of(kind)})})["train"]
    assert rows["caption"][:2] == ["그림 149", "그림 148"]


def test_loose_images_with_metadata(compare):
    pictures = {name: picture(i) for i, (name, *_) in enumerate(METADATA)}
    rows = compare({**pictures, "metadata.csv": metadata_of("csv")})["train"]
    assert rows.num_rows == len(METADATA)


def test_a_zip_of_parquet(put, repo, built, load):  # noqa: F811
    """The library reads it from the twin only."""
    rows = [{"a": 1, "b": "x"}, {"a": 2, "b": "가"}]
    built(repo, put({"data.zip": packed({"a.parquet": pd.DataFrame(rows).to_parquet(index=False)})}).oid)
    assert load(repo, revision=TWIN, split="train").to_list() == rows
    with pytest.raises(pa.ArrowInvalid):
        load(repo, split="train")
