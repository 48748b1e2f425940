"""
Writes readings/*.json: small files of every kind, and what the `datasets` library makes of them.

By hand, after a change here or for a new version of the library (the versions are noted in what is written):

    HF_HUB_OFFLINE=1 python test/vectors/make-readings.py

in an environment with datasets, pandas and pyarrow (test/compat/requirements/datasets.txt).
"""

import base64
import datetime
import gzip
import hashlib
import io
import json
import os
import struct
import sys
import tarfile
import tempfile
import types
import zipfile
import zlib

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"


class Stand:
    """In place of a class of a package that only decoding needs."""


def stub(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    module.__spec__ = types.SimpleNamespace(name=name, origin=None, submodule_search_locations=[])
    sys.modules[name] = module
    return module


def stub_media():
    """The library asks for Pillow and torch before it stores a file, though it does not decode it."""
    if "PIL" not in sys.modules:
        image = stub("PIL.Image", Image=Stand)
        stub("PIL", Image=image)
    class Anything(type):
        def __getattr__(cls, name):
            if name.startswith("__"):
                raise AttributeError(name)
            return cls

    class OfTorch(metaclass=Anything):
        pass

    torch = stub("torch", Tensor=Stand)
    torch.__getattr__ = lambda name: OfTorch
    encoders = stub("torchcodec.encoders", AudioEncoder=Stand)
    decoders = stub("torchcodec.decoders", AudioDecoder=Stand, VideoDecoder=Stand)
    stub("torchcodec", encoders=encoders, decoders=decoders)


import datasets  # noqa: E402
import pandas  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from datasets.table import embed_table_storage  # noqa: E402

stub_media()
datasets.config.PIL_AVAILABLE = True
datasets.config.TORCHCODEC_AVAILABLE = True
datasets.disable_progress_bars()
datasets.utils.logging.set_verbosity(50)

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "readings")


