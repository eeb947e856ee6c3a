# shellcheck shell=bash
# A Postgres and a Redis of our own on free loopback ports, in one directory that can be thrown away.
# Both want a password: whoever speaks to a database's superuser runs commands as the user behind it.
# Functions only; the caller sets the shell options.

services_fail() {
  echo "services: $*" >&2
  return 1
}

# Postgres refuses to run as root, and neither of the two needs to.
unprivileged() {
  if [[ $EUID -eq 0 ]]; then
    runuser -u postgres -- "$@"
  else
    "$@"
  fi
}

# The newest installed server: Debian keeps its commands off the PATH.
postgres_bin() {
  local dir newest=
  while IFS= read -r dir; do
    if [[ -x $dir/initdb ]]; then newest=$dir; fi
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V)
  if [[ -z $newest ]] && dir=$(command -v initdb); then
    newest=$(dirname "$dir")
  fi
  [[ -n $newest ]] || services_fail "no PostgreSQL server found; run scripts/setup test" || return
  echo "$newest"
}

# Below the range that the kernel gives to outgoing connections. Nobody reserves a port for us:
# a server that finds its port taken is tried again with the next.
random_port() {
  echo $((20000 + (RANDOM * 32768 + RANDOM) % 12000))
}

services_new_directory() {
  local dir
  dir=$(mktemp -d "${TMPDIR:-/tmp}/oathgate-services.XXXXXX") || return
  od -An -N18 -tx1 /dev/urandom | tr -d ' \n' >"$dir/password"
  if [[ $EUID -eq 0 ]]; then chown -R postgres "$dir"; fi
  if ! unprivileged test -r "$dir/password"; then
    rm -rf "$dir"
    services_fail "the user postgres cannot reach ${TMPDIR:-/tmp}; set TMPDIR to a directory that everybody may enter" || return
  fi
  echo "$dir"
}

postgres_start() { # DIRECTORY
  local dir=$1 bin port attempt
  bin=$(postgres_bin) || return
  cd "$dir" || return
  if [[ ! -f postgres/PG_VERSION ]]; then
    unprivileged "$bin/initdb" --pgdata="$dir/postgres" --username=oathgate --pwfile="$dir/password" \
      --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync >initdb.log 2>&1 ||
      { cat initdb.log >&2; services_fail "initdb failed" || return; }
  fi
  for attempt in {1..20}; do
    port=$(random_port)
    # fsync stays on: tests ask what survives a crash.
    if unprivileged "$bin/pg_ctl" start --silent --wait --timeout=60 --pgdata="$dir/postgres" --log="$dir/postgres.log" \
      --options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= -c max_connections=300" \
      >pg_ctl.log 2>&1; then
      echo "$port" >postgres.port
      return
    fi
    grep -q 'could not bind' postgres.log || break
    : >postgres.log
  done
  cat pg_ctl.log >&2
  tail -n 20 postgres.log >&2
  services_fail "Postgres did not start (attempt $attempt)"
}

postgres_stop() { # DIRECTORY
  local dir=$1 bin
  [[ -f $dir/postgres/postmaster.pid ]] || return 0
  bin=$(postgres_bin) || return
  # What it holds is about to be deleted: no need to write it down first.
  (cd "$dir" && unprivileged "$bin/pg_ctl" stop --silent --wait --mode=immediate --pgdata="$dir/postgres") >/dev/null 2>&1 ||
    [[ ! -f $dir/postgres/postmaster.pid ]] || services_fail "Postgres in $dir did not stop"
}

redis_answers() { # DIRECTORY: whether it is ours that answers on the port, and no other Redis
  local dir=$1 pid
  pid=$(cat "$dir/redis.pid" 2>/dev/null) && [[ -n $pid ]] || return
  REDISCLI_AUTH=$(<"$dir/password") redis-cli -h 127.0.0.1 -p "$(<"$dir/redis.port")" info server 2>/dev/null |
    tr -d '\r' | grep -qx "process_id:$pid"
}

redis_start() { # DIRECTORY
  local dir=$1 port attempt
  command -v redis-server >/dev/null || services_fail "no redis-server found; run scripts/setup test" || return
  cd "$dir" || return
  for attempt in {1..20}; do
    port=$(random_port)
    echo "$port" >redis.port
    cat >redis.conf <<CONF
bind 127.0.0.1
port $port
requirepass $(<password)
daemonize yes
dir $dir
pidfile $dir/redis.pid
logfile $dir/redis.log
save ""
appendonly no
CONF
    if [[ $EUID -eq 0 ]]; then chown postgres redis.conf; fi
    unprivileged redis-server "$dir/redis.conf" </dev/null >redis.out 2>&1 ||
      { cat redis.out >&2; services_fail "Redis did not start" || return; }
    for _ in {1..200}; do
      if redis_answers "$dir"; then return; fi
      if grep -qiE 'failed listening|address already in use' redis.log 2>/dev/null; then continue 2; fi
      sleep 0.05
    done
    break
  done
  tail -n 20 redis.log >&2
  services_fail "Redis did not start (attempt $attempt)"
}

redis_stop() { # DIRECTORY
  local dir=$1 pid
  pid=$(cat "$dir/redis.pid" 2>/dev/null) && [[ -n $pid ]] || return 0
  kill "$pid" 2>/dev/null || return 0
  for _ in {1..100}; do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.05
  done
  kill -KILL "$pid" 2>/dev/null || true
}

# In subshells, for they change the directory.
services_start() { # DIRECTORY
  (postgres_start "$1") && (redis_start "$1")
}

services_stop() { # DIRECTORY
  redis_stop "$1" || true
  postgres_stop "$1" || true
  rm -rf "${1:?}"
}

services_env() { # DIRECTORY: NAME=VALUE lines, free of anything that a shell would expand
  local dir=$1 password
  password=$(<"$dir/password")
  echo "OATHGATE_TEST_POSTGRES_URL=postgresql://oathgate:$password@127.0.0.1:$(<"$dir/postgres.port")/postgres"
  echo "OATHGATE_TEST_REDIS_URL=redis://default:$password@127.0.0.1:$(<"$dir/redis.port")"
  echo "OATHGATE_TEST_PG_BIN=$(postgres_bin)"
}
