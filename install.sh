#!/bin/sh
# Installs DiNo from this checkout into an environment of its own. See --help.
set -eu

usage() {
    cat <<'TEXT'
usage: ./install.sh [--prefix DIR] [--bin DIR] [--dry-run] [--uninstall] [--help]

Installs DiNo from this checkout into its own Python environment and links the
command `dino`. System packages that are missing come from apt, if you are root
or sudo asks for no password; else they are named. Each change is announced
before it is made. A second run changes nothing unless the checkout changed.

  --prefix DIR   the environment (default: ~/.local/share/dino/venv)
  --bin DIR      where `dino` is linked (default: ~/.local/bin; /usr/local/bin for root)
  --dry-run      say what would be done, do nothing
  --uninstall    remove what this script installed; system packages stay
  --help         show this text

PYTHON names the Python to use (default: python3), 3.11 or newer.
TEXT
}

say() { printf 'dino: %s\n' "$*"; }
fail() { printf 'dino: %s\n' "$*" >&2; exit 1; }
misused() { printf 'dino: %s; ./install.sh --help shows the options\n' "$*" >&2; exit 2; }

# change TEXT COMMAND...: says what will change, then changes it, unless this is a dry run.
change() {
    changed=true
    if $dry; then say "would $1"; return; fi
    say "$1"
    shift
    "$@"
}

read_options() {
    while [ $# -gt 0 ]; do
        case $1 in
        --prefix | --bin)
            { [ $# -gt 1 ] && [ -n "$2" ]; } || misused "$1 needs a directory"
            case $2 in /*) path=$2 ;; *) path=$PWD/$2 ;; esac
            if [ "$1" = --prefix ]; then prefix=$path; else bin=$path; fi
            shift
            ;;
        --dry-run) dry=true ;;
        --uninstall) uninstall=true ;;
        --help | -h) usage; exit 0 ;;
        *) misused "unknown option $1" ;;
        esac
        shift
    done
}

is_root() { [ "$(id -u)" -eq 0 ]; }

defaults() {
    home=${HOME:?dino: HOME is not set; give --prefix and --bin}
    prefix=$home/.local/share/dino/venv
    bin=$home/.local/bin
    if is_root; then bin=/usr/local/bin; fi
}

check_python() {
    if [ -n "${PYTHON:-}" ] && ! command -v "$PYTHON" >/dev/null; then
        fail "PYTHON=$PYTHON is no program; name a Python 3.11 or newer, or unset it"
    fi
    command -v "$python" >/dev/null || return 0
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "$python is $("$python" -V 2>&1); DiNo needs Python 3.11 or newer: set PYTHON to one"
}

missing_packages() {
    command -v "$python" >/dev/null || { echo python3 python3-venv python3-dev gcc; return; }
    "$python" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    "$python" -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' || echo python3-dev
    command -v gcc >/dev/null || command -v cc >/dev/null || echo gcc
}

apt() {
    if is_root; then apt-get "$@"; else sudo -n apt-get "$@"; fi
}

may_use_apt() {
    command -v apt-get >/dev/null || return 1
    is_root || sudo -n true 2>/dev/null
}

install_packages() {
    packages=$(missing_packages | tr '\n' ' ')
    packages=${packages% }
    if [ -z "$packages" ]; then return; fi
    may_use_apt || fail "missing system packages; ask an administrator to run: apt-get install $packages"
    change "update apt's package lists" apt update -q
    # shellcheck disable=SC2086 # one word for each package
    change "install system packages: $packages" apt install -q -y $packages
}

# The state of the checkout and of the Python, as one line.
fingerprint() {
    (cd "$checkout" && find pyproject.toml setup.py dino -type f ! -name '*.so' ! -name '*.c' ! -name '*.pyc' -exec cksum {} + |
        LC_ALL=C sort | cksum)
    "$python" -c 'import sys; print(sys.version)'
}

owned() { [ -f "$prefix/.dino" ]; }

make_environment() {
    if [ -e "$prefix" ] && ! owned && [ -n "$(ls -A "$prefix" 2>/dev/null || echo file)" ]; then
        fail "$prefix exists and is not DiNo's; move it away or give another --prefix"
    fi
    if [ -x "$prefix/bin/python" ]; then return; fi
    change "create the environment $prefix" create_environment
}

create_environment() {
    mkdir -p "$prefix"
    : >"$prefix/.dino"
    "$python" -m venv "$prefix"
}

install_dino() {
    state=$(fingerprint 2>/dev/null || true)
    if [ -x "$prefix/bin/dino" ] && [ "$state" = "$(cat "$prefix/.dino")" ]; then return; fi
    change "install DiNo and what it needs into $prefix" build_dino
}

pip() { "$prefix/bin/python" -m pip "$@" --quiet --disable-pip-version-check; }

# Builds in a copy, so that the checkout stays as it is.
build_dino() {
    copy=$(mktemp -d)
    trap 'rm -rf "$copy"' EXIT
    trap 'exit 130' INT TERM HUP
    for part in pyproject.toml setup.py README.md LICENSE dino; do
        if [ -e "$checkout/$part" ]; then cp -R "$checkout/$part" "$copy/"; fi
    done
    pip wheel --no-deps --wheel-dir "$copy/dist" "$copy"
    pip install --force-reinstall --no-deps "$copy"/dist/*.whl
    pip install "$copy"/dist/*.whl
    "$prefix/bin/dino" --version >/dev/null
    printf '%s\n' "$state" >"$prefix/.dino"
}

linked() { [ "$(readlink "$bin/dino" 2>/dev/null)" = "$prefix/bin/dino" ]; }

link_command() {
    if linked; then return; fi
    if [ -e "$bin/dino" ] || [ -L "$bin/dino" ]; then
        fail "$bin/dino exists and is not this installation's; move it away or give another --bin"
    fi
    if [ ! -d "$bin" ]; then change "create $bin" mkdir -p "$bin"; fi
    change "link $bin/dino" ln -s "$prefix/bin/dino" "$bin/dino"
}

advise() {
    case :$PATH: in
    *:"$bin":*) ;;
    *) say "$bin is not on your PATH; add it, or call $bin/dino" ;;
    esac
}

remove() {
    if linked; then change "remove the link $bin/dino" rm "$bin/dino"; fi
    if owned; then change "remove $prefix" rm -rf "$prefix"; fi
}

changed=false
dry=false
uninstall=false
python=${PYTHON:-python3}
checkout=$(cd "$(dirname "$0")" && pwd)
defaults
read_options "$@"
if $uninstall; then
    linked || owned || { say "nothing to remove in $prefix and $bin"; exit 0; }
    remove
    exit 0
fi
[ -f "$checkout/pyproject.toml" ] || fail "$checkout is no checkout of DiNo: pyproject.toml is missing"
check_python
install_packages
make_environment
install_dino
link_command
$changed || say "all is as it should be: $prefix, $bin/dino"
advise