def plain(value):
    """As JSON that loses nothing: whole numbers as text, bytes as a hash."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, bytes):
        return "sha256:" + hashlib.sha256(value).hexdigest()[:32]
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return str(value)


def features_of(features):
    return [{"name": name, "type": feature} for name, feature in features.to_dict().items()]


def read(reader, files, options, folder):
    paths = []
    for name, content in files.items():
        path = os.path.join(folder, "data", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(content)
        paths.append(path)
    try:
        loaded = datasets.load_dataset(
            reader, data_files={"train": paths}, split="train", cache_dir=os.path.join(folder, "cache"), **options
        )
        table = embed_table_storage(loaded.data.table)
        rows = [[plain(row[name]) for name in table.column_names] for row in table.to_pylist()]
        home = os.path.join(folder, "data") + "/"
        rows = json.loads(json.dumps(rows).replace(json.dumps(home)[1:-1], ""))
        return {"features": features_of(loaded.features), "rows": rows}
    except Exception as error:  # what it says depends on versions; that it fails does not
        cause = error.__cause__ or error
        return {"error": f"{type(cause).__name__}: {cause}".replace(folder, "")[:300]}


def case(name, reader, content, file=None, options=None):
    files = content if isinstance(content, dict) else {file: content}
    files = {k: v if isinstance(v, bytes) else v.encode() for k, v in files.items()}
    with tempfile.TemporaryDirectory() as folder:
        gives = read(reader, files, options or {}, folder)
    packed = {k: base64.b64encode(zlib.compress(v, 9)).decode() for k, v in files.items()}
    return {"name": name, "reader": reader, "options": options or {}, "files": packed, "gives": gives}


def csv(name, content, file="a.csv", **options):
    return case(name, "csv", content, file, options)


def jsn(name, content, file="a.jsonl", **options):
    return case(name, "json", content, file, options)


def write(name, cases):
    versions = {"datasets": datasets.__version__, "pandas": pandas.__version__, "pyarrow": pa.__version__}
    with open(os.path.join(HERE, name + ".json"), "w", encoding="utf-8") as f:
        f.write(json.dumps({"versions": versions})[:-1] + ', "cases": [\n')
        f.write(",\n".join(json.dumps(one, ensure_ascii=False) for one in cases) + "\n]}\n")
    for one in cases:
        gives = one["gives"]
        if "-v" in sys.argv:
            shown = gives.get("error") or {f["name"]: f["type"] for f in gives["features"]}
            print(name, "|", one["name"], "|", shown, "|", str(gives.get("rows", ""))[:300])


def csv_cases():
    yield csv("types", "i,f,s,b\n1,1.5,x,True\n2,2,y,false\n-3,1e5,z,TRUE\n")
    yield csv("whole numbers with gaps", "a,b\n1,x\n,y\n3,z\n")
    yield csv("booleans with gaps", "a,b\nTrue,1\n,2\nFalse,3\n")
    yield csv("booleans of other spellings", "a,b,c,d\nyes,t,tRUE,1\nno,f,fALSE,0\n")
    yield csv("mixed booleans and numbers", "a\nTrue\n1\n")
    yield csv("underscores", "a,b\n1_000,1_0.5\n2,3\n")
    yield csv("blanks around", "a,b,c,d\n 1, 1.5 ,x , True\n2 ,2, y,False\n")
    yield csv("unsigned 64 bits", "a,b\n18446744073709551615,9223372036854775808\n1,2\n")
    yield csv("unsigned 64 bits with a negative", "a\n18446744073709551615\n-1\n")
    yield csv("unsigned 64 bits with gaps", "a,b\n18446744073709551615,1\n,2\n")
    yield csv("larger than 64 bits", "a,b\n118446744073709551615,1\n1,2\n")
    yield csv("numbers of odd spellings", "a,b,c,d,e,f,g\n+1,.5,5.,1e3,inf,-Infinity,1E-2\n2,1,2,1,1,1,2\n")
    yield csv("no numbers", "a,b,c,d,e\n1e,0x10,1.2.3,--1,1 2\n1,1,1,1,1\n")
    yield csv("leading zeros", "a,b\n007,0.50\n010,1\n")
    yield csv("dates stay text", "a,b\n2020-01-01,2020-01-01 10:00:00\n2020-01-02,2020-01-02 10:00:00\n")
    yield csv("all spellings of missing", "a,b\n" + "".join(
        f"{x},{i}\n" for i, x in enumerate(
            ["x", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A",
             "NA", "NULL", "NaN", "None", "n/a", "nan", "null", "none", "Null", "na", "NAN", " NA", '"NA"', '""', "-"])))
    yield csv("a column of nothing", "a,b\n,1\n,2\n")
    yield csv("header only", "a,b\n")
    yield csv("empty file", "")
    yield csv("only blank lines", "\n\n\n")
    yield csv("one column", "a\n1\n2\n")
    yield csv("one column with blank lines", 'a\nx\n\ny\n""\n  \nz\n')
    yield csv("blank lines between", "a,b\n\n1,2\n\n\n3,4\n   \n5,6\n")
    yield csv("no end of line at the end", "a,b\n1,2\n3,4")
    yield csv("CRLF", "a,b\r\n1,x\r\n2,y\r\n")
    yield csv("CR only", "a,b\r1,x\r2,y\r")
    yield csv("mixed line ends", "a,b\r\n1,x\n2,y\r3,z\n")
    yield csv("repeated names", "a,a,b,a\n1,2,3,4\n")
    yield csv("repeated names that collide", "a,a,a.1\n1,2,3\n")
    yield csv("empty names", ",a,,\n1,2,3,4\n")
    yield csv("blanks in names", " a , b\n1,2\n")
    yield csv("names like numbers", "1,2,1\n3,4,5\n")
    yield csv("short rows", "a,b,c\n1,2\n3\n4,5,6\n")
    yield csv("long rows", "a,b\n1,2\n3,4,5\n")
    yield csv("long rows of nothing", "a,b\n1,2\n3,4,\n")
    yield csv("all rows longer", "a,b\n1,2,3\n4,5,6\n")
    yield csv("all rows longer by nothing", "a,b\n1,2,\n4,5,\n")
    yield csv("all rows longer by two", "a,b\n9,8,2,3\n7,6,5,6\n")
    yield csv("quoted", 'a,b\n"x, y","say ""hi"""\n"line\nbreak",2\n"cr\r\nlf",3\n')
    yield csv("quoted header", '"a, 1","b\n2"\n1,2\n')
    yield csv("quoted numbers", 'a,b\n"1","1.5"\n"2","2"\n')
    yield csv("quote inside an unquoted field", 'a,b\n5" pipe,x"y"z\nq,"w"\n')
    yield csv("text after a closing quote", 'a,b\n"x"y,1\n"x" ,2\n"x"y"z",3\n')
    yield csv("quote that does not end", 'a,b\n1,"x\n2,y\n')
    yield csv("quote that does not end at the end", 'a,b\n1,2\n3,"x')
    yield csv("blank before a quote", 'a,b\n1, "x, y"\n')
    yield csv("NUL bytes", b"a,b\nx\x00y,1\nz,2\n")
    yield csv("other white space", "a,b\n\t1,2\v\n3,4\n")
    yield csv("separators at the end", "a,b,\n1,2,\n3,4,\n")
    yield csv("TSV is not by the name", "a\tb\n1\t2\n", file="a.tsv")
    yield csv("TSV", "a\tb\n1\t2, 3\n", file="a.tsv", sep="\t")
    yield csv("semicolons", "a;b\n1;2,5\n3;1.000,5\n", sep=";", decimal=",", thousands=".")
    yield csv("thousands", 'a,b\n"1,000",1\n"2,000,000","3,0"\n', thousands=",")
    yield csv("decimal comma", "a;b\n1,5;2\n2;x\n", sep=";", decimal=",")
    yield csv("separator of two characters", "a||b\n1||2\n", sep="||")
    yield csv("separator by pattern", "a  b\n1   2\n", sep="\\s+")
    yield csv("quote of another kind", "a,b\n'x, y',\"z\"\n", quotechar="'")
    yield csv("escape character", 'a,b\n"say \\"hi\\"",x\\,y\n', escapechar="\\")
    yield csv("no header", "1,x\n2,y\n", header=None)
    yield csv("header in row 1", "# a file\na,b\n1,2\n", header=1)
    yield csv("names instead of no header", "1,x\n2,y\n", names=["n", "s"])
    yield csv("names instead of the header", "a,b\n2,y\n", names=["n", "s"], header=0)
    yield csv("more names than columns", "1,x\n2,y\n", names=["n", "s", "t"])
    yield csv("fewer names than columns", "1,x,5\n2,y,6\n", names=["n", "s"])
    yield csv("rows of header", "a,a\nx,y\n1,2\n", header=[0, 1])
    yield csv("rows skipped", "junk\njunk,2,3\na,b\n1,2\n", skiprows=2)
    yield csv("some rows skipped", "a,b\n1,2\n3,4\n5,6\n", skiprows=[0, 2])
    yield csv("some rows", "a,b\n1,2\n3,4\nx,6\n", nrows=2)
    yield csv("some columns by name", "a,b,c\n1,2,3\n", usecols=["c", "a"])
    yield csv("some columns by number", "a,b,c\n1,2,3\n", usecols=[2, 0])
    yield csv("columns that are not there", "a,b,c\n1,2,3\n", usecols=["z"])
    yield csv("comments", "# head\na,b\n1,2 # two\n#3,4\n5,6\n", comment="#")
    yield csv("more spellings of missing", "a,b\n1,x\n-,NA\n3,-\n", na_values="-")
    yield csv("list of spellings of missing", "a,b\n1,x\n-,?\n", na_values=["-", "?"])
    yield csv("missing is only what is named", "a,b\n1,NA\n-,\n", na_values=["-"], keep_default_na=False)
    yield csv("nothing is missing", "a,b\n1,NA\n,\n", keep_default_na=False)
    yield csv("bad lines skipped", "a,b\n1,2\n3,4,5\n6,7\n", on_bad_lines="skip")
    yield csv("blank lines kept", "a,b\n1,2\n\n3,4\n", skip_blank_lines=False)
    yield csv("UTF-8 with a mark", b"\xef\xbb\xbfa,b\n1,\xea\xb0\x80\n")
    yield csv("CP949 as told", "이름,값\n가나다,1\n똠방,2\n".encode("cp949"), encoding="cp949")
    yield csv("Shift-JIS as told", "名前,値\n日本語テスト,1\n表示,2\n".encode("shift_jis"), encoding="shift_jis")
    yield csv("UTF-16 as told", "a,b\n가,1\n".encode("utf-16"), encoding="utf-16")
    yield csv("latin-1 as told", "a,b\ncafé,1\n".encode("latin-1"), encoding="latin-1")
    yield csv("windows-1252 as told", "a,b\ncafé “x”,1\n".encode("cp1252"), encoding="cp1252")
    yield csv("Chinese, Arabic, emoji", "текст,b\n中文,1\nعربي,2\n😀👩‍👩‍👧,3\n")
    yield csv("two files", {"a.csv": "a,b\n1,x\n2,y\n", "b.csv": "a,b\n3,z\n"})
    yield csv("two files, gaps in the second", {"a.csv": "a,b\n1,x\n2,y\n", "b.csv": "a,b\n,z\n4,\n"})
    yield csv("two files, fractions in the second", {"a.csv": "a,b\n1,x\n2,y\n", "b.csv": "a,b\n2.5,z\n"})
    yield csv("two files, columns in another order", {"a.csv": "a,b\n1,x\n", "b.csv": "b,a\nz,2\n"})
    yield csv("gaps after 10,000 rows", "a,b\n" + "".join(f"{i},1\n" for i in range(10_000)) + ",2\n5,3\n" )
    yield csv("gzip", gzip.compress(b"a,b\n1,x\n", mtime=0), file="a.csv.gz")


