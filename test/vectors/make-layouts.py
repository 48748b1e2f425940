"""Asks the Python library `datasets` what it sees in folders of files; the answers are layouts.json.

    pip install datasets==5.2.0
    HF_HUB_OFFLINE=1 python make-layouts.py > layouts.json

Each layout is made in a temporary folder, the card as README.md, and loaded as a local dataset. Files are empty,
except archives and metadata tables. Nothing is downloaded.
"""

import dataclasses
import json
import os
import sys
import tempfile
import zipfile
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ["HF_DATASETS_CACHE"] = tempfile.mkdtemp()

import datasets  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
import yaml  # noqa: E402
from datasets.packaged_modules.folder_based_builder.folder_based_builder import FolderBasedBuilder  # noqa: E402

datasets.utils.logging.set_verbosity_error()
datasets.disable_progress_bars()

LAYOUTS = []


def layout(name, files, card=None, zips=None):
    LAYOUTS.append({"name": name, "files": files.split("|"), "card": card, "zips": zips or {}})


def configs(*entries, **more):
    return {"configs": list(entries), **more}


def config(config_name, data_files=None, **more):
    return {"config_name": config_name, **({} if data_files is None else {"data_files": data_files}), **more}


def splits(**paths):
    return [{"split": split, "path": path} for split, path in paths.items()]


# --- without a card: folder names, file names, shards
layout("one csv", "data.csv")
layout("readme and licence beside data", "README.md|LICENSE|.gitattributes|data.csv")
layout("train and test by file name", "train.csv|test.csv")
layout("three splits, other words", "training.jsonl|dev.jsonl|evaluation.jsonl")
layout("valid and val", "train.json|valid.json|val.json")
layout("words inside names", "my-train-file.csv|my_test_file.csv|my.val.file.csv|dev 1.csv")
layout("words without separators", "mytrain.csv|testing123.csv|contest.csv|trainer.csv")
layout("numbers after words", "train0.csv|train1.csv|train10.csv|train2.csv|test0.csv")
layout("a word is the whole name", "train|test|data.csv")
layout("folders named as splits", "train/a.csv|train/b.csv|test/a.csv")
layout("folders inside of folders", "data/train/x/a.csv|data/test/y/a.csv|data/extra.csv")
layout("folders with separators", "my-train-1/a.csv|train_2/a.csv|3 train/a.csv|test.old/a.csv")
layout("a file matched twice", "train/train-1/a.csv|train-train.csv|train/b.csv")
layout("folders win over file names", "train/test.csv|train/train.csv|other/val.csv")
layout("shards", "data/train-00000-of-00002.parquet|data/train-00001-of-00002.parquet|data/test-00000-of-00001.parquet")
layout("shards of odd splits", "data/b-00000-of-00001.parquet|data/a.b-00000-of-00001.parquet|data/test-00000-of-00001.parquet|data/validation-00000-of-00001.parquet|data/train-00000-of-00001.parquet")
layout("shards with a hash", "data/train-00000-of-00001-a09b74b3ef9c3b56.parquet|data/test-00000-of-00001-b1c2.parquet")
layout("shards with a bad split", "data/my-split-00000-of-00001.parquet")
layout("shards elsewhere", "other/train-00000-of-00001.parquet|other/odd-00000-of-00001.parquet")
layout("shards beside other files", "data/random-00000-of-00001.csv|data/notes.csv|train.csv")
layout("shards of two counts", "data/train-00000-of-00001-00000-of-00002.csv")
layout("shards of five thousand", "data/train-00000-of-123456.csv|data/train-00001-of-123456.csv.gz")
layout("korean split shards", "data/훈련-00000-of-00001.parquet|data/시험-00000-of-00001.parquet")
layout("hindi split with combining marks", "data/हिंदी-00000-of-00001.parquet")
layout("korean names", "데이터/학습.csv|데이터/시험 데이터.csv|README.md")
layout("japanese names with a split word", "日本語/train データ.jsonl|日本語/test データ.jsonl")
layout("order by code point", "\U0001f600.csv|\uffee.csv|a.csv|Z.csv|é.csv|_.csv|~.csv")
layout("spaces", "my data/part 1.csv|my data/part 2.csv")
layout("hidden files", ".hidden.csv|.git-data/a.csv|shown.csv|a/.b/c.csv")
layout("folders with two underscores", "__pycache__/a.csv|a/__b__/c.csv|__c.csv|d.csv")
layout("only a readme", "README.md")
layout("only a script", "script.py|notes.docx")
layout("a test script hides the data", "test.py|data.csv")
layout("descriptions are no data", "config.json|dataset_infos.json|dataset_info.json|a/config.json|state.json")
layout("eval logs", "logs/one.eval|logs/two.eval|train.csv")
layout("tasks in folders", "tasks/a/task.toml|tasks/a/instruction.md|tasks/b/task.toml|tasks/b/tests/x.py")
layout("a logs file in capitals", "A.EVAL|train.csv")

