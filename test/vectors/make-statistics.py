"""Makes statistics.json: small Parquet tables, and every figure about them as pandas and numpy have it.

Run by hand when the definitions change; needs pandas, numpy and pyarrow, as in the environment of
test/compat for `datasets`:

    test/compat/.venvs/datasets/bin/python test/vectors/make-statistics.py

The figures are those the dataset viewer defines (https://huggingface.co/docs/dataset-viewer/statistics), computed here
from the columns in memory, with pandas' own mean, median, std and value_counts and numpy's histogram.
"""

import base64
import datetime as dt
import io
import json
import math
import random
import struct
import wave
import zlib
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

rng = np.random.default_rng(7)
pick = random.Random(7)
CASES = []


def r5(x):
    x = float(x)
    return None if math.isnan(x) or math.isinf(x) else float(np.round(x, 5))


def gaps(nulls, n):
    return {"nan_count": int(nulls), "nan_proportion": round(nulls / n, 5) if n else 0.0}


def numbers(values, kind, rows):
    """`values`: those that are there, as a pandas Series of numbers."""
    finite = values[np.isfinite(values.astype("float64"))]
    nulls = rows - len(values)
    if len(finite) == 0:
        return {**gaps(nulls, rows), "min": None, "max": None, "mean": None, "median": None, "std": None, "histogram": None}
    low, high = r5(finite.min()), r5(finite.max())
    if low == high:
        edges, hist = [low, high], [len(finite)]
    elif kind == "float":
        edges = np.array([*np.arange(low, high, (high - low) / 10), high])
        # values lie a little beyond edges that were rounded
        hist = np.histogram(finite.clip(low, high), bins=edges)[0].tolist()
        edges = [r5(e) for e in edges]
    else:
        width = math.ceil((high - low + 1) / 10)
        edges = [low + i * width for i in range(10) if low + i * width <= high] + [high]
        ends = edges[:-1] + [high + 1]
        hist = np.histogram(finite.astype("float64"), bins=ends)[0].tolist()
    std = finite.astype("float64").std()
    # as doubles large whole numbers of both signs cancel each other, and pandas' mean is off
    mean = sum(map(int, finite)) / len(finite) if kind == "int" else finite.astype("float64").mean()
    return {
        **gaps(nulls, rows),
        "min": low,
        "max": high,
        "mean": r5(mean),
        "median": r5(finite.astype("float64").median()),
        "std": r5(std),
        "histogram": {"hist": [int(h) for h in hist], "bin_edges": edges},
    }


def int_column(series):
    present = series.dropna()
    return "int", numbers(present, "int", len(series)), {"n_unique": int(present.nunique())}


def float_column(series):
    present = series.dropna()
    infinite = int(np.isinf(present.astype("float64")).sum())
    extra = {
        "n_unique": int(present.nunique()),
        "infinite_count": infinite,
        "zero_count": int((present == 0).sum()),
        "negative_count": int((present < 0).sum()),
    }
    return "float", numbers(present, "float", len(series)), extra


def lengths_column(kind):
    def describe(series):
        lengths = series.dropna().map(len).astype("int64")
        return kind, numbers(lengths, "int", len(series)), {}

    return describe


def text_column(series):
    present = series.dropna()
    unique, rows = present.nunique(), len(series)
    with_null = unique + int(series.isna().any())
    if rows and (with_null <= 10 or (with_null <= 1000 and with_null / rows <= 0.2)):
        return "string_label", {
            **gaps(series.isna().sum(), rows),
            "no_label_count": 0,
            "no_label_proportion": 0,
            "n_unique": int(unique),
            "frequencies": {k: int(v) for k, v in present.value_counts().items()},
        }, {"n_unique": int(unique)}
    kind, figures, _ = lengths_column("string_text")(series)
    return kind, figures, {"n_unique": int(unique)}


def bool_column(series):
    present = series.dropna()
    counts = present.astype(bool).value_counts()
    frequencies = {str(bool(k)): int(v) for k, v in counts.items()}
    return "bool", {**gaps(series.isna().sum(), len(series)), "frequencies": frequencies}, {"n_unique": len(counts)}