def json_cases():
    yield jsn("types", '{"i":1,"f":1.5,"s":"x","b":true,"n":null}\n{"i":2,"f":2,"s":"y","b":false,"n":null}\n')
    yield jsn("one and one point nought", '{"a":1,"b":1.0}\n{"a":2,"b":2.0}\n')
    yield jsn("whole and fractions", '{"a":1}\n{"a":2.5}\n')
    yield jsn("missing fields", '{"a":1}\n{"b":"x"}\n{"a":3,"b":null}\n')
    yield jsn("order of fields", '{"b":1,"a":2}\n{"c":1,"a":2,"b":3}\n')
    yield jsn("structs", '{"a":{"x":1,"y":"p"}}\n{"a":{"x":2,"y":"q"}}\n{"a":null}\n')
    yield jsn("structs of other fields", '{"a":{"x":1}}\n{"a":{"y":2}}\n')
    yield jsn("structs in another order", '{"a":{"x":1,"y":2}}\n{"a":{"y":3,"x":4}}\n')
    yield jsn("lists", '{"a":[1,2]}\n{"a":[]}\n{"a":null}\n{"a":[3,null]}\n')
    yield jsn("lists of structs", '{"a":[{"x":1},{"x":2}]}\n{"a":[]}\n')
    yield jsn("lists of other structs", '{"a":[{"x":1},{"y":"q"}]}\n{"a":[]}\n')
    yield jsn("lists of lists", '{"a":[[1,2],[3.5]]}\n{"a":[[]]}\n')
    yield jsn("empty lists only", '{"a":[]}\n{"a":[]}\n')
    yield jsn("mixed text and number", '{"a":1,"k":1}\n{"a":"x","k":2}\n')
    yield jsn("mixed text that is JSON", '{"a":"1"}\n{"a":2}\n{"a":"[1]"}\n{"a":null}\n')
    yield jsn("mixed number and bool", '{"a":1}\n{"a":true}\n')
    yield jsn("mixed in a list", '{"a":[1,"x"]}\n{"a":[]}\n')
    yield jsn("mixed in a struct", '{"a":{"x":1}}\n{"a":{"x":"y"}}\n')
    yield jsn("list and text", '{"a":[1]}\n{"a":"x"}\n')
    yield jsn("struct and text", '{"a":{"b":1}}\n{"a":"x"}\n')
    yield jsn("empty objects", '{"a":{},"k":1}\n{"a":{},"k":2}\n')
    yield jsn("empty and full objects", '{"a":{}}\n{"a":{"x":1}}\n')
    yield jsn("an empty row", '{}\n{"a":1}\n')
    yield jsn("empty rows only", '{}\n{}\n')
    yield jsn("nothing but null", '{"a":null}\n{"a":null}\n')
    yield jsn("large whole numbers", '{"a":9007199254740993,"b":9223372036854775807}\n')
    yield jsn("larger than 64 bits", '{"a":9223372036854775808,"b":1}\n{"a":1,"b":2}\n')
    yield jsn("dates", '{"a":"2020-01-01","b":"2020-01-01 10:00:00","c":"2020-01-01T10:00:00"}\n')
    yield jsn("dates with zone", '{"a":"2020-01-01T10:00:00Z","b":"2020-01-01T10:00:00+09:00","c":"2020-01-01 10:00:00.5"}\n')
    yield jsn("dates of odd spellings", '{"a":"2020-01-01 10:00","b":"2020-01-01 10","c":"2020-13-01","d":"20200101","e":"10:00:00"}\n')
    yield jsn("dates and text", '{"a":"2020-01-01"}\n{"a":"soon"}\n')
    yield jsn("dates and nothing", '{"a":"2020-01-01"}\n{"a":""}\n{"a":null}\n')
    yield jsn("dates in lists", '{"a":["2020-01-01"],"b":{"c":"2020-01-01"}}\n')
    yield jsn("escapes", '{"a":"\\u00e9\\n\\"\\\\\\/","b":"\\ud83d\\ude00"}\n')
    yield jsn("a lone half of a character", '{"a":"\\ud83d"}\n')
    yield jsn("repeated keys", '{"a":1,"a":2}\n{"a":3,"a":4}\n')
    yield jsn("keys of two cases", '{"a":1,"A":2}\n')
    yield jsn("odd keys", '{"a b":1,"c.d":2,"":3,"한글":4,"q\\"q":5}\n')
    yield jsn("blank lines", '\n{"a":1}\n\n\n{"a":2}\n\n')
    yield jsn("CRLF", '{"a":1}\r\n{"a":2}\r\n')
    yield jsn("two on a line", '{"a":1} {"a":2}\n')
    yield jsn("over several lines", '{\n  "a": 1,\n  "b": [1, 2]\n}\n')
    yield jsn("several over several lines", '{\n  "a": 1\n}\n{\n  "a": 2\n}\n')
    yield jsn("one object of nested data", '{\n "version": "1",\n "data": [\n  {"t": "a", "p": [{"c": "x"}]},\n  {"t": "b", "p": []}\n ]\n}\n', file="a.json")
    yield jsn("array of objects", '[{"a":1,"b":"x"},{"a":2,"b":"y"}]', file="a.json")
    yield jsn("array over several lines", '[\n  {"a": 1},\n  {"a": 2, "b": 3}\n]\n', file="a.json")
    yield jsn("array of mixed", '[{"a":1},{"a":"x"}]', file="a.json")
    yield jsn("array of structs of other fields", '[{"a":{"x":1}},{"a":{"y":1}}]', file="a.json")
    yield jsn("array of texts", '["x","y"]', file="a.json")
    yield jsn("array of numbers", "[1,2,3]", file="a.json")
    yield jsn("array of lists", "[[1,2],[3,4]]", file="a.json")
    yield jsn("empty array", "[]", file="a.json")
    yield jsn("array with a blank before", ' [{"a":1}]', file="a.json")
    yield jsn("object of columns", '{"a":[1,2],"b":["x","y"]}', file="a.json")
    yield jsn("object of columns by row number", '{"a":{"0":1,"1":2},"b":{"0":"x","1":"y"}}', file="a.json")
    yield jsn("field", '{"data":[{"a":1,"b":"x"},{"a":2,"b":null}],"v":1}', file="a.json", field="data")
    yield jsn("field with nested", '{"data":[{"a":{"x":1},"b":[1]},{"a":{"y":2},"b":[]}]}', file="a.json", field="data")
    yield jsn("field of columns", '{"data":{"a":[1,2],"b":["x","y"]}}', file="a.json", field="data")
    yield jsn("field of texts", '{"data":["x","y"]}', file="a.json", field="data")
    yield jsn("field with dates", '{"data":[{"date":"2020-01-01","d":"2020-01-01"}]}', file="a.json", field="data")
    yield jsn("field that is not there", '{"data":[]}', file="a.json", field="rows")
    yield jsn("empty file", "")
    yield jsn("a number", "5")
    yield jsn("numbers on lines", "1\n2\n")
    yield jsn("not JSON", "hello\n")
    yield jsn("cut off", '{"a":1}\n{"a":')
    yield jsn("NaN", '{"a":NaN}\n{"a":1.5}\n')
    yield jsn("UTF-8 with a mark", b'\xef\xbb\xbf{"a":"\xea\xb0\x80"}\n')
    yield jsn("UTF-8 with a mark, array", b'\xef\xbb\xbf[{"a":1}]\n')
    yield jsn("CP949 as told", '{"a":"가나다"}\n'.encode("cp949"), encoding="cp949")
    yield jsn("two files", {"a.jsonl": '{"a":1}\n', "b.jsonl": '{"a":2}\n'})
    yield jsn("two files, structs of fewer fields in the second", {"a.jsonl": '{"a":{"x":1,"y":2}}\n', "b.jsonl": '{"a":{"x":1}}\n'})
    yield jsn("two files, more columns in the second", {"a.jsonl": '{"a":1}\n', "b.jsonl": '{"a":2,"b":3}\n'})
    yield jsn("two files, fewer columns in the second", {"a.jsonl": '{"a":1,"b":2}\n', "b.jsonl": '{"a":2}\n'})
    yield jsn("chat", '{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"yo"}]}\n{"messages":[{"role":"user","content":"x"}]}\n')
    yield jsn("chat with tools", '{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":null,"tool_calls":[{"f":1}]}]}\n')
    yield jsn("gzip", gzip.compress(b'{"a":1}\n', mtime=0), file="a.jsonl.gz")


