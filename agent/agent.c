#define _GNU_SOURCE
#include "agent.h"
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include "allocator.h"
#include "clear.h"
#include "compare.h"
#include "crowded.h"
#include "daemons.h"
#include "deaths.h"
#include "ends.h"
#include "exec_check.h"
#include "execs.h"
#include "freelist.h"
#include "frees.h"
#include "hold.h"
#include "hooks.h"
#include "kernel.h"
#include "ledger.h"
#include "lock.h"
#include "lsan.h"
#include "modules.h"
#include "paths.h"
#include "redirect.h"
#include "rules.h"
#include "session.h"
#include "skips.h"
#include "stale.h"
#include "symbols.h"
#include "thread.h"
#include "unload.h"

enum agent_state agent_state;
int agent_keeps_modules;

/* A page that the kernel wipes in a forked child, and only there: a vforked one shares it. */
static volatile u8 *fork_mark;

int agent_was_forked(void) { return fork_mark && !*fork_mark; }

static char **initial_arguments(void) {
  extern void *__libc_stack_end; /* ld.so: where the kernel put argc */
  return (char **)__libc_stack_end + 1;
}

/* With which the process started: the program may change its own, and early on libc's is not set up yet. */
static char **initial_variables(void) {
  char **arguments = initial_arguments();
  return arguments + (u64)arguments[-1] + 1;
}

static char *initial_environment(const char *name) {
  u64 bytes = strlen(name);
  for (char **variable = initial_variables(); *variable; variable++)
    if (!strncmp(*variable, name, bytes) && (*variable)[bytes] == '=') return *variable + bytes + 1;
  return NULL;
}

static int is_set(const char *name) {
  const char *value = initial_environment(name);
  return value && *value && *value != '0';
}

static u64 number(const char *digits) {
  u64 value = 0;
  for (; digits && *digits >= '0' && *digits <= '9'; digits++) value = value * 10 + (u64)(*digits - '0');
  return value;
}

/* A kernel that cannot wipe would let a child write to its parent's ledger. */
static int make_fork_mark(void) {
  if (!fork_mark) {
    void *page = kernel_anonymous(4096);
    if (!page || kernel_wipe_on_fork(page, 4096) || ledger_start(allocator_module != NULL)) return -1;
    fork_mark = page;
  }
  *fork_mark = 1;
  return 0;
}

/* A handler's fork may have interrupted this thread anywhere in the agent, and the child may return there. Nothing is set up before the child
 * allocates: most children become another program at once. */
static void after_fork_in_child(void) {
  if (agent_state != AGENT_RECORDING) return;
  agent_lock = (struct lock){0};
  ledger_leave_scratch();
  thread_revive();
  modules_stop();
}

static void reset_after_fork(void) {
  modules_resume();
  agent_lock = (struct lock){0};
  ledger_abandon();
  frees_reset();
  stale_reset();
  modules_reset();
  thread_reset();
}

static struct cfi_span own_image(void) {
  struct dl_find_object object;
  if (_dl_find_object((void *)&own_image, &object)) return (struct cfi_span){0, 0, 0};
  return (struct cfi_span){(u64)object.dlfo_map_start, (u64)object.dlfo_map_end, 0};
}

/* The agent is the first module instance, number 0: its functions are the innermost frames. The second is libc, whose data Java
 * must know for malloc's own, also if no path leads through it. */
static int note_modules(void) {
  const struct link_map *libc_map = allocator_libc();
  if (!libc_map) return -1;
  lock_acquire(&agent_lock);
  const struct module *self = modules_at((u64)&own_image);
  const struct module *libc = modules_at((u64)libc_map->l_ld);
  lock_release(&agent_lock);
  if (!self || !libc) return -1;
  hooks_name_functions(self->number, self->load_address);
  return 0;
}

struct beginning {
  struct cfi_span image;
  int forked;
};

/* 0 when there is a ledger and Java has it, a negative TM_REFUSAL, or 1 if Java could not be told. */
static int send_new_ledger(const struct beginning *beginning) {
  int file = ledger_create(beginning->image.start, beginning->image.end, beginning->forked);
  if (file < 0) return file;
  int result = session_send_ledger(file);
  kernel_call(SYS_close, file, 0, 0, 0, 0, 0);
  return result ? 1 : 0;
}

static long send_crowded_ledger(void *beginning) {
  crowded_make_room(-1);
  return send_new_ledger(beginning);
}

static int begin_ledger(struct beginning *beginning) {
  int result = send_new_ledger(beginning);
  if (result == -TM_REFUSAL_DESCRIPTORS) result = (int)crowded_run(send_crowded_ledger, beginning);
  return result == -EMFILE ? -TM_REFUSAL_DESCRIPTORS : result;
}

