#include "clear.h"
#include <string.h>

u64 clear_below;

/* At least 16 bytes. See clear.S. */
extern void clear_range(void *from, void *to);

enum { PAGE = 4096 };

static int is_zero(const u64 *from, const u64 *to) {
  for (; from < to; from++)
    if (*from) return 0;
  return 1;
}

/* Memory that nobody has touched stays so: to be read costs it nothing, to be written a page each. */
static void clear_touched(u8 *from, u8 *to) {
  for (u8 *end; from < to; from = end) {
    end = (u8 *)((((u64)from + 16) & ~(u64)(PAGE - 1)) + PAGE); /* no part is shorter than a store */
    if (end > to - 16) end = to;
    if (!is_zero((u64 *)(void *)from, (u64 *)(void *)end)) clear_range(from, end);
  }
}

NOINLINE void clear_grown(void *block, u64 kept) {
  if (((const u64 *)block)[-1] & CLEAR_MMAPPED) return; /* zero already */
  u64 usable = clear_usable(block);
  u8 *from = (u8 *)block + kept, *to = (u8 *)block + usable;
  if (usable <= kept) return;
  if (usable - kept < 16) memset(from, 0, usable - kept);
  else if (usable < PAGE) clear_range(from, to);
  else clear_touched(from, to);
}

static u64 number(const char *digits) {
  u64 value = 0;
  for (; *digits >= '0' && *digits <= '9'; digits++) value = value * 10 + (u64)(*digits - '0');
  return value;
}

void clear_start(const char *setting) {
  if (!setting) clear_below = CLEAR_BYTES + 1;
  else if (!strcmp(setting, "all")) clear_below = ~0ull;
  else if (strcmp(setting, "no")) clear_below = number(setting) + 1;
}

void clear_stop(void) { clear_below = 0; }