def text_cases():
    def text(name, content, **options):
        return case(name, "text", content, "a.txt", options)

    yield text("lines", "one\ntwo\n\nthree")
    yield text("line ends", "one\r\ntwo\rthree\n\n")
    yield text("line ends kept", "one\r\ntwo\n", keep_linebreaks=True)
    yield text("paragraphs", "a\nb\n\nc\n\n\nd\n", sample_by="paragraph")
    yield text("document", "a\r\nb\n\nc\n", sample_by="document")
    yield text("empty file", "")
    yield text("mark", b"\xef\xbb\xbfx\ny\n")
    yield text("other separators of lines", "a\u2028b\x0bc\x0cd\x85e\n")
    yield text("CP949 as told", "가나다\n".encode("cp949"), encoding="cp949")


def png(width, height, tone):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    lines = b"".join(b"\0" + bytes([tone]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def wav(samples):
    body = struct.pack(f"<{len(samples)}h", *samples)
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(body), b"WAVE", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16, b"data", len(body))
    return head + body


def media_cases():
    a, b, c = png(2, 3, 10), png(4, 1, 20), png(1, 1, 30)
    yield case("images without labels", "imagefolder", {"x.png": a, "y.png": b})
    yield case("images in folders", "imagefolder", {"cat/1.png": a, "dog/1.png": b, "cat/2.png": c})
    yield case("images in folders of other depth", "imagefolder", {"cat/1.png": a, "dog/big/1.png": b})
    yield case("labels dropped", "imagefolder", {"cat/1.png": a, "dog/1.png": b}, options={"drop_labels": True})
    yield case("metadata.csv", "imagefolder", {"1.png": a, "2.png": b, "metadata.csv": "file_name,text,n\n2.png,two,2\n1.png,one,\n"})
    yield case("metadata.jsonl", "imagefolder", {"i/1.png": a, "i/2.png": b, "metadata.jsonl": '{"file_name":"i/1.png","objects":{"bbox":[[1,2]],"categories":[0]}}\n{"file_name":"i/2.png","objects":{"bbox":[],"categories":[]}}\n'})
    yield case("metadata in each folder", "imagefolder", {"p/1.png": a, "p/metadata.csv": "file_name,t\n1.png,x\n", "q/1.png": b, "q/metadata.csv": "file_name,t\n1.png,y\n"})
    yield case("metadata with other columns of files", "imagefolder", {"1.png": a, "2.png": b, "metadata.csv": "left_file_name,right_file_name,t\n1.png,2.png,x\n"})
    yield case("metadata with lists of files", "imagefolder", {"1.png": a, "2.png": b, "metadata.jsonl": '{"file_names":["1.png","2.png"],"t":1}\n'})
    yield case("metadata names a file that is not there", "imagefolder", {"1.png": a, "metadata.csv": "file_name,t\n1.png,x\n9.png,y\n"})
    yield case("a file that metadata does not name", "imagefolder", {"1.png": a, "2.png": b, "metadata.csv": "file_name,t\n1.png,x\n"})
    yield case("metadata without a name", "imagefolder", {"1.png": a, "metadata.csv": "file_name,t\n1.png,x\n,y\n"})
    yield case("metadata that leads out", "imagefolder", {"i/1.png": a, "i/metadata.csv": "file_name,t\n../1.png,x\n"})
    yield case("sounds in folders", "audiofolder", {"up/1.wav": wav([1, 2]), "down/1.wav": wav([3])})
    yield case("videos by path", "videofolder", {"a/1.mp4": b"not really", "b/2.mp4": b"a film"})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as z:
        for name, content in {"cat/1.png": a, "dog/1.png": b}.items():
            z.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content)
    yield case("images in a zip", "imagefolder", {"images.zip": packed.getvalue()})


