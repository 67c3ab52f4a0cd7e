/* Debug builds (-DTM_COMPARE): every Nth walk (TIDEMARK_COMPARE_EVERY=N) is compared with libgcc's _Unwind_Backtrace. */
#pragma once
#include "thread.h"

#ifdef TM_COMPARE
void compare_start(u32 every);
void compare_walk(struct thread *thread, u32 path, u64 pc, u64 sp);
#else
INLINE void compare_walk(struct thread *thread, u32 path, u64 pc, u64 sp) { (void)thread, (void)path, (void)pc, (void)sp; }
#endif
