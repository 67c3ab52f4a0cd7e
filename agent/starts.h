/* The code in front of threads' start routines. */
#pragma once
#define STARTS_ENTRIES 1024
#define STARTS_ENTRY_SHIFT 4

#ifndef __ASSEMBLER__
#include "base.h"

/* Entry i begins at starts_entries + (i << STARTS_ENTRY_SHIFT) and calls the start routine that ends_begin says. */
extern const u8 starts_entries[] HIDDEN;
extern const u8 starts_run[] HIDDEN, starts_run_end[] HIDDEN;

/* Whether the frame of this pc is that code's, which call paths leave out. */
INLINE int starts_covers(u64 pc) { return pc - (u64)starts_run < (u64)(starts_run_end - starts_run); }
#endif
