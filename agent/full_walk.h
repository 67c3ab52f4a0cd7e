/* Unwinds with all callee-saved registers, for the few frames whose rule does not fit into eight bytes (the loader's lazy
 * binding computes its CFA from rbx). Slow, never remembered. */
#pragma once
#include "thread.h"

/* Starts in its own frame and records from the frame (pc, sp) outwards, into thread->step up to *end. Sets *approximate if it meets code
 * without unwind information. Returns the path's root. */
u32 full_walk(struct thread *thread, u64 pc, u64 sp, struct step **end, u8 *approximate);

/* The registers of the function that called `function`, an outer frame of ours; 0 on success. On entry, those of a frame further in,
 * as it goes on at registers[CFI_PC] behind a call; only callee-saved ones, sp and pc count. */
int full_walk_to_caller(struct thread *thread, u64 function, u64 registers[CFI_REGISTERS]);
