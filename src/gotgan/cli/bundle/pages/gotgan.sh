#!/bin/sh
# 곳간 @VERSION@: installs itself from the wheels beside it, once, without any package index; then runs.
#   ./gotgan.sh scan FOLDER -o scan.json
# Needs Python @PYTHON@ with venv, and nothing else; never root, never a network.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
stamp=$(cksum <"$here/SHA256SUMS" | tr ' ' '-')

stop() { printf 'gotgan: %s\n' "$1" >&2; exit 2; }

[ @POSIX@ = yes ] || stop "bundle: it holds wheels for @PLATFORMS@ only; make one for this machine with gotgan bundle"

# Beside the wheels, or at home when they lie on a medium that is read only.
venv=${GOTGAN_VENV:-$here/.venv}
if [ -z "${GOTGAN_VENV:-}" ] && [ ! -d "$venv" ] && [ ! -w "$here" ]; then
    venv=${HOME:?}/.local/share/gotgan/$stamp
fi

find_python() {
    for name in ${GOTGAN_PYTHON:-python@PYTHON@ python3}; do
        if command -v "$name" >/dev/null 2>&1 &&
            [ "$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "@PYTHON@" ]; then
            printf '%s' "$name"
            return
        fi
    done
    stop "Python: @PYTHON@ is needed, which these wheels are made for; install it, or name it in GOTGAN_PYTHON"
}

check_sums() {
    cd "$here"
    if command -v sha256sum >/dev/null 2>&1; then
        sha256sum --quiet --check SHA256SUMS >&2
    else
        shasum --algorithm 256 --quiet --check SHA256SUMS >&2
    fi || stop "bundle: a file was damaged or changed, see above; carry it in again"
}

if [ "$(cat "$venv/installed" 2>/dev/null)" != "$stamp" ]; then
    python=$(find_python) || exit 2
    (check_sums) || exit 2
    printf 'gotgan: installing from %s (once; a minute or so)\n' "$here" >&2
    rm -rf "$venv"
    mkdir -p "$(dirname -- "$venv")"
    "$python" -m venv "$venv" >&2 ||
        stop "python3-venv: missing; install it from the system's own medium and run the same command again"
    PIP_CONFIG_FILE=/dev/null "$venv/bin/python" -m pip --isolated install --quiet --disable-pip-version-check \
        --no-input --no-compile --no-index --find-links "$here/wheels" --no-deps --require-hashes \
        --requirement "$here/requirements.txt" >&2 || stop "wheels: could not be installed; see the lines above"
    printf '%s\n' "$stamp" >"$venv/installed"
fi
exec "$venv/bin/python" -m gotgan "$@"
