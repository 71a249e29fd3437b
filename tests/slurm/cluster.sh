# A Slurm of one controller and two nodes on this machine, in a folder of its own; sourced, not called.
# Needs root, and Debian's packages slurm-wlm and munge.

# Starts it in an empty folder; the commands of Slurm then find it through SLURM_CONF.
start_cluster() {
    cluster=$1
    mkdir -p "$cluster"/{run,log,state,spool/n1,spool/n2}
    # The daemons refuse a socket below a folder that is closed to others.
    chmod 755 "$cluster" "$cluster/run"
    sed "s|@FOLDER@|$cluster|g; s|@HOST@|$(hostname)|g" "$(dirname "${BASH_SOURCE[0]}")/slurm.conf" > "$cluster/slurm.conf"
    export SLURM_CONF=$cluster/slurm.conf
    (umask 077 && head -c 1024 /dev/urandom > "$cluster/munge.key")
    munged --key-file="$cluster/munge.key" --socket="$cluster/run/munge.socket" --pid-file="$cluster/run/munged.pid" \
        --log-file="$cluster/log/munged.log" --seed-file="$cluster/run/munged.seed" --force 2>/dev/null || return 1
    slurmctld -f "$SLURM_CONF" || return 1
    start_node n1 && start_node n2 || return 1
    local try
    for try in $(seq 100); do
        [ "$(sinfo --noheader --Node --states=idle 2>/dev/null | wc -l)" = 2 ] && return 0
        sleep 0.1
    done
    return 1
}

# Starts the daemon of a node.
start_node() { slurmd -f "$SLURM_CONF" -N "$1"; }

# Kills the daemon of a node, as a power cut does; what it had started goes on.
kill_node() { kill -9 "$(cat "$cluster/run/slurmd.$1.pid")"; }

# Ends all that was started, job steps among it.
stop_cluster() {
    [ -n "${cluster:-}" ] || return 0
    scancel --quiet --user=root 2>/dev/null || true
    local file pid
    for file in "$cluster"/run/slurm*.pid "$cluster"/run/munged.pid; do
        [ -e "$file" ] && pid=$(cat "$file") && end "$pid"
    done
    # Steps of a killed node belong to no daemon any more; each bears the folder in its environment or its open files.
    for pid in $(orphans); do end "$pid"; done
    cluster=
}

# Ends a process, kindly first.
end() {
    local try
    kill "$1" 2>/dev/null || return 0
    for try in $(seq 50); do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -9 "$1" 2>/dev/null || true
}

# Prints the processes whose environment names this cluster, this shell and its children apart.
orphans() {
    local environment pid
    for environment in /proc/[0-9]*/environ; do
        pid=${environment#/proc/}
        pid=${pid%/environ}
        [ "$pid" != $$ ] && tr '\0' '\n' 2>/dev/null < "$environment" | grep -qx "SLURM_CONF=$SLURM_CONF" && echo "$pid"
    done
    return 0
}
