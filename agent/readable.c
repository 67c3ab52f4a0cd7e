#define _GNU_SOURCE
#include "readable.h"
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include "kernel.h"

enum { PAGE = 4096, NO_SUCH_WAY = -1 };

/* The page that was found readable last: most of what is looked at together lies together. */
struct reach {
  u64 page;
};

/* sigprocmask reads the set before it finds out that it has no such way to change the mask. */
static int reaches(struct reach *reach, u64 address) {
  u64 page = address & -(u64)PAGE;
  if (page == reach->page) return 1;
  if (kernel_call(SYS_rt_sigprocmask, NO_SUCH_WAY, (long)(page + 8), 0, 8, 0, 0) == -EFAULT) return 0; /* not at 0, which means no set */
  reach->page = page;
  return 1;
}

static int reaches_text(struct reach *reach, const char *text) {
  for (u64 left;; text += left) {
    if (!reaches(reach, (u64)text)) return 0;
    left = PAGE - ((u64)text & (PAGE - 1));
    if (strnlen(text, left) < left) return 1;
  }
}

static int reaches_word(struct reach *reach, const void *word) { return reaches(reach, (u64)word) && reaches(reach, (u64)word + 7); }

int readable_text(const char *text) {
  struct reach reach = {1};
  return reaches_text(&reach, text);
}

int readable_texts(char *const *texts) {
  struct reach of_words = {1}, of_texts = {1}; /* no page begins there */
  for (; texts; texts++) {
    if (!reaches_word(&of_words, texts)) return 0;
    if (!*texts) return 1;
    if (!reaches_text(&of_texts, *texts)) return 0;
  }
  return 1;
}