static int start(void) {
  struct cfi_span image = own_image();
  /* A forked child knows the session already; the environment may since have been overwritten by a process title. */
  int forked = fork_mark != NULL;
  if (!forked && session_start(initial_environment("TIDEMARK_SESSION"))) return -1;
  if (allocator_in_front) {
    session_send_refusal(TM_REFUSAL_OTHER_MALLOC);
    return -1;
  }
  int unsent = make_fork_mark() ? -TM_REFUSAL_KERNEL : begin_ledger(&(struct beginning){image, forked});
  if (unsent < 0) session_send_refusal((u32)-unsent);
  if (unsent || paths_start() || rules_start() || note_modules()) return -1;
  ledger.header->hidden_mallocs = (u64)symbols_program_has("malloc");
  freelist_inherit();
  hold_publish_stacks();
  hooks_publish_realloc();
  lsan_publish();
  return 0;
}

/* What the launcher started, and not what that becomes or starts: they inherit what is changed here. */
static int is_target(void) {
  char *mark = initial_environment("TIDEMARK_TARGET");
  if (!mark || *mark != '1') return 0;
  *mark = '0';
  return 1;
}

/* Where libc itself starts a program (system, popen), the hooks of exec do not see it. What is a part of Tidemark has a session of its own. */
static int is_skipped(void) {
  skips_start(initial_environment("TIDEMARK_SKIP"), initial_environment("TIDEMARK_SKIP_BY_ARGUMENT"));
  if (is_set("TIDEMARK_OWN")) return 1;
  return !is_target() && skips_program((const char *)getauxval(AT_EXECFN), initial_arguments());
}

/* What a program finds in its new blocks is then chosen by who started it, and nothing of what they held before is left. */
static int libc_fills_blocks(void) {
  const char *tunables = initial_environment("GLIBC_TUNABLES");
  return is_set("MALLOC_PERTURB_") || (tunables && strstr(tunables, "glibc.malloc.perturb="));
}

static int take_settings(void) {
  const char *session = is_set("TIDEMARK_LEAVE_CHILDREN") ? NULL : initial_environment("TIDEMARK_SESSION");
  agent_keeps_modules = is_set("TIDEMARK_KEEP_MODULES");
  const char *freed_paths = initial_environment("TIDEMARK_FREED_PATHS");
  u64 freelist = number(initial_environment("TIDEMARK_FREELIST_VOL"));
  if (freed_paths) frees_keep_paths((u32)number(freed_paths), ~0ull);
  else if (freelist) frees_keep_paths(freelist_capacity(freelist), ~0ull);
  else frees_keep_paths(FREES_KEPT_AT_FIRST, FREES_KEPT_AT_FIRST);
  freelist_start(freelist);
  if (!libc_fills_blocks() && !allocator_module) clear_start(initial_environment("TIDEMARK_CLEAR_BLOCKS"));
  exec_check_start(is_set("TIDEMARK_CHECK_AT_EXEC"));
  execs_start(session, initial_variables());
  if (!is_skipped()) return 0;
  execs_leave(initial_variables());
  return -1;
}

void agent_start(void) {
  if (agent_was_forked()) {
    if (agent_state != AGENT_RECORDING && agent_state != AGENT_STARTING) {
      agent_state = AGENT_OFF; /* a child of a process that is not observed */
      return;
    }
    reset_after_fork();
    agent_state = AGENT_NEW;
  }
  if (agent_state != AGENT_NEW) return;
  agent_state = AGENT_STARTING;
  if (!fork_mark && take_settings()) {
    agent_state = AGENT_OFF;
    clear_stop();
    return;
  }
#ifdef TM_COMPARE
  compare_start(number(initial_environment("TIDEMARK_COMPARE_EVERY")));
#endif
  agent_state = start() ? AGENT_OFF : AGENT_RECORDING;
  if (agent_state == AGENT_OFF) clear_stop();
}

/* Recording cannot go on; Java sees it in the ledger. */
static void stop(void) {
  ledger.header->state = TM_STATE_STOPPED;
  agent_state = AGENT_OFF;
  clear_stop();
  modules_stop();
}

/* Runs before the program's own start code registers the loader's finaliser, so what is registered here runs after all of the
 * program's and its libraries' exit handlers and destructors. */
__attribute__((constructor)) static void construct(void) {
  agent_start();
  if (agent_state != AGENT_RECORDING) return;
  if (modules_find_counters() || thread_start() || hold_register() ||
      pthread_atfork(NULL, daemons_after_fork_in_parent, after_fork_in_child)) stop();
  else {
    lsan_start();
    unload_start();
    ends_start();
    redirect_libc();
    deaths_start();
  }
}
