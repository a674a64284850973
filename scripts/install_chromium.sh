#!/bin/sh
# Installs Chromium for the tests that open pages in it (Debian and Ubuntu). Elsewhere name one in THREADLOOM_CHROMIUM.
set -eu
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-noto-color-emoji
