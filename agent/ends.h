/* What the stacks of threads held that end. */
#pragma once
#include "base.h"
#include "thread.h"
#include "walk.h"

/* Once in a process, when it is known where glibc keeps what about a thread. */
void ends_start(void);
/* Finds libc's own functions behind those that are hooked here; 0 on success. */
int ends_find_originals(void);
/* A ready thread's walk for a free. When the start routine's own frames are all that is left, as where std::thread's routine frees what it was given, the
 * frames below them are still to be looked at: they stay as they are. */
u64 ends_walk(struct thread *thread, enum walk_function function, u64 sp, u64 rbp);
/* The same for other work at a free. Returns what that returns. */
u64 ends_undisturbed(struct thread *thread, u64 sp, u64 (*work)(struct thread *thread, const void *argument), const void *argument);

/* The calling thread has allocated: others know its frames from now on. */
void ends_attached(const struct thread *thread);
/* What would be looked at in other threads if they ended now, a part for each. How many there are, at most `room`. */
u32 ends_list_frames(struct region *into, u32 room);
/* 0: there are none, and never were. */
int ends_others_run(void);
/* In a forked child. */
void ends_forget_others(void);