# --- the reader
layout("tsv", "train.tsv|test.tsv")
layout("csv and tsv as many", "a.csv|b.tsv")
layout("more tsv than csv", "a.csv|b.tsv|c.tsv")
layout("csv in one split and tsv in the other", "train.csv|test.tsv")
layout("json and csv in two splits", "train.csv|test.json")
layout("parquet is the favourite", "a.csv|b.parquet|c.json|d.jsonl|e.arrow")
layout("arrow and json as many", "a.arrow|b.json")
layout("text and markdown", "a.txt|b.md|c.txt")
layout("compressed", "train.csv.gz|test.csv.zst")
layout("compressed json", "a.jsonl.gz|b.jsonl.bz2|c.json.xz|d.ndjson.lz4")
layout("capitals", "DATA.CSV|photo.JPG|photo2.JPG")
layout("only capitals of csv", "DATA.CSV")
layout("mixed case jpg", "a.Jpg|b.jpg")
layout("webdataset", "shard-000.tar|shard-001.tar")
layout("webdataset in splits", "train/000.tar|train/001.tar|test/000.tar")
layout("tar.gz", "a.tar.gz|b.tar.gz")
layout("geoparquet", "a.geoparquet|b.gpq|c.parquet")
layout("lance", "x.lance/data/1.lance|x.lance/_versions/1.manifest|x.lance/_transactions/0.txn")
layout("conllu", "a.conllu|b.conllu")
layout("sequences", "genome.fasta|reads.fa|more.fna")
layout("xml", "a.xml|b.xml")
layout("extension in the middle", "a.csv.backup|b.json.old.csv|c.csv.")
layout("dots in folders", "v1.csv.d/x.txt|v1.csv.d/y.csv|v2.json/z.csv")
layout("hdf5", "a.h5|b.hdf5|c.txt")
layout("pdf", "a.pdf|B.PDF")

# --- archives
layout("zip of csv", "a.zip", zips={"a.zip": ["x/a.csv", "x/b.csv", "y.txt"]})
layout("zip of images", "train.zip|test.zip", zips={"train.zip": ["cat/1.jpg", "dog/2.jpg"], "test.zip": ["cat/3.jpg"]})
layout("zip and csv", "a.zip|b.csv|c.csv", zips={"a.zip": ["x.json"]})
layout("more zip than csv", "a.zip|b.zip|c.csv", zips={"a.zip": ["x.json"], "b.zip": ["y.json"]})
layout("zip of nothing known", "a.zip", zips={"a.zip": ["x.bin", "y.bin"]})
layout("zip with a draw", "a.zip", zips={"a.zip": ["a.json", "b.csv"]})
layout("zip of images with metadata", "a.zip", zips={"a.zip": ["cat/1.jpg", "dog/2.jpg", "metadata.csv"]})
layout("zip of images at two depths", "a.zip", zips={"a.zip": ["cat/1.jpg", "x/dog/2.jpg"]})
layout("zip of images in capitals", "a.zip", zips={"a.zip": ["cat/1.jpg", "cat/2.jpg", "dog/3.JPG"]})
layout("zip of images in two zips", "a.zip|b.zip", zips={"a.zip": ["cat/1.jpg"], "b.zip": ["dog/2.jpg"]})
layout("twelve zips", "|".join(f"{i:02}.zip" for i in range(12)), zips={f"{i:02}.zip": ["a.json" if i < 10 else "b.csv", "c.csv" if i > 9 else "d.json"] for i in range(12)})

