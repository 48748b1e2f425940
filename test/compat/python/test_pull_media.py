"""`databelt pull --media`: a folder of the files of some rows, read again by the library's own loader."""

import io
import json
import os
import shutil
import subprocess

import pytest
import soundfile
from datasets import Audio, load_dataset
from helpers import ROOT, bearer, real_data, request, unique, wait_for

SPEAKERS = ("george", "jackson")


@pytest.fixture
def recordings(tmp_path):
    """Forty recordings of two people; two of them have one name, in two folders."""
    source, folder, rows = real_data("fsdd") / "recordings", tmp_path / "source", []
    for speaker in SPEAKERS:
        for number in range(20):
            digit = number % 10
            name = f"{speaker}/take-{number}.wav" if number == 7 else f"{digit}_{speaker}_{number}.wav"
            name = name.replace(f"{speaker}/take-7", f"{speaker}/take")
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / f"{digit}_{speaker}_{number}.wav", folder / name)
            rows.append({"file_name": name, "id": 9007199254740993 + len(rows), "digit": digit, "speaker": speaker})
    (folder / "metadata.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder, rows


@pytest.fixture
def published(hub, alice, recordings):
    repo = f"alice/{unique('voices')}"
    alice.create_repo(repo, repo_type="dataset", private=True)
    alice.upload_folder(repo_id=repo, repo_type="dataset", folder_path=str(recordings[0]))

    def is_ready():
        answer = request("GET", f"{hub.url}/api/datasets/{repo}/jobs", headers=bearer(alice.token))
        return answer.status == 200 and json.loads(answer.body)["state"] == "ready"

    assert wait_for(is_ready, seconds=180)
    return repo


@pytest.fixture
def pull(hub, alice):
    def run(*args):
        env = {"PATH": os.environ["PATH"], "DATABELT_HUB": hub.url, "DATABELT_TOKEN": alice.token}
        command = ["node", str(ROOT / "bin/databelt.js"), "pull", *args]
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout

    return run


def samples(source):
    data, rate = soundfile.read(source)
    return rate, data.tolist()


@pytest.fixture
def load(monkeypatch, tmp_path):
    """The library wants torch installed before it writes down the path of a sound, which is all it does with it here."""
    monkeypatch.setattr(Audio, "encode_example", lambda _, path: {"path": path, "bytes": None})
    cache = str(tmp_path / "cache")
    return lambda folder: load_dataset("audiofolder", data_dir=str(folder), split="train", cache_dir=cache)


@pytest.mark.parametrize("where", ["speaker = 'jackson'", "digit >= 7"])
def test_the_folder_is_loaded_again_by_the_library(recordings, published, pull, load, tmp_path, where):
    source, rows = recordings
    wanted = [row for row in rows if (row["speaker"] == "jackson" if "speaker" in where else row["digit"] >= 7)]
    folder = tmp_path / "pulled"
    said = pull(published, "--split", "train", "--where", where, "--media", "--output", str(folder))
    assert f"{len(wanted)} files" in said
    loaded = load(folder).cast_column("audio", Audio(decode=False))
    assert loaded.column_names == ["audio", "id", "digit", "speaker"]
    assert loaded.num_rows == len(wanted)
    for ours, theirs in zip(loaded, wanted):
        assert {key: ours[key] for key in ("id", "digit", "speaker")} == {
            key: theirs[key] for key in ("id", "digit", "speaker")
        }
        assert samples(ours["audio"]["path"]) == samples(source / theirs["file_name"])


def test_a_second_pull_mends_what_is_spoilt(recordings, published, pull, tmp_path):
    args = [published, "--split", "train", "--media", "--output", str(tmp_path / "all")]
    assert "(40 fetched)" in pull(*args)
    spoilt = sorted((tmp_path / "all").glob("*.wav"))[3]
    right = spoilt.read_bytes()
    spoilt.write_bytes(right[:100] + bytes([right[100] ^ 1]) + right[101:])
    assert "(1 fetched)" in pull(*args)
    assert spoilt.read_bytes() == right


def test_labels_without_media_name_the_files(recordings, published, pull, tmp_path):
    output = tmp_path / "labels.parquet"
    pull(published, "--split", "train", "--no-media", "--output", str(output))
    loaded = load_dataset("parquet", data_files=str(output), split="train", cache_dir=str(tmp_path / "cache"))
    names = [os.path.basename(row["file_name"]) for row in recordings[1]]
    assert loaded["audio"][:] == names
    assert loaded["id"][:] == [row["id"] for row in recordings[1]]


def test_a_cell_is_the_recording_itself(hub, alice, recordings, published):
    source, rows = recordings
    address = f"{hub.url}/api/datasets/{published}/subset?split=train&media=files&limit=1"
    listed = json.loads(request("GET", address, headers=bearer(alice.token)).body)
    cell = listed["media"]["audio"]
    assert request("GET", hub.url + cell["url"]).status == 401
    answer = request("GET", hub.url + cell["url"], headers=bearer(alice.token))
    assert samples(io.BytesIO(answer.body)) == samples(source / rows[0]["file_name"])
