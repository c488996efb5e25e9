#!/usr/bin/env bash
# What action.yml runs. On a pull request and a push only what it brings is scanned, otherwise the whole history.
# Everything that comes from the event goes through variables and is never pasted into a command.
set -euo pipefail

read -ra command <<<"${HULLCHECK_COMMAND:-npx --yes hullcheck}"
read -ra args <<<"${HULLCHECK_ARGS:-}"
sarif=${HULLCHECK_SARIF:-hullcheck.sarif}
[ -n "${HULLCHECK_KEY:-}" ] || unset HULLCHECK_KEY

# The value of a path such as pull_request.base.sha in the event, or nothing.
event() {
  node -e '
    const event = JSON.parse(require("fs").readFileSync(process.env.GITHUB_EVENT_PATH, "utf8"));
    const value = process.argv[1].split(".").reduce((at, key) => at?.[key], event);
    if (/^[0-9a-f]{40}$/.test(value) && !/^0+$/.test(value)) console.log(value);
  ' "$1"
}

case "${GITHUB_EVENT_NAME:-}" in
  pull_request | pull_request_target) base=$(event pull_request.base.sha) head=$(event pull_request.head.sha) ;;
  merge_group) base=$(event merge_group.base_sha) head=$(event merge_group.head_sha) ;;
  push) base=$(event before) head=$(event after) ;;
  *) base='' head='' ;;
esac

has() { git cat-file -e "$1^{commit}" 2>/dev/null; }

# actions/checkout fetches one commit unless told otherwise.
if [ -n "$base" ] && [ -n "$head" ]; then
  if [ "$(git rev-parse --is-shallow-repository)" = true ]; then git fetch --quiet --no-tags --unshallow origin; fi
  for commit in "$base" "$head"; do has "$commit" || git fetch --quiet --no-tags origin "$commit" || true; done
  # After a forced push the commit from before may be gone: then the whole history is scanned.
  if has "$base" && has "$head"; then args+=(--range "$base..$head"); fi
fi

exec "${command[@]}" git . --format github --report "sarif=$sarif" ${args[@]+"${args[@]}"}
