#include "verify.h"

extern HIDDEN const u8 verify_ordered[], verify_ordered_end[], verify_twos[], verify_twos_end[], verify_odds[], verify_odds_end[], verify_none[];

const void *verify_code(u64 words, int in_order) {
  const u64 ordered_bytes = (u64)(verify_ordered_end - verify_ordered) / VERIFY_MOST_WORDS;
  const u64 twos_bytes = (u64)(verify_twos_end - verify_twos) / (VERIFY_MOST_WORDS / 2);
  const u64 odds_bytes = (u64)(verify_odds_end - verify_odds) / (VERIFY_MOST_WORDS / 2);
  if (!words) return verify_none;
  if (in_order) return verify_ordered_end - ordered_bytes * words;
  return words & 1 ? verify_odds_end - odds_bytes * ((words + 1) / 2) : verify_twos_end - twos_bytes * (words / 2);
}
