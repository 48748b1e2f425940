#!/usr/bin/env bash
# Proves the hub with the clients people already have, unmodified, from PyPI, npm and Debian.
set -uo pipefail

HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
ROOT="$(cd "$HERE/../.." && pwd)"
VENVS="${DATABELT_COMPAT_VENVS:-$HERE/.venvs}"
# the longest first: two run at a time
ALL=(scale hfh2 datasets hfh1 hfh0 xet js git croissant xet0 duckdb)

usage() {
  cat <<EOF
Usage: test/compat/run.sh [CLIENT...] [-- PYTEST ARGUMENTS]

Without a client, all run:
  hfh2      huggingface_hub 2.x (Python)
  hfh1      huggingface_hub 1.x
  hfh0      huggingface_hub 0.3x
  xet       huggingface_hub 2.x with hf_xet; the three above have xet switched off
  xet0      huggingface_hub 0.33 with the oldest hf_xet it takes
  datasets  datasets, pandas, DuckDB and polars
  croissant mlcroissant and rdflib: Croissant, DCAT
  duckdb    DuckDB's own HTTP reader
  git       git with git-lfs
  js        @huggingface/hub (JavaScript)
  scale     a 6 GB file, 5 GB by xet, 100,000 files, 130 MB in one commit

What follows -- goes to pytest, for example: run.sh hfh2 -- -k test_035

It needs the build (npm run build), Node.js, Python 3.11 or newer with venv, git, git-lfs and openssl. It makes its
own Python environments from requirements/*.txt, and makes them again when those files change.

Environment:
  DATABELT_TEST_DATA       folder with the real data sets; tests that need it are skipped without
  DATABELT_REQUIRE_ALL=1   a skipped test or a missing tool is a failure
  DATABELT_COMPAT_SMALL=1  200 MB instead of 6 and 5 GB (not in CI)
  DATABELT_COMPAT_AT_ONCE  how many clients run at a time (default: 2)
  DATABELT_COMPAT_KEEP=1   keep the hubs' data and logs and say where they are
  DATABELT_COMPAT_VENVS    folder for the Python environments (default: test/compat/.venvs)
  PYTHON                   the Python to make them with (default: python3)
EOF
}

fail() {
  echo "compat: $*" >&2
  exit 2
}

check_tools() {
  command -v node >/dev/null || fail "Node.js is missing: install Node.js 20.19 or newer."
  [[ -f "$ROOT/dist/main.js" ]] || fail "the hub is not built: run 'npm run build' first."
  "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    fail "Python 3.11 or newer is needed, because the newest clients need it. '$PYTHON' is $("$PYTHON" --version 2>&1 || true). Name another one with PYTHON=..."
  "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "Python's venv is missing: install it (Debian: apt-get install python3-venv)."
  local missing=()
  command -v git >/dev/null || missing+=("git")
  command -v git-lfs >/dev/null || missing+=("git-lfs")
  command -v openssl >/dev/null || missing+=("openssl")
  [[ ${#missing[@]} -eq 0 ]] && return
  local words="missing: ${missing[*]} (Debian: apt-get install ${missing[*]})"
  [[ "${DATABELT_REQUIRE_ALL:-}" == 1 ]] && fail "$words"
  echo "compat: $words. The tests that need it will be skipped."
}

# The environment of a requirements file, made new when the file or the Python changes.
venv_for() {
  local name="$1" file="$HERE/requirements/$1.txt" folder="$VENVS/$1" stamp
  stamp="$("$PYTHON" --version 2>&1) $(sha256sum <"$file" | cut -d' ' -f1)"
  if [[ "$(cat "$folder/.stamp" 2>/dev/null)" != "$stamp" ]]; then
    echo "compat: making the Python environment $name" >&2
    rm -rf "$folder"
    "$PYTHON" -m venv "$folder" >&2 || return 1
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$file" >&2 || return 1
    echo "$stamp" >"$folder/.stamp"
  fi
  echo "$folder"
}

# The environment that a client runs in.
environment_of() {
  [[ "$1" == xet || "$1" == git || "$1" == scale ]] && echo hfh2 || echo "$1"
}

# All environments, one after the other: clients that run at once share some.
prepare() {
  local client
  for client in "$@"; do
    [[ "$client" == js ]] || venv_for "$(environment_of "$client")" >/dev/null
  done
}

run_python() {
  local client="$1" folder
  folder="$(venv_for "$(environment_of "$client")")" || { echo "0 passed, 1 failed, 0 skipped (no Python environment)"; return 1; }
  (cd "$HERE/python" && DATABELT_COMPAT_CLIENT="$client" PYTHONDONTWRITEBYTECODE=1 \
    "$folder/bin/python" -m pytest --junit-xml="$REPORTS/$client.xml" ${PYTEST_ARGS[@]+"${PYTEST_ARGS[@]}"})
  local code=$?
  [[ $code -eq 5 && ${#PYTEST_ARGS[@]} -gt 0 ]] && code=0 # the arguments chose no test of this client
  count_junit "$REPORTS/$client.xml" >"$REPORTS/$client.counts"
  return $code
}

count_junit() {
  "$PYTHON" - "$1" <<'EOF'
import sys
import xml.etree.ElementTree as tree

try:
    suite = tree.parse(sys.argv[1]).getroot().find("testsuite")
    total, failed, errors, skipped = (int(suite.get(key)) for key in ("tests", "failures", "errors", "skipped"))
    print(f"{total - failed - errors - skipped} passed, {failed + errors} failed, {skipped} skipped")
except (OSError, tree.ParseError):
    print("0 passed, 1 failed, 0 skipped (the run broke off)")
EOF
}

run_js() {
  if ! (cd "$ROOT" && node -e 'import("@huggingface/hub").catch(() => process.exit(1))'); then
    echo "compat: the npm package @huggingface/hub is missing: run 'npm ci'."
    if [[ "${DATABELT_REQUIRE_ALL:-}" == 1 ]]; then
      echo "0 passed, 1 failed, 0 skipped (package missing)" >"$REPORTS/js.counts"
      return 1
    fi
    echo "0 passed, 0 failed, 1 skipped (package missing)" >"$REPORTS/js.counts"
    return 0
  fi
  (cd "$ROOT" && node --test --test-concurrency=1 --test-reporter=spec "$HERE"/js/*.test.mjs) | tee "$REPORTS/js.log"
  local code=${PIPESTATUS[0]}
  local of
  of() { sed -n "s/^ℹ $1 \([0-9]*\)$/\1/p" "$REPORTS/js.log" | tail -1; }
  echo "$(of pass || true) passed, $(of fail || true) failed, $(of skipped || true) skipped" >"$REPORTS/js.counts"
  [[ "${DATABELT_REQUIRE_ALL:-}" == 1 && "$(of skipped)" != 0 ]] && code=1
  return "$code"
}

run_client() {
  local client="$1" start=$SECONDS
  if [[ "$client" == js ]]; then run_js; else run_python "$client"; fi >"$REPORTS/$client.out" 2>&1 ||
    touch "$REPORTS/$client.bad"
  echo "$((SECONDS - start)) s" >"$REPORTS/$client.time"
  echo "== $client"
  cat "$REPORTS/$client.out"
}

main() {
  local clients=()
  PYTEST_ARGS=()
  while [[ $# -gt 0 ]]; do
    case "$1" in
      -h | --help) usage && exit 0 ;;
      --) shift && PYTEST_ARGS=("$@") && break ;;
      *) [[ " ${ALL[*]} " == *" $1 "* ]] || fail "there is no client '$1'; see --help."
         clients+=("$1") ;;
    esac
    shift
  done
  [[ ${#clients[@]} -gt 0 ]] || clients=("${ALL[@]}")
  [[ "${CI:-}" == true && "${DATABELT_COMPAT_SMALL:-}" == 1 ]] && fail "DATABELT_COMPAT_SMALL=1 is refused in CI."
  PYTHON="${PYTHON:-python3}"
  check_tools
  REPORTS="$(mktemp -d)"
  trap 'rm -rf "$REPORTS"' EXIT
  local failed=0 client
  prepare "${clients[@]}"
  # they wait more than they work, so two run at a time; what belongs together is printed together
  for client in "${clients[@]}"; do
    while [[ $(jobs -rp | wc -l) -ge ${DATABELT_COMPAT_AT_ONCE:-2} ]]; do wait -n; done
    run_client "$client" &
  done
  wait
  for client in "${clients[@]}"; do [[ -f "$REPORTS/$client.bad" ]] && failed=1; done
  echo "== compatibility with unmodified clients"
  for client in "${clients[@]}"; do
    printf '%-9s %s, %s%s\n' "$client" "$(cat "$REPORTS/$client.counts" 2>/dev/null || echo "did not run")" \
      "$(cat "$REPORTS/$client.time")" "$([[ -f "$REPORTS/$client.bad" ]] && echo '  FAILED')"
  done
  return "$failed"
}

main "$@"
