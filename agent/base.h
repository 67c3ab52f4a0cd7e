/* What every file of the agent uses: types, hints, and reads of memory that the compiler must not move.
 *
 * The agent runs inside a stranger's malloc. So everywhere here: no malloc, no stdio, no locale, no lock that the program
 * may hold; errno is kept; storage is mapped ahead; what does not fit is counted, not forced.
 * All files are compiled with -ffixed-rbp: rbp keeps the value it had in the function that called malloc. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "ledger_layout.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define INLINE static inline __attribute__((always_inline))
#define NOINLINE __attribute__((noinline))
#define HIDDEN __attribute__((visibility("hidden"))) /* on data in headers: reached without a pointer in between */
#define EXPORT __attribute__((visibility("default")))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* A word of the program's stack: it can be anything, and it can differ from what it was a moment ago. */
INLINE u64 load64(u64 address) { return *(const volatile u64 *)address; }

/* Order between this thread and its own signal handlers. */
#define SIGNAL_FENCE() __atomic_signal_fence(__ATOMIC_SEQ_CST)
