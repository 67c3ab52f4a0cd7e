/* C++'s allocation and deallocation functions, so that a path's first frame is the one that the program called. */
#pragma once
#include "base.h"

void *_Znwm(size_t bytes);
void *_ZnwmRKSt9nothrow_t(size_t bytes, const void *nothrow);
void *_ZnwmSt11align_val_t(size_t bytes, size_t alignment);
void *_ZnwmSt11align_val_tRKSt9nothrow_t(size_t bytes, size_t alignment, const void *nothrow);
void *_Znam(size_t bytes);
void *_ZnamRKSt9nothrow_t(size_t bytes, const void *nothrow);
void *_ZnamSt11align_val_t(size_t bytes, size_t alignment);
void *_ZnamSt11align_val_tRKSt9nothrow_t(size_t bytes, size_t alignment, const void *nothrow);

/* Whether the module reaches operators delete that are not ours, since it was loaded with RTLD_DEEPBIND. They leave by a jump to free. */
int operators_bound_elsewhere(u64 load_address, const void *dynamic);

void _ZdlPv(void *block);
void _ZdaPv(void *block);
void _ZdlPvm(void *block, size_t bytes);
void _ZdaPvm(void *block, size_t bytes);
void _ZdlPvRKSt9nothrow_t(void *block, const void *nothrow);
void _ZdaPvRKSt9nothrow_t(void *block, const void *nothrow);
void _ZdlPvSt11align_val_t(void *block, size_t alignment);
void _ZdaPvSt11align_val_t(void *block, size_t alignment);
void _ZdlPvmSt11align_val_t(void *block, size_t bytes, size_t alignment);
void _ZdaPvmSt11align_val_t(void *block, size_t bytes, size_t alignment);
void _ZdlPvSt11align_val_tRKSt9nothrow_t(void *block, size_t alignment, const void *nothrow);
void _ZdaPvSt11align_val_tRKSt9nothrow_t(void *block, size_t alignment, const void *nothrow);