# --- media folders
layout("images with labels", "cat/1.jpg|cat/2.jpg|dog/1.png|dog/2.PNG")
layout("images in splits with labels", "train/cat/1.jpg|train/dog/1.jpg|test/cat/2.jpg|test/dog/2.jpg")
layout("images at two depths", "cat/1.jpg|dog/x/1.jpg")
layout("images in one folder", "images/1.jpg|images/2.jpg")
layout("images in the root", "1.jpg|2.jpg")
layout("images with metadata", "1.jpg|2.jpg|metadata.csv")
layout("images and json lines of metadata", "train/1.jpg|train/metadata.jsonl|test/2.jpg|test/metadata.jsonl")
layout("metadata in one split", "train/1.jpg|train/metadata.csv|test/2.jpg")
layout("metadata of two formats", "train/1.jpg|train/metadata.csv|test/2.jpg|test/metadata.jsonl")
layout("metadata in parquet", "a/1.wav|b/2.wav|metadata.parquet")
layout("more metadata than images", "a/1.jpg|a/metadata.csv|b/metadata.csv|metadata.csv")
layout("only metadata", "metadata.csv")
layout("metadata with a longer name", "1.jpg|my-metadata.csv|notes.csv")
layout("audio", "en/1.mp3|ko/2.mp3|ja/3.wav")
layout("video", "walk/1.mp4|run/2.mp4|run/notes.txt")
layout("video and audio", "a/1.mp4|a/2.wav|a/3.wav")
layout("images and mpeg", "a/1.png|b/2.png|c/3.mpeg|d/4.mpg")
layout("korean labels", "고양이/1.jpg|강아지/2.jpg|새/3.jpg")
layout("drop labels", "cat/1.jpg|dog/1.jpg", configs(config("default", drop_labels=True)))
layout("keep a single label", "all/cat/1.jpg|all/cat/2.jpg", configs(config("default", drop_labels=False)))
layout("drop metadata", "cat/1.jpg|dog/1.jpg|metadata.csv", configs(config("default", drop_metadata=True)))
layout("other metadata names", "cat/1.jpg|dog/1.jpg|info.csv", configs(config("default", metadata_filenames=["info.csv"])))

# --- configs in the card
FILES = "en/train.csv|en/test.csv|ko/train.csv|ko/test.csv|extra/한국어 자료.csv|README.md"
layout("data_files is a path", FILES, configs(config("default", "en/train.csv")))
layout("data_files is a pattern", FILES, configs(config("default", "en/*.csv")))
layout("data_files is a list", FILES, configs(config("default", ["ko/*.csv", "en/train.csv", "extra/*"])))
layout("data_files has splits", FILES, configs(config("default", splits(train="*/train.csv", test=["en/test.csv", "ko/test.csv"]))))
layout("splits of other names", FILES, configs(config("default", splits(zz="en/train.csv", aa="ko/train.csv", 한국어="extra/*"))))
layout("two configs", FILES, configs(config("en", "en/*"), config("ko", "ko/*")))
layout("two configs and a default", FILES, configs(config("en", "en/*"), config("ko", "ko/*", default=True)))
layout("a config called default", FILES, configs(config("en", "en/*"), config("default", "ko/*")))
layout("two defaults", FILES, configs(config("en", "en/*", default=True), config("default", "ko/*")))
layout("a config twice", FILES, configs(config("en", "en/*"), config("ko", "ko/*"), config("en", "extra/*")))
layout("data_dir", FILES, configs(config("en", data_dir="en"), config("ko", data_dir="ko")))
layout("data_dir with slashes", FILES, configs(config("en", data_dir="./en/"), config("ko", data_dir="ko/")))
layout("data_dir and data_files", FILES, configs(config("all", "*/*"), config("ko", "t*.csv", data_dir="ko")))
layout("data_dir and data_files first", FILES, configs(config("ko", "train.csv", data_dir="ko")))
layout("data_dir that is not there", FILES, configs(config("en", "en/*"), config("xx", data_dir="xx")))
layout("config without files", FILES, configs(config("default")))
layout("shards in data_dir", "v1/data/train-00000-of-00001.parquet|v1/data/odd-00000-of-00001.parquet", configs(config("default", data_dir="v1")))
layout("a pattern without a match", FILES, configs(config("en", "en/*"), config("xx", "xx/*")))
layout("a pattern without a match first", FILES, configs(config("xx", "xx/*"), config("en", "en/*")))
layout("a path without a match", FILES, configs(config("en", "en/*"), config("xx", "xx/a.csv")))
layout("one of two patterns without a match", FILES, configs(config("en", ["en/*", "xx/*"])))
layout("one of two paths without a match", FILES, configs(config("en", ["en/*", "xx/a.csv"])))
layout("a folder as a path", FILES, configs(config("en", "en")))
layout("a folder with a slash", FILES, configs(config("en", "en/")))
layout("data_files is a mapping", FILES, configs(config("en", {"train": "en/train.csv"})))
layout("an entry with three keys", FILES, configs(config("en", [{"split": "a", "path": "en/*", "x": 1}])))
layout("a split twice", FILES, configs(config("en", [{"split": "a", "path": "en/*"}, {"split": "a", "path": "ko/*"}])))
layout("a split with a dash", FILES, configs(config("en", splits(**{"a-b": "en/*"}))))
layout("a config without a name", FILES, {"configs": [{"data_files": "en/*"}]})
layout("a config with a bad name", FILES, configs(config("a/b", "en/*")))
layout("a config with a number", FILES, configs(config(2024, "en/*")))
layout("configs is a mapping", FILES, {"configs": {"en": "en/*"}})
layout("an empty list of configs", FILES, {"configs": []})
layout("a korean config", FILES, configs(config("한국어 설정", "extra/한국어 자료.csv")))
layout("two formats in two configs", "a/1.csv|b/1.json|b/2.json", configs(config("a", "a/*"), config("b", "b/*")))
layout("two formats in one config", "a/1.csv|a/2.csv|a/3.json", configs(config("a", "a/*")))
layout("two formats by data_dir", "a/1.csv|b/1.json|b/2.json", configs(config("a", data_dir="a"), config("b", data_dir="b")))
layout("a card without configs", FILES, {"license": "mit"})
layout("csv options", FILES, configs(config("default", "en/*", sep=";", quotechar="'", encoding="cp949", header=None, names=["a", "b"], skiprows=2)))
layout("csv options by other names", FILES, configs(config("default", "en/*", delimiter="|", column_names=["a", "b"])))
layout("tsv with another separator", "a.tsv", configs(config("default", "*.tsv", sep=",")))
layout("options nobody knows", FILES, configs(config("default", "en/*", colour="red", lines=True)))
layout("json options", "a.json", configs(config("default", "a.json", field="data", lines=True)))
layout("parquet options", "a.parquet", configs(config("default", "a.parquet", columns=["x"], batch_size=10)))
layout("text options", "a.txt", configs(config("default", "a.txt", sample_by="paragraph", keep_linebreaks=True)))

