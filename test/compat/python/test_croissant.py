"""Croissant as its reference reader sees it: the description is accepted, and leads to the rows of the twin."""

import io
import itertools
import json
import subprocess
import sys
import traceback
from pathlib import Path

import mlcroissant
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import rdflib
from helpers import bearer, request
from huggingface_hub import hf_hub_download
from PIL import Image
from rdflib import ODRL2, RDF, SDO

TWIN = "refs/convert/parquet"
# The reader makes some 10,000 rows in a second, so that of long tables the beginning is compared.
MOST_ROWS = 2000
NAMES = ["nsmc", "klue", "nusax", "lerobot-g1", "fsdd", "vega", "vega-csv", "mnist"]


@pytest.fixture
def described(get, published):
    def describe(name, **options):
        done = published(name, **options)
        assert done.job["state"] == "ready" and done.job["problems"] == []
        return done, get(f"/croissant?dataset={done.repo}")

    return describe


@pytest.mark.parametrize("name", NAMES)
def test_the_records_are_the_rows_of_the_twin(name, described, tokens):
    done, jsonld = described(name)
    dataset = accepted(jsonld)
    assert len(dataset.metadata.record_sets) == len(dataset.metadata.distribution) > 0
    assert_records(dataset, done.repo, tokens["alice"])


def accepted(jsonld):
    dataset = mlcroissant.Dataset(jsonld=jsonld)
    assert dataset.metadata.issues.errors == set() and dataset.metadata.issues.warnings == set()
    return dataset


def assert_records(dataset, repo, token):
    for records, file in zip(dataset.metadata.record_sets, dataset.metadata.distribution, strict=True):
        place = hf_hub_download(repo, file.id, repo_type="dataset", revision=TWIN, token=token)
        rows = pq.read_table(place).slice(0, MOST_ROWS).to_pylist()
        seen = itertools.islice(dataset.records(records.id), MOST_ROWS)
        columns = {field.id: field.source.extract.column for field in records.fields}
        made = [{columns[name]: plain(value) for name, value in record.items()} for record in seen]
        assert made == [{name: plain(value) for name, value in row.items()} for row in rows]
        assert len(made) > 0


def plain(value):
    """Values of the reader and of Arrow in one form: it gives texts as bytes, files by what is in them."""
    if isinstance(value, dict) and list(value) == ["bytes", "path"]:
        is_image = value["bytes"].startswith(b"\x89PNG")
        return plain(Image.open(io.BytesIO(value["bytes"]))) if is_image else value["bytes"]
    if isinstance(value, dict):
        return {name.rpartition("/")[2]: plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, np.ndarray)):
        return [plain(inner) for inner in value]
    if isinstance(value, Image.Image):
        return (value.size, value.tobytes())
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, np.generic):
        return value.item()
    return value.encode() if isinstance(value, str) else value


def test_maps_are_accepted_as_far_as_the_reader_goes(described):
    """Their shapes are lists of structs inside structs, to which it has no way; the rest of the row is there."""
    _, jsonld = described("korea-maps")
    dataset = accepted(jsonld)
    (record,) = dataset.records("provinces/train")
    assert plain(record["provinces/train/type"]) == b"Topology"
    assert set(record["provinces/train/transform"]) == {f"provinces/train/transform/{n}" for n in ("scale", "translate")}


