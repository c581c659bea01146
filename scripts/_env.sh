# Sourced by run, test and bench: one virtual environment, made once, kept current.
# Sets $PY. Says in a line what it does, and nothing when there is nothing to do.

need_python() {
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
    then printf '%s' "$candidate"; return 0; fi
  done
  found=$(python3 --version 2>/dev/null || echo "none")
  echo "Debattarkivet needs Python 3.11 or newer; found: $found" >&2
  return 1
}

make_env() {  # $1: extras, e.g. "" or "test"
  local python stamp extras="${1:-}"
  python=$(need_python) || exit 1
  stamp=$(cat pyproject.toml scripts/constraints.txt | cksum | tr ' ' '-')
  PY="$PWD/.venv/bin/python"
  if [ -x "$PY" ] && [ "$(cat .venv/.debattarkiv"$extras" 2>/dev/null)" = "$stamp" ]
  then return; fi
  if ! "$PY" -m pip --version >/dev/null 2>&1; then  # none, cut short, or of a lost Python
    rm -rf .venv
    echo "Making a virtual environment in .venv ($("$python" --version))"
    "$python" -m venv .venv || { rm -rf .venv; exit 1; }
  fi
  echo "Installing Debattarkivet${extras:+ with the extras $extras} (a minute the first time)"
  "$PY" -m pip install -qq --disable-pip-version-check \
    --constraint scripts/constraints.txt --editable ".${extras:+[$extras]}" || {
    echo "pip could not install the requirements; see its message above" >&2
    exit 1
  }
  echo "$stamp" > .venv/.debattarkiv"$extras"
}
