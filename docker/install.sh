#!/usr/bin/env bash
# Installs what a machine needs: `install.sh run` for the product, `install.sh test` for its tests as well. Quick when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."
want=${1:-run}
python=${PYTHON:-python3}

packages=(python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-dejavu-core)
if [ "$want" = test ]; then
  packages+=(postgresql redis-server chromium fonts-noto-color-emoji poppler-utils)
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      sudo=(sudo)
    else
      echo "These Debian packages are missing. Install them, then run this again:" >&2
      echo "  sudo apt-get install --no-install-recommends ${missing[*]}" >&2
      exit 2
    fi
  fi
  echo "Installing Debian packages: ${missing[*]}"
  "${sudo[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed." >&2; exit 2; }
[ -x .venv/bin/python ] || "$python" -m venv .venv
extra=""
[ "$want" = test ] && extra="[test]"
stamp=".venv/installed-$want"
fingerprint=$(sha256sum pyproject.toml | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null)" != "$fingerprint" ]; then
  echo "Installing Python packages into .venv"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".$extra"
  echo "$fingerprint" >"$stamp"
fi
if [ "$want" = test ] && [ -f tests/loaders/requirements.txt ]; then
  loaders=$(sha256sum tests/loaders/requirements.txt | cut -d' ' -f1)
  if [ "$(cat .loaders-venv/installed 2>/dev/null)" != "$loaders" ]; then
    echo "Installing the third-party loaders into .loaders-venv"
    [ -x .loaders-venv/bin/python ] || "$python" -m venv .loaders-venv
    .loaders-venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/loaders/requirements.txt
    echo "$loaders" >.loaders-venv/installed
  fi
fi
.venv/bin/python -m foundation.catalogs compile
