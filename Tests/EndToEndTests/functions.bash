# What the shell lines of these tests call.

# told FILE EXPRESSION PROCESS: waits until a line of FILE matches the basic regular expression, and prints its first group.
# Two minutes: on a busy machine a program takes its time to start. Fails, and shows FILE, where the process ends before.
told() {
    local found
    for _ in $(seq 2400); do
        found=$(sed -n "s/$2/\1/p" "$1" 2>/dev/null | head -1)
        [ -z "$found" ] || { echo "$found"; return 0; }
        kill -0 "$3" 2>/dev/null || break
        sleep 0.05
    done
    echo "$1 never told $2:" >&2
    cat "$1" >&2
    return 1
}

# served FILE PROCESS: the port of an `interlock serve` that logs to FILE.
served() { told "$1" '.*"message":"serving".*"port":"\([0-9]*\)".*' "$2"; }
