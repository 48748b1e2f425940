"""The limits of requests, as the stock client's own parser reads them."""

import pytest
from helpers import bearer, request

pytestmark = pytest.mark.only("hfh1", "hfh2")


def test_the_client_reads_how_many_requests_are_left(hub, tokens):
    from huggingface_hub.utils._http import parse_ratelimit_headers

    answer = request("GET", f"{hub.url}/api/datasets?limit=1", bearer(tokens["bob"]))
    told = parse_ratelimit_headers(dict(answer.headers))
    assert (told.resource_type, told.window_seconds) == ("api", 300)
    assert told.limit > told.remaining >= 0
    assert 0 < told.reset_in_seconds <= 300
