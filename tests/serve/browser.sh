#!/bin/sh
# Sees to it that the tests of the pages have a browser: Debian's chromium. `make test` calls it.
set -eu
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the tests of the pages (apt-get)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null && exit 0
fi
echo "The tests of the pages need a browser: install chromium (Debian: apt-get install chromium), or name one: CHROMIUM=/path/to/it make test" >&2