def class_column(names):
    def describe(series):
        counts = series.dropna().astype("int64").value_counts()
        missing, rows = int(counts.get(-1, 0)), len(series)
        return "class_label", {
            **gaps(series.isna().sum(), rows),
            "no_label_count": missing,
            "no_label_proportion": round(missing / rows, 5),
            "n_unique": len(names),
            "frequencies": {name: int(counts.get(i, 0)) for i, name in enumerate(names)},
        }, {}

    return describe


def date_text(moment):
    return moment.strftime("%Y-%m-%d %H:%M:%S%z") if moment.utcoffset() else moment.strftime("%Y-%m-%d %H:%M:%S")


def date_column(series):
    """`series`: datetime objects or None."""
    present = series.dropna()
    rows = len(series)
    if len(present) == 0:
        return "datetime", numbers(pd.Series([], dtype="float64"), "int", rows), {}
    first = min(present)
    seconds = pd.Series([(moment - first) // dt.timedelta(seconds=1) for moment in present])
    figures = numbers(seconds, "int", rows)
    text = lambda s: date_text(first + dt.timedelta(seconds=s))
    for key in ("min", "max", "mean", "median"):
        figures[key] = text(figures[key])
    figures["std"] = None if figures["std"] is None else str(dt.timedelta(seconds=figures["std"]))
    figures["histogram"]["bin_edges"] = [text(s) for s in figures["histogram"]["bin_edges"]]
    return "datetime", figures, {"n_unique": int(present.nunique())}


def image_column(sizes):
    def describe(series):
        widths = pd.Series([s[0] for s in sizes if s], dtype="int64")
        heights = pd.Series([s[1] for s in sizes if s], dtype="int64")
        weights = pd.Series([len(f["bytes"]) for f in series if f and f["bytes"] is not None], dtype="int64")
        extra = {
            "height": numbers(heights, "int", len(series)),
            "bytes": numbers(weights, "int", len(series)),
            "unreadable_count": sum(1 for f, s in zip(series, sizes) if f and f["bytes"] is not None and not s),
        }
        return "image", numbers(widths, "int", len(series)), extra

    return describe


def audio_column(seconds, rates):
    def describe(series):
        present = pd.Series([s for s in seconds if s is not None], dtype="float64")
        return "audio", numbers(present, "float", len(series)), {"sampling_rates": rates}

    return describe


def value(dtype):
    return {"_type": "Value", "dtype": dtype}


def case(name, columns, rows_per_group=None, parts=1):
    """`columns`: name -> (values, arrow type, feature, how to describe it or None for a column that is left out)."""
    names = list(columns)
    arrays = [pa.array(columns[n][0], type=columns[n][1]) for n in names]
    table = pa.Table.from_arrays(arrays, names=names)
    files, size = [], max(1, math.ceil(table.num_rows / parts))
    for start in range(0, max(1, table.num_rows), size):
        buffer = io.BytesIO()
        pq.write_table(table.slice(start, size), buffer, compression="zstd", row_group_size=rows_per_group)
        files.append(base64.b64encode(buffer.getvalue()).decode())
    statistics = []
    for n in names:
        values, _, _, describe = columns[n]
        if describe is None:
            continue
        kind, figures, extra = describe(pd.Series(values, dtype=object))
        statistics.append({"column_name": n, "column_type": kind, "column_statistics": figures, "extra": extra})
    statistics.sort(key=lambda s: s["column_name"])
    features = [{"name": n, "type": columns[n][2]} for n in names]
    CASES.append({"name": name, "features": features, "files": files,
                  "expected": {"num_examples": table.num_rows, "statistics": statistics}})


def ints(values, arrow=pa.int64(), dtype="int64"):
    return (values, arrow, value(dtype), lambda s: int_column(pd.Series([v for v in s], dtype="object")))


def floats(values, arrow=pa.float64(), dtype="float64"):
    def describe(series):
        stored = pd.Series(pa.array(values, type=arrow).to_pandas(), dtype="float64")
        return float_column(stored)

    return (values, arrow, value(dtype), describe)


def texts(values, arrow=pa.string(), dtype="string"):
    return (values, arrow, value(dtype), text_column)


def holes(values, share=0.1):
    return [None if pick.random() < share else v for v in values]


case("whole numbers", {
    "few": ints([int(x) for x in rng.integers(0, 2, 300)]),
    "ten": ints([int(x) for x in rng.integers(1, 11, 300)]),
    "wide": ints(holes([int(x) for x in rng.integers(-5000, 9000, 300)])),
    "skewed": ints([int(x) for x in rng.geometric(0.05, 300)]),
}, rows_per_group=64)
case("sizes of whole numbers", {
    f"{sign}{bits}": ints(holes([int(x) for x in rng.integers(0 if sign else -100, 100, 50)]),
                          getattr(pa, f"{sign}{bits}")(), f"{sign}{bits}")
    for sign in ("int", "uint") for bits in (8, 16, 32, 64)
})
case("huge whole numbers", {
    "int64": ints([-(2**63), 2**63 - 1, 0, 12, None]),
    "uint64": ints([0, 2**64 - 1, 5, 5, 5], pa.uint64(), "uint64"),
    "beyond doubles": ints([2**53 + 1, 2**53 + 3, 2**53 + 5, 2**53, 2**60]),
})
case("floats", {
    "normal": floats(holes(rng.normal(0, 3, 400).tolist())),
    "uniform": floats(rng.uniform(0, 1, 400).tolist()),
    "tiny": floats((rng.uniform(0, 1, 400) * 1e-7).tolist()),
    "large": floats((rng.normal(0, 1, 400) * 1e12).tolist()),
    "negative": floats((-rng.exponential(2, 400)).tolist()),
    "tenths": floats([round(x * 0.1, 1) for x in rng.integers(0, 11, 400).tolist()]),
}, rows_per_group=100)
case("short floats", {
    "float32": floats(rng.normal(5, 2, 200).astype("float32").tolist(), pa.float32(), "float32"),
    "float32 gaps": floats(holes(rng.uniform(-1, 1, 200).astype("float32").tolist()), pa.float32(), "float32"),
})
case("not numbers", {
    "nan": floats([1.5, float("nan"), None, 2.5, float("nan"), -3.0]),
    "infinite": floats([1.0, float("inf"), 2.0, float("-inf"), 4.0, None]),
    "only nan": floats([float("nan")] * 5 + [None]),
    "only infinite": floats([float("inf")] * 6),
    "zeros": floats([0.0, -0.0, 0.0, 1.0, 0.0, None]),
})
case("nothing but null", {
    "int": ints([None] * 4),
    "float": floats([None] * 4),
    "text": texts([None] * 4),
    "bool": ([None] * 4, pa.bool_(), value("bool"), bool_column),
    "list": ([None] * 4, pa.list_(pa.int64()), {"_type": "List", "feature": value("int64")}, lengths_column("list")),
    "date": ([None] * 4, pa.timestamp("us"), value("timestamp[us]"), date_column),
})
case("one row", {"int": ints([5]), "float": floats([2.25]), "text": texts(["가나다"]),
                 "date": ([dt.datetime(2020, 1, 2, 3, 4, 5)], pa.timestamp("us"), value("timestamp[us]"), date_column)})
case("one value", {"int": ints([7] * 20), "float": floats([0.1] * 20), "text": texts(["x"] * 20)})
case("no rows", {"int": ints([]), "float": floats([])})
case("bools", {
    "both": ([bool(x) for x in rng.integers(0, 2, 100)], pa.bool_(), value("bool"), bool_column),
    "gaps": (holes([bool(x) for x in rng.integers(0, 2, 100)]), pa.bool_(), value("bool"), bool_column),
    "only true": ([True] * 100, pa.bool_(), value("bool"), bool_column),
})
NAMES = ["부정", "긍정", "__proto__", "never"]
case("classes", {
    "plain": ([int(x) for x in rng.integers(0, 3, 90)], pa.int64(), {"_type": "ClassLabel", "names": NAMES}, class_column(NAMES)),
    "no label": (holes([int(x) for x in rng.integers(-1, 3, 90)]), pa.int64(), {"_type": "ClassLabel", "names": NAMES}, class_column(NAMES)),
})
WORDS = ["영화", "진짜", "very", "good", "최고", "👍🏽", "é", "e\u0301", "日本語", "ไทย", "𠮷"]
sentence = lambda: " ".join(pick.choice(WORDS) for _ in range(pick.randint(1, 30)))
case("texts", {
    "long": texts([sentence() + str(i) for i in range(300)]),
    "gaps": texts(holes([sentence() + str(i) for i in range(300)])),
    "empty ones": texts([pick.choice(["", "a", "bb"]) + "x" * (i % 40) for i in range(300)]),
    "large": texts([sentence() + str(i) for i in range(300)], pa.large_string(), "large_string"),
}, rows_per_group=70)
case("labels", {
    "few": texts([pick.choice(["a", "b", "", "__proto__", "1"]) for _ in range(200)]),
    "gaps": texts(holes([pick.choice(WORDS) for _ in range(200)])),
    "share of 0.2": texts([f"label {i % 40}" for i in range(200)]),
    "share above": texts([f"label {i % 41}" for i in range(200)]),
    "null is the 41st": texts([None] + [f"label {i % 40}" for i in range(199)]),
})
case("ten labels in ten rows", {"ten": texts([f"l{i}" for i in range(10)])})
case("eleven labels in eleven rows", {"eleven": texts([f"l{i}" for i in range(11)])})
case("a thousand labels", {
    "thousand": texts([f"{i % 1000}x" for i in range(5100)]),
    "more": texts([f"{i % 1001}x" for i in range(5100)]),
})
case("lists", {
    "numbers": ([[1] * int(x) for x in rng.integers(0, 4, 80)], pa.list_(pa.int64()), {"_type": "List", "feature": value("int64")}, lengths_column("list")),
    "texts": (holes([["a"] * int(x) for x in rng.integers(0, 50, 80)]), pa.list_(pa.string()), {"_type": "Sequence", "feature": value("string")}, lengths_column("list")),
    "lists": ([[[1.5]] * int(x) for x in rng.integers(1, 3, 80)], pa.list_(pa.list_(pa.float64())), {"_type": "List", "feature": {"_type": "List", "feature": value("float64")}}, lengths_column("list")),
    "structs": ([[{"a": 1}] * int(x) for x in rng.integers(1, 9, 80)], pa.list_(pa.struct({"a": pa.int64()})), {"_type": "List", "feature": {"a": value("int64")}}, lengths_column("list")),
})
start = dt.datetime(2013, 5, 18, 4, 54, 11)
moments = [start + dt.timedelta(microseconds=int(x)) for x in rng.integers(0, 33 * 86400 * 10**6, 150)]
case("dates", {
    "us": (moments, pa.timestamp("us"), value("timestamp[us]"), date_column),
    "gaps": (holes(moments), pa.timestamp("us"), value("timestamp[us]"), date_column),
    "s": ([m.replace(microsecond=0) for m in moments], pa.timestamp("s"), value("timestamp[s]"), date_column),
    "ms": ([m.replace(microsecond=m.microsecond // 1000 * 1000) for m in moments], pa.timestamp("ms"), value("timestamp[ms]"), date_column),
    "ns": (moments, pa.timestamp("ns"), value("timestamp[ns]"), date_column),
    "before 1970": ([m.replace(year=1901) for m in moments], pa.timestamp("us"), value("timestamp[us]"), date_column),
    "utc": ([m.replace(tzinfo=dt.timezone.utc) for m in moments], pa.timestamp("us", tz="UTC"), value("timestamp[us, tz=UTC]"), date_column),
    "seoul": ([m.replace(tzinfo=ZoneInfo("Asia/Seoul")) for m in moments], pa.timestamp("us", tz="Asia/Seoul"), value("timestamp[us, tz=Asia/Seoul]"), date_column),
})


def written(fmt, make=lambda m: m):
    strings = [make(m).strftime(fmt) for m in moments]

    def describe(series):
        return date_column(pd.Series([dt.datetime.strptime(s, fmt) for s in strings], dtype=object))

    return (strings, pa.string(), value("string"), describe)


case("dates that are texts", {
    "iso": written("%Y-%m-%dT%H:%M:%S"),
    "day": written("%Y-%m-%d"),
    "slashes": written("%Y/%m/%d %H:%M"),
    "words": written("%B %d, %Y"),
    "zone": written("%Y-%m-%dT%H:%M:%S%z", lambda m: m.replace(tzinfo=dt.timezone(dt.timedelta(hours=9)))),
    # two digits of a year are no known format
    "short year": texts([m.strftime("%y.%m.%d") + str(i) for i, m in enumerate(moments)]),
    # the last one is no date
    "spoilt": texts([m.strftime("%Y-%m-%d %H:%M:%S") for m in moments[:-1]] + ["soon"]),
})
case("columns that are left out", {
    "struct": ([{"a": 1, "b": "x"}] * 3, pa.struct({"a": pa.int64(), "b": pa.string()}), {"a": value("int64"), "b": value("string")}, None),
    "decimal": ([1, 2, 3], pa.decimal128(10, 2), value("decimal128(10, 2)"), None),
    "day": ([dt.date(2020, 1, 1)] * 3, pa.date32(), value("date32"), None),
    "binary": ([b"a"] * 3, pa.binary(), value("binary"), None),
    "array": ([[[1]]] * 3, pa.list_(pa.list_(pa.int32())), {"_type": "Array2D", "shape": [1, 1], "dtype": "int32"}, None),
    "kept": ints([1, 2, 3]),
})
case("names", {name: ints([int(x) for x in rng.integers(0, 50, 30)]) for name in
               ['say "hi"', "a.b", "한글 열", "__proto__", "constructor", "select", "x", "v", "Ünï'cödé", "a;drop table t", " "]})


def png(width, height):
    chunk = lambda tag, data: struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x7f" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(width, height, notes=b""):
    """The segments up to the frame, which is all that its size needs."""
    segment = lambda marker, data: bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data
    app0 = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    tables = segment(0xDB, bytes(65)) + segment(0xC4, bytes(29))
    frame = segment(0xC2, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")
    return b"\xff\xd8" + app0 + notes + tables + frame + b"\xff\xd9"


media = pa.struct({"bytes": pa.binary(), "path": pa.string()})
sizes = [(int(w), int(h)) for w, h in zip(rng.integers(1, 60, 24), rng.integers(1, 60, 24))]
pictures = [{"bytes": pick.choice([png, jpeg])(*s), "path": None} for s in sizes]
sizes[3] = sizes[7] = sizes[9] = None
pictures[3], pictures[7], pictures[9] = None, {"bytes": b"not a picture", "path": "a.png"}, {"bytes": None, "path": "b.png"}
case("images", {"image": (pictures, media, {"_type": "Image"}, image_column(sizes))})
# a JPEG whose size stands behind 200 KB of a camera's notes
plain = jpeg(33, 44)
note = b"\xff\xe1" + struct.pack(">H", 60002) + b"\0" * 60000
far = jpeg(33, 44, note * 4)
case("an image with a long header", {"image": ([{"bytes": far, "path": None}, {"bytes": plain, "path": None}], media, {"_type": "Image"}, image_column([(33, 44)] * 2))})


def wav(rate, frames, width=2, channels=1):
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setframerate(rate), out.setsampwidth(width), out.setnchannels(channels)
        out.writeframes(b"\0" * frames * width * channels)
    return buffer.getvalue()


shapes = [(pick.choice([8000, 16000]), pick.randint(1, 4000), pick.choice([1, 2]), pick.choice([1, 2])) for _ in range(20)]
sounds = [{"bytes": wav(*s), "path": f"{i}.wav"} for i, s in enumerate(shapes)]
seconds = [frames / rate for rate, frames, _, _ in shapes]
sounds[5], seconds[5] = None, None
rates = pd.Series([s[0] for i, s in enumerate(shapes) if i != 5]).value_counts()
case("sounds", {"audio": (sounds, media, {"_type": "Audio", "sampling_rate": 16000},
                          audio_column(seconds, {str(k): int(v) for k, v in rates.items()}))})
case("several files", {
    "int": ints(holes([int(x) for x in rng.integers(0, 100, 500)])),
    "float": floats(holes(rng.normal(0, 1, 500).tolist())),
    "text": texts(holes([sentence() + str(i) for i in range(500)])),
    "label": texts([pick.choice(WORDS) for _ in range(500)]),
}, parts=4)

out = Path(__file__).with_name("statistics.json")
out.write_text(json.dumps(CASES, ensure_ascii=False, indent=None, separators=(",", ":")).replace('},{"name":', '},\n{"name":') + "\n")
print(f"{len(CASES)} tables, {out.stat().st_size} bytes")
