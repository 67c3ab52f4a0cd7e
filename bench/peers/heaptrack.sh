#!/bin/sh
# heaptrack.sh INTERPRETER OUTPUT PIPE PROGRAM ARGUMENT...
#
# What the script `heaptrack` does, but for a program that sets LD_PRELOAD itself, for its child only: heaptrack observes the one process that it is
# preloaded into, and that must not be the one that measures. PIPE is made here; the child is told to write to it.
set -u
interpreter=$1
output=$2
pipe=$3
shift 3
mkfifo "$pipe"
exec 3<>"$pipe" # so that the interpreter's end opens at once, and sees the end also if nobody else opens the pipe
"$interpreter" <"$pipe" 3>&- 2>/dev/null | gzip -c >"$output" 3>&- &
"$@" 3>&-
code=$?
exec 3>&-
wait
exit $code