# --- dataset_info
INFO = {"features": [{"name": "x", "dtype": "int64"}], "splits": [{"name": "train", "num_examples": 3, "num_bytes": 10}]}
layout("one dataset_info", FILES, {"dataset_info": INFO})
layout("a list of dataset_info", FILES, configs(config("en", "en/*"), config("ko", "ko/*"), dataset_info=[{"config_name": "ko", **INFO}]))
layout("dataset_info of the default", FILES, configs(config("default", "en/*"), dataset_info=INFO))
layout("dataset_info of another name", FILES, {"dataset_info": {"config_name": "ko", **INFO}})
layout("two of dataset_info and no configs", FILES, {"dataset_info": [{"config_name": "en", **INFO}, {"config_name": "default", **INFO}]})
layout("features of the config", FILES, configs(config("default", "en/*", features=[{"name": "y", "dtype": "string"}])))
layout("features of both", FILES, configs(config("default", "en/*", features=[{"name": "y", "dtype": "string"}]), dataset_info=INFO))
layout("dataset_info names the default", FILES, configs(config("en", "en/*"), config("ko", "ko/*"), dataset_info={"config_name": "ko", **INFO}))

# --- patterns
TREE = "a.csv|b.csv|ab.csv|x/a.csv|x/y/a.csv|x/y/b.csv|x/y/z/ab.csv|.h/a.csv|.h/.i.csv|x/.j.csv|__s/a.csv|x/__s/a.csv|[1].csv|{a}.csv|a-b.csv|c]d.csv|^.csv|!.csv|README.md|config.json|가.csv|나 다.csv|\U0001f600.csv"
for pattern in [
    "*.csv", "**", "**/*.csv", "**/a.csv", "x/**", "x/**/*", "x/**/a.csv", "x/**/**/a.csv", "*/*.csv", "*/*/*.csv", "?.csv", "??.csv",
    "[ab].csv", "[!ab].csv", "[a-c]*.csv", "[[]1].csv", "[]c]]d.csv", "c[]]d.csv", "[^a].csv", "[!!].csv", "[a-].csv", "[z-a].csv",
    "[!z-a].csv", "[ab.csv", "{a,b}.csv", "{a}.csv", ".h/*", ".h/.*", ".*/*", "x/.*", "__s/*", "__*/*", "*/__s/*", "**.csv", "x**", "***",
    "README.md", "*.md", "config.json", "*.json", "가.csv", "[가-힣].csv", "[가-힣] *.csv", "나*", "./a.csv", "./*.csv", "x//a.csv", "x/./*.csv",
    "x/../a.csv", "../*", "x/*/", "x/**/", "*a*b*.csv", "a*", "*/", "[a-b-c].csv", "[--z].csv", "a[-_]b.csv", "x/y", "", "/a.csv", "\U0001f600.csv",
    "https://example.com/a.csv", "[é].csv", "x\\y.csv", "[\\\\].csv",
]:  # fmt: skip
    layout(f"pattern {pattern}", TREE, configs(config("default", pattern)))