def test_the_command_validates_an_address(hub, published):
    """Also the address that stands in the Hub API, and without a warning."""
    repo = published("klue").repo
    command = [Path(sys.executable).with_name("mlcroissant"), "validate", "--jsonld"]
    for path in (f"/croissant?dataset={repo}", f"/api/datasets/{repo}/croissant"):
        done = subprocess.run([*command, hub.url + path], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0 and "Done." in done.stderr, done.stderr
        assert "WARNING" not in done.stderr and "warning" not in done.stderr


def test_a_private_dataset_needs_a_token(described, tokens, monkeypatch):
    """The reader knows user names and passwords; a token is a password."""
    done, jsonld = described("vega", private=True)
    dataset = accepted(jsonld)
    name = dataset.metadata.record_sets[0].id
    with pytest.raises(mlcroissant.GenerationError) as refused:
        list(dataset.records(name))
    assert "401 Client Error" in "".join(traceback.format_exception(refused.value))
    monkeypatch.setenv("CROISSANT_BASIC_AUTH_USERNAME", "alice")
    monkeypatch.setenv("CROISSANT_BASIC_AUTH_PASSWORD", tokens["alice"])
    assert_records(dataset, done.repo, tokens["alice"])


def test_it_is_a_dataset_of_schema_org(hub, described):
    """As search engines read it: no term of Croissant is needed."""
    done, jsonld = described("klue")
    graph = rdflib.Graph().parse(data=jsonld, format="json-ld")
    (dataset,) = graph.subjects(RDF.type, SDO.Dataset)
    assert str(graph.value(dataset, SDO.url)) == f"{hub.url}/datasets/{done.repo}"
    for term in (SDO.name, SDO.description, SDO.creator, SDO.dateModified, SDO.version, SDO.inLanguage):
        assert graph.value(dataset, term) is not None, term
    assert str(graph.value(dataset, SDO.license)) == "https://spdx.org/licenses/CC-BY-SA-4.0"
    files = list(graph.objects(dataset, SDO.distribution))
    assert len(files) == 2
    assert all(graph.value(file, term) for file in files for term in (SDO.contentUrl, SDO.encodingFormat, SDO.sha256))


TERMS = {
    "version": 1,
    "who": "approved",
    "sample": "public",
    "residents": ["KR"],
    "purposes": ["research"],
    "attribution": "{title}, a result of the programme. {url}",
    "deleteBy": 30,
}


def test_terms_are_an_odrl_policy_that_the_readers_accept(hub, tokens, alice, repo, put, built, get):
    """The reference reader has no word against it; a reader of RDF finds what is allowed, to whom, and what is not."""
    commit = put({"README.md": "---\nlicense: mit\n---\n# With terms\n", "train.csv": "text,label\n가,1\n나,0\n"})
    address = f"{hub.url}/api/datasets/{repo}/terms"
    answer = request("PUT", address, bearer(tokens["alice"]), json.dumps(TERMS))
    assert answer.status == 200, answer.body
    built(repo, commit.oid)

    jsonld = get(f"/croissant?dataset={repo}")
    dataset = accepted(jsonld)
    assert [records.id for records in dataset.metadata.record_sets] == ["default/train"]

    graph = rdflib.Graph().parse(data=jsonld, format="json-ld")
    (node,) = graph.subjects(RDF.type, SDO.Dataset)
    (policy,) = graph.objects(node, ODRL2.hasPolicy)
    assert (policy, RDF.type, ODRL2.Set) in graph
    assert graph.value(policy, ODRL2.conflict) == ODRL2.prohibit
    # the address of the policy is what names it; the reference reader runs in circles on a uid that says so again
    assert isinstance(policy, rdflib.URIRef) and graph.value(policy, ODRL2.uid) is None
    word = rdflib.Namespace(f"{hub.url}/ns/policy#")
    assert set(rules(graph, policy, ODRL2.permission)) == {ODRL2.index, word.sample, ODRL2.use, ODRL2.derive}
    assert set(rules(graph, policy, ODRL2.prohibition)) == {ODRL2.distribute}

    use = rules(graph, policy, ODRL2.permission)[ODRL2.use]
    assert constraints(graph, use) == {
        (word.approval, ODRL2.eq, "true"),
        (word.personCountry, ODRL2.isAnyOf, "KR"),
        (ODRL2.purpose, ODRL2.isAnyOf, str(word["purpose-research"])),
        (ODRL2.elapsedTime, ODRL2.lt, "P30D"),
    }
    duties = {graph.value(duty, ODRL2.action) for duty in graph.objects(use, ODRL2.duty)}
    assert duties == {ODRL2.attribute, ODRL2["delete"]}


def rules(graph, policy, kind):
    """{action: rule}; each rule says what it is about."""
    found = list(graph.objects(policy, kind))
    assert all(graph.value(rule, term) for rule in found for term in (ODRL2.target, ODRL2.assigner, RDF.type))
    return {graph.value(rule, ODRL2.action): rule for rule in found}


def constraints(graph, rule):
    parts = (ODRL2.leftOperand, ODRL2.operator, ODRL2.rightOperand)
    read = [[graph.value(each, part) for part in parts] for each in graph.objects(rule, ODRL2.constraint)]
    return {(left, operator, str(right)) for left, operator, right in read}
