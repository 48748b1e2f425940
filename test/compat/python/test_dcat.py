"""DCAT of the catalogue, read by rdflib: both forms say the same, and what DCAT-AP asks for is there."""

import json
import urllib.request

import pytest
import rdflib
from helpers import bearer, request, unique
from rdflib import DCAT, DCTERMS, FOAF, ODRL2, RDF, XSD
from rdflib.compare import isomorphic

HYDRA = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")
TYPES = {"jsonld": "application/ld+json", "ttl": "text/turtle"}
PAGE = 2


@pytest.fixture(scope="module")
def datasets(published):
    """More than two pages of them."""
    names = [published(name).repo for name in ("klue", "vega", "vega-csv", "korea-maps", "mnist")]
    published("vega", private=True)
    return names


def read(url, form):
    with urllib.request.urlopen(url) as answer:
        assert answer.headers.get_content_type() == TYPES[form]
        text = answer.read().decode()
    return rdflib.Graph().parse(data=text, format="json-ld" if form == "jsonld" else "turtle", publicID=url)


def pages(url, form):
    """Every page, by the addresses in the graphs."""
    while url:
        graph = read(url, form)
        (view,) = graph.subjects(RDF.type, HYDRA.PartialCollectionView)
        url = graph.value(view, HYDRA.next)
        graph.remove((view, None, None))  # it names the page, and with it the form
        yield graph


def test_both_forms_say_the_same_on_every_page(hub, datasets):
    start = f"{hub.url}/api/catalogue/dcat?limit={PAGE}&format="
    both = list(zip(pages(start + "jsonld", "jsonld"), pages(start + "ttl", "ttl"), strict=True))
    assert len(both) >= 3
    for first, turtle in both:
        assert len(first) > 0 and isomorphic(first, turtle)


def test_all_pages_together_are_what_the_caller_may_see(hub, datasets):
    whole = merged(hub)
    found = {str(whole.value(node, DCTERMS.identifier)) for node in whole.subjects(RDF.type, DCAT.Dataset)}
    assert {f"datasets/{repo}" for repo in datasets} <= found
    assert all(repo.count("vega") == 0 or repo.removeprefix("datasets/") in datasets for repo in found)


def merged(hub):
    whole = rdflib.Graph()
    for graph in pages(f"{hub.url}/api/catalogue/dcat?limit={PAGE}&format=ttl", "ttl"):
        whole += graph
    return whole


def test_what_dcat_ap_demands_is_there(hub, datasets):
    whole = merged(hub)
    (catalog,) = whole.subjects(RDF.type, DCAT.Catalog)
    assert all(whole.value(catalog, term) for term in (DCTERMS.title, DCTERMS.description))
    assert whole.value(whole.value(catalog, DCTERMS.publisher), FOAF.name)
    listed = set(whole.objects(catalog, DCAT.dataset))
    assert listed == set(whole.subjects(RDF.type, DCAT.Dataset)) and len(listed) >= len(datasets)
    for dataset in listed:
        assert_dataset(whole, dataset)


def assert_dataset(graph, dataset):
    assert all(graph.value(dataset, term) for term in (DCTERMS.title, DCTERMS.description))
    assert graph.value(graph.value(dataset, DCTERMS.publisher), RDF.type) == FOAF.Agent
    for term in (DCTERMS.issued, DCTERMS.modified):
        date = graph.value(dataset, term)
        assert date.datatype == XSD.dateTime and date.toPython().tzinfo is not None
    distributions = list(graph.objects(dataset, DCAT.distribution))
    assert distributions
    for distribution in distributions:
        assert graph.value(distribution, RDF.type) == DCAT.Distribution
        assert isinstance(graph.value(distribution, DCAT.accessURL), rdflib.URIRef)


def test_licences_and_languages_have_addresses(hub, datasets):
    whole = merged(hub)
    node = rdflib.URIRef(f"{hub.url}/datasets/{datasets[0]}#dataset")
    assert str(whole.value(node, DCTERMS.license)) == "https://spdx.org/licenses/CC-BY-SA-4.0"
    assert str(whole.value(node, DCTERMS.language)) == "http://id.loc.gov/vocabulary/iso639-1/ko"


def test_hard_texts_are_the_same_in_both_forms(hub, alice, put):
    hard = "Quotes \" and ' and \\ back, 한국어 \U0001f600, <a> {b} \\u0041"
    card = f"pretty_name: {json.dumps(hard)}\nlicense: [mit, 'my own <licence>']"
    repo = alice.create_repo(f"alice/{unique('hard')}", repo_type="dataset").repo_id
    put({"README.md": f"---\n{card}\n---\n# {hard}\n\n\tText.\n"}, to=repo)
    node = rdflib.URIRef(f"{hub.url}/datasets/{repo}#dataset")
    start = f"{hub.url}/api/catalogue/dcat?limit=500&format="
    (first,), (turtle,) = pages(start + "jsonld", "jsonld"), pages(start + "ttl", "ttl")
    assert isomorphic(first, turtle)
    assert str(first.value(node, DCTERMS.title)) == str(turtle.value(node, DCTERMS.title)) == hard


def test_terms_of_use_are_the_same_policy_in_both_forms(hub, alice, tokens, put):
    repo = alice.create_repo(f"alice/{unique('terms')}", repo_type="dataset").repo_id
    put({"README.md": "---\nlicense: mit\n---\n# With terms\n"}, to=repo)
    terms = {"version": 1, "who": "approved", "residents": ["KR", "FR"], "report": 90, "attribution": "{title} \"이름\""}
    answer = request("PUT", f"{hub.url}/api/datasets/{repo}/terms", bearer(tokens["alice"]), json.dumps(terms))
    assert answer.status == 200, answer.body

    start = f"{hub.url}/api/catalogue/dcat?limit=500&format="
    (first,), (turtle,) = pages(start + "jsonld", "jsonld"), pages(start + "ttl", "ttl")
    assert isomorphic(first, turtle)
    node = rdflib.URIRef(f"{hub.url}/datasets/{repo}#dataset")
    for graph in (first, turtle):
        (policy,) = graph.objects(node, ODRL2.hasPolicy)
        assert graph.value(policy, RDF.type) == ODRL2.Set and graph.value(policy, ODRL2.uid) == policy
        rules = {graph.value(rule, ODRL2.action): rule for rule in graph.objects(policy, ODRL2.permission)}
        assert {ODRL2.index, ODRL2.use, ODRL2.derive} <= set(rules)
        countries = {str(country) for country in graph.objects(rules[ODRL2.use], ODRL2.constraint / ODRL2.rightOperand)}
        assert {"KR", "FR"} <= countries
        assert [graph.value(rule, ODRL2.action) for rule in graph.objects(policy, ODRL2.prohibition)] == [ODRL2.distribute]


def test_the_form_follows_accept(hub, datasets):
    url = f"{hub.url}/api/catalogue/dcat"
    for form, kind in TYPES.items():
        answer = request("GET", url, {"Accept": kind})
        assert answer.status == 200 and answer.headers["content-type"].startswith(TYPES[form])