METADATA = "file_name,note\n1.jpg,a\n"


def write_file(path, archived):
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name in sorted(archived):
                archive.writestr(name, METADATA if name.endswith("metadata.csv") else b"")
    elif path.name == "metadata.parquet":
        pq.write_table(pa.table({"file_name": ["1.jpg"], "note": ["a"]}), path)
    elif path.suffix == ".jsonl" and path.stem == "metadata":
        path.write_text('{"file_name": "1.jpg", "note": "a"}\n')
    elif path.name in ("metadata.csv", "info.csv"):
        path.write_text(METADATA)
    elif path.name == "dataset_infos.json":
        path.write_text("{}")
    else:
        path.write_bytes(b"")


class NoDownloads:
    """What a media reader asks of a download manager, for files that are there already."""

    download_config = datasets.DownloadConfig()

    def download(self, files):
        return files

    def download_and_extract(self, archives):
        folders = []
        for archive in archives:
            folders.append(tempfile.mkdtemp())
            zipfile.ZipFile(archive).extractall(folders[-1])
        return folders

    def iter_files(self, folder):
        return [str(path) for path in sorted(Path(folder).rglob("*")) if path.is_file()]


def options_of(settings):
    """What differs from the defaults; a reader's own table of fields says what there is."""
    base = {"name", "version", "data_dir", "data_files", "description", "features"}
    blank = type(settings)()
    names = [field.name for field in dataclasses.fields(settings) if field.name not in base]
    return {name: getattr(settings, name) for name in names if getattr(settings, name) != getattr(blank, name)}


def labels_of(builder):
    label = (builder.info.features or {}).get("label")
    return label.names if isinstance(label, datasets.ClassLabel) else None


def features_of(root, builder):
    """Those of the card; some readers have features of their own."""
    card = Path(root) / "README.md"
    given = card.exists() and "features:" in card.read_text()
    return sorted(builder.info.features or []) if given else []


def media_splits(builder, root, found):
    generators = builder._split_generators(NoDownloads())
    for split, paths, generator in zip(found, builder.config.data_files.values(), generators):
        files, _, archives = builder._split_files_and_metadata_and_archives(paths)
        split["files"] = [path for path in split["files"] if f"{root}/{path}" in set(files + archives)]
        metadata = generator.gen_kwargs["metadata_files"] if generator.gen_kwargs["add_metadata"] else []
        split["metadataFiles"] = sorted(original[len(root) + 1 :] for original, _, _ in metadata if original)


def read_config(root, name, default):
    builder = datasets.load_dataset_builder(root, name)
    found = [
        {"name": str(split), "files": [path[len(root) + 1 :] for path in paths]}
        for split, paths in builder.config.data_files.items()
    ]
    result = {
        "name": builder.config.name,
        "isDefault": name == default,
        "reader": type(builder).__mro__[1].__module__.split(".")[-1],
        "options": options_of(builder.config),
        "features": features_of(root, builder),
        "splits": found,
    }
    if isinstance(builder, FolderBasedBuilder):
        media_splits(builder, root, found)
        result["labels"] = labels_of(builder)
    return result


def attempt(ask):
    try:
        return ask()
    except Exception as error:  # the library has no common class of errors
        return {"error": type(error).__name__}


def default_name(root):
    try:
        return datasets.get_dataset_default_config_name(root)
    except Exception:
        return None


def read_layout(root):
    names = datasets.get_dataset_config_names(root)
    default = default_name(root)
    return [{"name": name, **attempt(lambda: read_config(root, name, default))} for name in names]


def ask(each):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "repo"
        for path in each["files"]:
            write_file(root / path, each["zips"].get(path, []))
        if each["card"] is not None:
            (root / "README.md").write_text("---\n" + yaml.safe_dump(each["card"], allow_unicode=True, sort_keys=False) + "---\n")
        os.chdir(root)
        answer = attempt(lambda: read_layout(str(root)))
        os.chdir("/")
    return {**each, "zips": {path: sorted(names) for path, names in each["zips"].items()}, "library": answer}


if __name__ == "__main__":
    answers = [ask(each) for each in LAYOUTS]
    lines = ",\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)
    sys.stdout.write(f'{{"datasets": "{datasets.__version__}", "layouts": [\n{lines}\n]}}\n')
