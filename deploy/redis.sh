#!/bin/sh
# Redis with a password that stands in no list of processes. In: REDIS_PASSWORD, further options. Out: redis-server.
set -eu
umask 077
settings="${TMPDIR:-/tmp}/redis.conf"
printf 'requirepass %s\n' "$REDIS_PASSWORD" >"$settings"
exec redis-server "$settings" "$@"
