#!/bin/sh
# `tidemark demo`: builds a host and two modules in a temporary folder, shows the problem and Tidemark's report, and removes the folder.
# Called by the script tidemark, whose path is in TIDEMARK. Arguments are options of Tidemark.
set -eu

sources=$(dirname "$0")
folder=$(mktemp -d "${TMPDIR:-/tmp}/tidemark-demo.XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

for module in catalogue journal; do
  ${CC:-gcc} -O1 -g -fPIC -shared -fno-inline -o "$folder/$module.so" "$sources/$module.c"
done
# For the training of the class archive: a report with missing names uses more of Tidemark.
[ -z "${TIDEMARK_DEMO_STRIPPED-}" ] || ${CC:-gcc} -O1 -s -fPIC -shared -fno-inline -o "$folder/journal.so" "$sources/journal.c"
${CC:-gcc} -O1 -g -o "$folder/host" "$sources/host.c" -ldl "-Wl,-rpath,\$ORIGIN"

cat <<'END'
A program loads two modules of ours, one after the other. Each leaks, and each is unloaded before the program ends.

A leak report is made at the end, and by then the modules are gone: Valgrind prints ??? for their functions, LeakSanitizer
<unknown module>. Both modules lie at the same address, so who looks the address up at the end blames the wrong one.

END
"$TIDEMARK" "$@" "$folder/host" catalogue.so journal.so
cat <<'END'

What to look for: every function of a module that is gone has its name, and the catalogue's leaks (600 and 77 bytes) are
not mistaken for the journal's (1,000 and 33). The sources are in programs/demo.
END