def tar(members, **options):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", **options) as t:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            t.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def webdataset_cases():
    a, b = png(2, 3, 10), png(4, 1, 20)
    yield case("images and texts", "webdataset", {"0.tar": tar([("1.png", a), ("1.txt", b"one"), ("1.cls", b"3"), ("2.png", b), ("2.txt", "둘".encode()), ("2.cls", b"4")])})
    yield case("json", "webdataset", {"0.tar": tar([("x/1.json", b'{"a":1,"b":["p"]}'), ("x/1.wav", wav([1])), ("x/2.json", b'{"a":2,"b":[]}'), ("x/2.wav", wav([2]))])})
    yield case("json of other fields", "webdataset", {"0.tar": tar([("1.json", b'{"a":1}'), ("2.json", b'{"b":"x"}')])})
    yield case("names with many dots", "webdataset", {"0.tar": tar([("1.seg.png", a), ("1.meta.json", b'{"a":1}'), ("1.bin", b"\0\1")])})
    yield case("a gap after the first five", "webdataset", {"0.tar": tar([(f"{i}.{e}", b"7") for i in range(7) for e in ("txt", "cls") if not (i == 6 and e == "cls")])})
    yield case("a gap in the first five", "webdataset", {"0.tar": tar([("1.txt", b"x"), ("1.cls", b"1"), ("2.txt", b"y")])})
    yield case("long names", "webdataset", {"0.tar": tar([("d/" * 80 + "1.txt", b"x"), ("d/" * 80 + "1.cls", b"1")], format=tarfile.GNU_FORMAT)})
    yield case("long names, pax", "webdataset", {"0.tar": tar([("긴/" * 80 + "1.txt", b"x"), ("긴/" * 80 + "1.cls", b"1")], format=tarfile.PAX_FORMAT)})
    yield case("hidden files and folders", "webdataset", {"0.tar": tar([("._1.txt", b"no"), ("1.txt", b"x"), (".2.txt", b"y"), ("noext", b"z")])})
    yield case("same field twice", "webdataset", {"0.tar": tar([("1.txt", b"x"), ("1.txt", b"y")])})
    yield case("two tars", "webdataset", {"0.tar": tar([("1.txt", b"x")]), "1.tar": tar([("1.txt", b"y")])})


