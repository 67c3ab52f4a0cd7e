#define _GNU_SOURCE
#include "skips.h"
#include <string.h>
#include "readable.h"

enum { PATTERNS_BYTES = 4096 };
static char names[PATTERNS_BYTES], words[PATTERNS_BYTES];

static void keep(char into[PATTERNS_BYTES], const char *patterns) {
  if (patterns && strlen(patterns) < PATTERNS_BYTES) strcpy(into, patterns);
}

void skips_start(const char *by_name, const char *by_argument) {
  keep(names, by_name);
  keep(words, by_argument);
}

/* Only the last star is tried again: what an earlier one could take more, the last one can as well. */
static int matches(const char *pattern, const char *end, const char *text) {
  const char *star = NULL, *taken = NULL;
  for (;;) {
    if (pattern < end && *pattern == '*') {
      star = ++pattern;
      taken = text;
    } else if (*text && pattern < end && (*pattern == '?' || *pattern == *text)) {
      pattern++;
      text++;
    } else if (!*text && pattern == end) {
      return 1;
    } else if (star && *taken) {
      pattern = star;
      text = ++taken;
    } else {
      return 0;
    }
  }
}

static int any_matches(const char *patterns, const char *text) {
  for (;; patterns++) {
    const char *end = strchrnul(patterns, ',');
    if (end > patterns && matches(patterns, end, text)) return 1;
    if (!*(patterns = end)) return 0;
  }
}

int skips_program(const char *name, char *const *arguments) {
  if (*names && name && readable_text(name) && any_matches(names, name)) return 1;
  for (int readable = *words && readable_texts(arguments); readable && arguments && *arguments; arguments++)
    if (any_matches(words, *arguments)) return 1;
  return 0;
}
