#!/bin/sh
# repository.sh FOLDER COMMITS: makes a bare git repository, always the same one for the same number. Each commit changes two of 40 files of some
# hundred lines, so that there is much to compress and to find deltas for.
set -eu
folder=$1
commits=$2
rm -rf "$folder"
git init -q --bare --initial-branch=main "$folder"
awk -v commits="$commits" '
  function line(file, number, version) {
    return sprintf("file %d line %d version %d: %d %d\n", file, number, version, file * 7919 + number * 31 + version, number * number % 9973)
  }
  function content(file,   text, number) {
    text = ""
    for (number = 0; number < 200; number++) text = text line(file, number, versions[file, number])
    return text
  }
  function file(number) {
    text = content(number)
    printf "M 100644 inline folder%d/file%d\ndata %d\n%s\n", number % 5, number, length(text), text
  }
  BEGIN {
    for (commit = 1; commit <= commits; commit++) {
      message = "commit " commit
      printf "commit refs/heads/main\ncommitter Bench <bench@example.org> %d +0000\ndata %d\n%s\n", 1000000000 + commit, length(message), message
      if (commit == 1) { for (i = 0; i < 40; i++) file(i); continue }
      for (i = 0; i < 2; i++) {
        changed = (commit * 7 + i * 13) % 40
        versions[changed, commit * 17 % 200] = commit
        versions[changed, commit * 29 % 200] = commit
        file(changed)
      }
    }
  }' | git -C "$folder" fast-import --quiet
