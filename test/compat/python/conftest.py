"""One hub for the whole run, people with tokens, and which test file belongs to which client."""

import atexit
import os
import shutil
import tempfile

from helpers import CLIENT, REQUIRE_ALL, WEBHOOK_PORT, XET, Hub, free_port, unique

# Clients read these when they are imported, so they are set before any test file is.
PORT = free_port()
HOME = tempfile.mkdtemp(prefix="databelt-compat-home-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE", "HTTP_PROXY", "http_proxy"):
    os.environ.pop(name, None)
os.environ.update(
    HF_ENDPOINT=f"http://127.0.0.1:{PORT}",
    HF_HOME=HOME,
    HF_HUB_DISABLE_XET="0" if XET else "1",  # the others prove plain LFS
    HF_XET_CACHE=os.path.join(HOME, "xet"),
    CROISSANT_CACHE=os.path.join(HOME, "croissant"),
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_HUB_DISABLE_PROGRESS_BARS="1",
    HF_UPDATE_DOWNLOAD_COUNTS="0",
    GIT_TERMINAL_PROMPT="0",
    NO_PROXY="127.0.0.1,localhost",
    PYTHONUTF8="1",
)

import pytest  # noqa: E402
from published import built, get, published  # noqa: E402, F401

HUB_FILES = {
    *("test_auth.py", "test_lifecycle.py", "test_info.py", "test_tree.py", "test_download.py", "test_cache.py"),
    *("test_gated.py", "test_upload.py", "test_lfs.py", "test_names.py", "test_robustness.py", "test_real_data.py"),
    "test_webhooks.py",
    "test_discussions.py",
    "test_rate_limits.py",
    "test_story.py",
}
FILES = {
    "hfh2": HUB_FILES,
    "hfh1": HUB_FILES,
    "hfh0": HUB_FILES,
    "datasets": {
        *("test_datasets.py", "test_fsspec_sql.py", "test_tables.py"),
        *("test_pull_media.py", "test_zips.py", "test_gated.py", "test_streaming.py", "test_viewer.py"),
    },
    "croissant": {"test_croissant.py", "test_dcat.py"},
    "duckdb": {"test_duckdb_http.py"},
    "git": {"test_git.py", "test_git_lfs.py", "test_gated.py"},
    "xet": {"test_xet.py", "test_real_data.py"},
    "xet0": {"test_xet.py", "test_real_data.py"},
    "scale": {"test_scale.py"},
}


def pytest_configure(config):
    config.addinivalue_line("markers", "only(*clients): this test is about these clients and no other")


def pytest_ignore_collect(collection_path):
    """Other files import libraries this client's environment does not have."""
    if collection_path.name.startswith("test_"):
        return collection_path.name not in FILES[CLIENT]


def pytest_collection_modifyitems(config, items):
    """Deselects, rather than skips, what another client tests: a skip means something is missing."""

    def wanted(item):
        mark = item.get_closest_marker("only")
        return mark is None or CLIENT in mark.args

    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = [item for item in items if wanted(item)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A skipped test is a failure where the run has to be complete."""
    report = yield
    if report.skipped and REQUIRE_ALL:
        report.outcome = "failed"
        report.longrepr = f"Skipped, but DATABELT_REQUIRE_ALL=1: {report.longrepr[2]}"
    return report


def _running(**settings):
    hub = Hub(**settings)
    try:
        yield hub.start()
    finally:
        try:
            hub.stop()
        finally:
            if os.environ.get("DATABELT_COMPAT_KEEP") == "1":
                print(f"\nThe hub's data and log are kept in {hub.folder}")
            else:
                hub.remove()


@pytest.fixture(scope="session")
def hub():
    """The hub all tests of the run share."""
    receiver = f"http://127.0.0.1:{WEBHOOK_PORT}"
    # trusting a proxy is for the test behind one
    yield from _running(port=PORT, DATABELT_TRUST_PROXY="true", DATABELT_EGRESS_ALLOW=receiver)


@pytest.fixture(scope="session")
def tokens(hub):
    return hub.people()


@pytest.fixture(scope="session")
def small_parts_hub():
    """A second hub that asks for a multipart upload of anything above 6 MiB instead of 1 GiB."""
    yield from _running(DATABELT_LFS_PART_BYTES=str(6 * 1024 * 1024))


@pytest.fixture
def client(hub, monkeypatch):
    """Makes a client of the hub: client(token), client(False) for nobody, client(token, endpoint=proxy.url)."""
    from huggingface_hub import HfApi, constants, file_download

    def make(token, endpoint=hub.url):
        if CLIENT in ("hfh0", "xet0"):  # reads addresses in answers with HF_ENDPOINT in mind, whatever endpoint it was given
            template = endpoint + "/{repo_id}/resolve/{revision}/{filename}"
            monkeypatch.setattr(constants, "ENDPOINT", endpoint)
            monkeypatch.setattr(file_download, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        return HfApi(endpoint=endpoint, token=token)

    return make


@pytest.fixture
def alice(client, tokens):
    return client(tokens["alice"])


@pytest.fixture
def bob(client, tokens):
    return client(tokens["bob"])


@pytest.fixture
def nobody(client, tokens):
    return client(False)


@pytest.fixture
def repo(alice):
    """An empty public dataset of alice."""
    repo_id = f"alice/{unique('data')}"
    alice.create_repo(repo_id, repo_type="dataset")
    return repo_id


@pytest.fixture
def put(alice, repo):
    """Commits {path: bytes or text} to a repo, by default the test's own, and returns the commit."""
    from huggingface_hub import CommitOperationAdd

    def commit(files, to=None, api=alice, **options):
        operations = [
            CommitOperationAdd(path, content.encode() if isinstance(content, str) else content)
            for path, content in files.items()
        ]
        options.setdefault("commit_message", "Add files")
        return api.create_commit(to or repo, operations, repo_type="dataset", **options)

    return commit