def columnar_cases():
    table = pa.table({
        "i": pa.array([1, None, 3], pa.int32()), "u": pa.array([1, 2, 2**64 - 1], pa.uint64()), "f": pa.array([1.5, 2, None], pa.float32()),
        "s": ["x", None, "가"], "b": [True, False, None], "d": pa.array([1, 2, 3], pa.date32()), "t": pa.array([1, 2, 3], pa.timestamp("us")),
        "bin": pa.array([b"a", b"", None]), "l": [[1, 2], [], None], "st": [{"a": 1, "b": "x"}, None, {"a": 2, "b": None}],
        "fl": pa.array([[1.0, 2.0], [3.0, 4.0], None], pa.list_(pa.float32(), 2)),
        "dec": pa.array([None, 1, 2], pa.int8()).cast(pa.decimal128(10, 2)), "ls": pa.array(["p", "q", None], pa.large_string()),
        "dict": pa.array(["p", "q", "p"]).dictionary_encode(), "tz": pa.array([1, 2, 3], pa.timestamp("ms", "UTC")),
    })  # fmt: skip
    stream, file, parquet = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
    with pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
    pq.write_table(table, parquet)
    yield case("arrow stream", "arrow", {"a.arrow": stream.getvalue()})
    yield case("arrow file", "arrow", {"a.arrow": file.getvalue()})
    yield case("parquet", "parquet", {"a.parquet": parquet.getvalue()})
    yield case("parquet, some columns", "parquet", {"a.parquet": parquet.getvalue()}, options={"columns": ["s", "i"]})


if __name__ == "__main__":
    os.makedirs(HERE, exist_ok=True)
    makers = {"csv": csv_cases, "json": json_cases, "text": text_cases, "media": media_cases, "webdataset": webdataset_cases, "columnar": columnar_cases}
    for name, maker in makers.items():
        if not [a for a in sys.argv[1:] if a != "-v"] or name in sys.argv:
            write(name, list(maker()))
