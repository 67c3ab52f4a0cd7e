/* LeakSanitizer's interface (sanitizer/lsan_interface.h), for programs that call it if they find it. */
#pragma once
#include "base.h"

struct thread;

/* How often __lsan_disable was called in this thread without __lsan_enable. */
extern HIDDEN __thread u32 lsan_disabled __attribute__((tls_model("initial-exec")));

/* Once, when the program can be asked what it wishes. */
void lsan_start(void);
/* Before a check: whether the program wants one, which it may answer otherwise each time. It runs the program's code, so not where a signal ends it. */
void lsan_ask(void);
/* Tells Java, in a new ledger, what the program wishes and which memory it registered. */
void lsan_publish(void);

/* The path of an ignored block that was allocated by that path; both as an entry has them, and with its other bits as they are. */
u64 lsan_ignored(struct thread *thread, u64 path);
