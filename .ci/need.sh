# What run, test and bench/run need on a machine; sourced by them.

fail() { echo "$(basename "$0"): $*" >&2; exit 1; }

# need COMMAND PACKAGE...: installs Debian packages when root on Debian, otherwise says what to install.
need() {
  local command=$1; shift
  command -v "$command" >/dev/null 2>&1 && return
  need_packages "$@"
  command -v "$command" >/dev/null 2>&1 || fail "'$command' is still missing after installing $*."
}

need_packages() {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $* with apt-get"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null 2>&1 \
      || fail "apt-get could not install: $*. Install them by hand and start again."
  else
    fail "please install: $* (Debian package names; as root this script installs them itself)."
  fi
}

need_sdk() {
  command -v dotnet >/dev/null 2>&1 || fail "the .NET 10 SDK is missing. Install it from https://dot.net (Debian: package dotnet-sdk-10.0)."
  dotnet --version >/dev/null 2>&1 || fail "no .NET SDK that fits global.json (10.0.1xx or newer). Install the .NET 10 SDK."
  command -v node >/dev/null 2>&1 || need node nodejs npm
  command -v npm >/dev/null 2>&1 || need npm npm
  # .NET writes Danish dates with ICU.
  if [ "$(uname)" = Linux ] && ! ldconfig -p 2>/dev/null | grep -q libicuuc; then
    [ -f /etc/debian_version ] || fail "please install the ICU library (libicu)."
    need_packages "$(apt-cache search --names-only '^libicu[0-9]+$' 2>/dev/null | awk '{print $1}' | sort -V | tail -n 1 | grep . || echo libicu72)"
  fi
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}
