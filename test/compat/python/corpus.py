"""Real data sets as their publishers would push them: the files in a folder, and a card beside them."""

import json
import struct
import zlib
from pathlib import Path

from helpers import ROOT, need, real_data


# Which files are which split of which config, as whoever publishes them would say.
def three(folder):
    return {"train": f"{folder}/train.csv", "validation": f"{folder}/valid.csv", "test": f"{folder}/test.csv"}


CONFIGS = {
    "nsmc": {"default": {"train": "reviews.csv"}},
    "klue": {"nli": {"validation": "klue-nli-*.json"}, "sts": {"validation": "klue-sts-*.json"}},
    "jglue": {
        "jcommonsenseqa": {"train": "jcommonsenseqa-v1.3/train*", "validation": "jcommonsenseqa-v1.3/valid*"},
        "jsts": {"train": "jsts-v1.3/train*", "validation": "jsts-v1.3/valid*"},
    },
    "nusax": {"mt": three("mt"), "english": three("sentiment/english"), "sundanese": three("sentiment/sundanese")},
    "vega": {name: {"train": f"{name}.json"} for name in ("barley", "cars", "gapminder", "penguins")},
    "vega-csv": {name: {"train": f"{name}.csv"} for name in ("airports", "seattle-weather", "species")},
    "korea-maps": {"provinces": {"train": "provinces.topo.json"}},
}
TITLES = {
    "nsmc": ("Naver movie reviews", "ko", "cc0-1.0"),
    "klue": ("KLUE", "ko", "cc-by-sa-4.0"),
    "jglue": ("JGLUE", "ja", "cc-by-sa-4.0"),
    "nusax": ("NusaX", "id", "cc-by-sa-4.0"),
    "lerobot-g1": ("Unitree G1 picks up a bottle", "en", "mit"),
    "fsdd": ("Spoken digits", "en", "cc-by-sa-4.0"),
    "vega": ("Vega datasets", "en", "bsd-3-clause"),
    "vega-csv": ("Vega datasets", "en", "bsd-3-clause"),
    "mnist": ("Handwritten digits", "en", "mit"),
    "korea-maps": ("Maps of Korea", "ko", "other"),
}
SPEAKER = "theo"
DIGITS = 30


def card(name):
    title, language, licence = TITLES[name]
    lines = [f"pretty_name: {title}", f"language: {language}", f"license: {licence}"]
    lines += ["configs:"] if name in CONFIGS else []
    for config, splits in CONFIGS.get(name, {}).items():
        lines += [f"- config_name: {config}", "  data_files:"]
        lines += [f"  - split: {split}\n    path: {path}" for split, path in splits.items()]
    bibtex = f"```bibtex\n@misc{{{name},\n  title = {{{title}}}\n}}\n```"
    return "\n".join(["---", *lines, "---", f"# {title}", "", bibtex, ""])


def lay_out(name, folder):
    """Fills an empty folder with a data set and its card. Large files are links to where they are."""
    MAKERS.get(name, _as_it_is)(name, folder)
    (folder / "README.md").write_text(card(name))
    return folder


def _as_it_is(name, folder):
    _link(real_data(name), folder)


def _link(source, folder):
    for path in source.rglob("*"):
        if path.is_file() and path.suffix in (".csv", ".json", ".jsonl", ".parquet"):
            target = folder / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(path)


def _vega(name, folder):
    source = _package("vega-datasets", "data")
    for splits in CONFIGS[name].values():
        (folder / splits["train"]).symlink_to(source / splits["train"])


def _sounds(_, folder):
    """Recordings of one speaker, in a folder for each digit."""
    for path in real_data("fsdd").glob(f"recordings/*_{SPEAKER}_*.wav"):
        target = folder / "train" / path.name[0]
        target.mkdir(parents=True, exist_ok=True)
        (target / path.name).symlink_to(path)


def _digits(_, folder):
    """Images in a folder for each digit."""
    for digit in range(10):
        points = json.loads((_package("mnist", f"src/digits/{digit}.json")).read_text())["data"]
        target = folder / "train" / str(digit)
        target.mkdir(parents=True)
        for number in range(DIGITS):
            gray = bytes(round(point * 255) for point in points[number * 784 : (number + 1) * 784])
            (target / f"{number:03}.png").write_bytes(png(gray, 28))


def _package(name, path):
    place = ROOT / "node_modules" / name / path
    need(place.exists(), f"the npm package {name} is missing: run 'npm ci'")
    return Path(place)


def png(gray, width):
    """A square image of one byte a point."""
    lines = b"".join(b"\0" + gray[start : start + width] for start in range(0, len(gray), width))
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, width, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    parts = [struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


# Of those that are not a folder of the real data as it is.
MAKERS = {"fsdd": _sounds, "mnist": _digits, "vega": _vega, "vega-csv": _vega}
