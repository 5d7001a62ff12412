#!/bin/sh
# Ends what the supervisor started when the supervisor itself is killed, which no process can do for itself. It reads lists of processes,
# "SIGNAL:PID SIGNAL:PID …" in the order in which they are to end; the last line counts. Its input closes when the supervisor is gone.
list=""
while read -r line; do list=$line; done
for entry in $list; do
  pid=${entry##*:}
  kill -s "${entry%%:*}" "$pid" 2>/dev/null || continue
  tries=0
  while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 40 ]; do
    sleep 0.25
    tries=$((tries + 1))
  done
  kill -s KILL -- "-$pid" 2>/dev/null
done
