/* exec and posix_spawn with an environment that lacks what loads the agent (env -i, a server that starts its workers with a chosen one) get
 * a copy that has it; one that has it goes through as it is. A program that the user wants skipped gets a copy without. The copy lies on the
 * stack: malloc is not for a vforked child, nor for a handler. */
#define _GNU_SOURCE
#include "execs.h"
#include <alloca.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "agent.h"
#include "exec_check.h"
#include "hold.h"
#include "kernel.h"
#include "library.h"
#include "program_path.h"
#include "readable.h"
#include "session.h"
#include "skips.h"

enum { PATH_BYTES = 4096, MOST_VARIABLES = 16384 };

static const char PRELOAD[] = "LD_PRELOAD=", SESSION[] = "TIDEMARK_SESSION=", TARGET[] = "TIDEMARK_TARGET=",
                  LIBRARY[] = "TIDEMARK_LIBRARY=";
static const char OWN[] = "TIDEMARK_OWN="; /* who has it is a part of Tidemark: its script's, launcher, Java */
static char session[256];
static int names_matter; /* whether it is to be found out which file exec means */

/* What the agent of a child is told besides. */
static struct {
  const char *start;
  char text[PATH_BYTES]; /* empty: not set */
} settings[] = {{"TIDEMARK_KEEP_MODULES=", ""}, {"TIDEMARK_FREED_PATHS=", ""}, {"TIDEMARK_CLEAR_BLOCKS=", ""}, {"TIDEMARK_FREELIST_VOL=", ""},
              {"TIDEMARK_CHECK_AT_EXEC=", ""}, {"TIDEMARK_SKIP=", ""}, {"TIDEMARK_SKIP_BY_ARGUMENT=", ""}};
enum { SETTINGS = sizeof settings / sizeof *settings };

static int names(const char *variable, const char *start) { return !strncmp(variable, start, strlen(start)); }

static const char *find(char *const *environment, const char *start) {
  for (; environment && *environment; environment++)
    if (names(*environment, start)) return *environment;
  return NULL;
}

/* ---- The environment ---- */

static u64 count(char *const *words) {
  u64 found = 0;
  while (words && words[found]) found++;
  return found;
}

/* Where a file stands in a list of LD_PRELOAD; NULL if nowhere. */
static char *find_file(const char *list, const char *file) {
  u64 bytes = strlen(file);
  for (char *at = (char *)(u64)list; bytes && (at = strstr(at, file)); at += bytes)
    if ((at == list || at[-1] == ':' || at[-1] == ' ') && (!at[bytes] || at[bytes] == ':' || at[bytes] == ' ')) return at;
  return NULL;
}

static char *find_agent(const char *list) { return find_file(list, library_path()); }

/* The list of a variable. */
static char *list_of(const char *preload) { return (char *)(u64)preload + sizeof PRELOAD - 1; }

static void leave_out(char *list, const char *file) {
  char *found = find_file(list, file);
  if (!found) return;
  const char *behind = found + strlen(file);
  behind += *behind != 0;
  memmove(found, behind, strlen(behind) + 1);
}

/* An allocator that is preloaded in front of the agent would be called in its stead. */
static int is_complete(char *const *environment) {
  const char *preload = find(environment, PRELOAD), *known = find(environment, SESSION);
  return preload && find_agent(list_of(preload)) == list_of(preload) && known && !strcmp(known, session);
}

static int is_bare(char *const *environment) {
  const char *preload = find(environment, PRELOAD);
  return !(preload && find_agent(list_of(preload))) && !find(environment, SESSION);
}

/* What a copy of the environment needs at most; 0: there are more variables than are copied. */
static u64 room(char *const *environment) {
  const char *preload = find(environment, PRELOAD);
  u64 variables = count(environment);
  if (variables > MOST_VARIABLES) return 0;
  return (variables + SETTINGS + 4) * sizeof(char *) + sizeof PRELOAD + sizeof LIBRARY + 2 * PATH_BYTES +
         (preload ? strlen(preload) : 0);
}

static int is_ours(const char *variable) {
  for (u32 i = 0; i < SETTINGS; i++)
    if (names(variable, settings[i].start)) return 1;
  return names(variable, PRELOAD) || names(variable, SESSION) || names(variable, TARGET) || names(variable, LIBRARY);
}

/* Behind the pointers of the copy, of which there may be three more than the program has. */
static char *text_space(char *const *environment, char **copy) { return (char *)(copy + count(environment) + SETTINGS + 4); }

/* The program's own LD_PRELOAD comes behind the agent. lent: NULL, or the name of a copy that takes the agent's place. */
static char **complete(char *const *environment, void *space, const char *lent) {
  char **copy = space, **next = copy, *preload = text_space(environment, copy);
  const char *before = find(environment, PRELOAD);
  char *end = stpcpy(stpcpy(preload, PRELOAD), lent ? lent : library_path());
  if (before && *list_of(before)) {
    strcpy(stpcpy(end, ":"), list_of(before));
    leave_out(end + 1, library_path());
  }
  *next++ = preload;
  *next++ = session;
  if (lent) {
    char *library = preload + strlen(preload) + 1;
    strcpy(stpcpy(library, LIBRARY), library_path());
    *next++ = library;
  }
  for (u32 i = 0; i < SETTINGS; i++)
    if (*settings[i].text) *next++ = settings[i].text;
  for (; environment && *environment; environment++)
    if (!is_ours(*environment)) *next++ = *environment;
  *next = NULL;
  return copy;
}

static char *without_agent(const char *variable, char *into) {
  strcpy(into, variable);
  leave_out(list_of(into), library_path());
  return into;
}

/* As the environment would be without Tidemark. Of several LD_PRELOAD the loader takes the first, and room is for that one. */
static char **bare(char *const *environment, void *space) {
  char **copy = space, **next = copy, *preload = text_space(environment, copy);
  const char *before = find(environment, PRELOAD);
  for (; environment && *environment; environment++) {
    if (!is_ours(*environment)) *next++ = *environment;
    else if (*environment == before && *list_of(without_agent(before, preload))) *next++ = preload;
  }
  *next = NULL;
  return copy;
}

void execs_leave(char **environment) {
  const char *preload = find(environment, PRELOAD);
  u64 bytes = *session ? room(environment) : 0;
  if (!bytes) return;
  char **copy = bare(environment, alloca(bytes));
  for (; *copy; copy++) {
    if (!names(*copy, PRELOAD)) *environment++ = *copy;
    else *environment++ = strcpy((char *)(u64)preload, *copy); /* never longer than it was */
  }
  *environment = NULL;
}

/* Its descriptor is closed already, so what libc itself starts (system, popen) must not look for it. */
static void forget_lent_copy(char **environment) {
  for (; *environment; environment++) {
    if (!names(*environment, PRELOAD)) continue;
    leave_out(list_of(*environment), library_lent());
    if (*list_of(*environment)) return;
    do environment[0] = environment[1];
    while (*environment++);
    return;
  }
}

void execs_start(const char *name, char *const *environment) {
  const char *original = find(environment, LIBRARY);
  names_matter = find(environment, "TIDEMARK_SKIP") || find(environment, "TIDEMARK_CHECK_AT_EXEC");
  library_start(original ? original + sizeof LIBRARY - 1 : NULL);
  if (*library_lent()) forget_lent_copy((char **)(u64)environment);
  if (!name || strlen(name) >= sizeof session - sizeof SESSION || !*library_path()) return;
  strcpy(stpcpy(session, SESSION), name);
  for (; *environment; environment++)
    for (u32 i = 0; i < SETTINGS; i++)
      if (names(*environment, settings[i].start) && strlen(*environment) < PATH_BYTES)
        strcpy(settings[i].text, *environment);
}

/* ---- How the agent gets into the next program ---- */

enum way { AS_IT_IS, WITH_AGENT, WITH_COPY, BARE };

struct loading {
  enum way way;
  int lent; /* the descriptor of a copy; -1: none */
  char lent_path[LIBRARY_LENT_BYTES];
};

/* The next program would find neither the file nor a copy: its loader would write an error. */
static NOINLINE void refuse(const char *file, int spawns) {
  char found[PROGRAM_PATH_BYTES];
  if (!program_path_runnable(program_path_search(file, found))) return;
  session_send_refusal(TM_REFUSAL_LIBRARY);
  if (!spawns) hold_is_left();
}

static enum way choose(struct loading *loading, const char *file, char *const *environment, int skipped, int spawns) {
  int reached = library_reached();
  if (!*library_path() || !readable_texts(environment)) return AS_IT_IS; /* the agent has not begun, or only the kernel can find fault */
  if (!*session || agent_state != AGENT_RECORDING) return reached || is_bare(environment) ? AS_IT_IS : BARE;
  if (skipped) return is_bare(environment) ? AS_IT_IS : BARE;
  if (!session_is_reached()) {
    hold_is_unreached();
    return reached ? AS_IT_IS : BARE;
  }
  if (reached) return is_complete(environment) ? AS_IT_IS : WITH_AGENT;
  if ((loading->lent = library_lend(loading->lent_path)) >= 0) return WITH_COPY;
  refuse(file, spawns);
  return BARE;
}

static char *const *fill(const struct loading *loading, char *const *environment, void *space) {
  if (loading->way == BARE) return bare(environment, space);
  return complete(environment, space, loading->way == WITH_COPY ? loading->lent_path : NULL);
}

static void give_back(const struct loading *loading) {
  if (loading->lent >= 0) kernel_call(SYS_close, loading->lent, 0, 0, 0, 0, 0);
}

/* What is Tidemark's own, and what the user wants to have left out. An environment that cannot be read is the kernel's to find fault with. */
static int is_skipped(const char *name, char *const *arguments, char *const *environment) {
  return (readable_texts(environment) && find(environment, OWN)) || skips_program(name, arguments);
}

/* In the function that calls exec itself: alloca's memory lives as long as that. */
#define OBSERVED(name, arguments, environment, spawns)                                            \
  int skipped = is_skipped(name, arguments, environment);                                         \
  struct loading loading = {AS_IT_IS, -1, ""};                                                    \
  u64 bytes = (loading.way = choose(&loading, name, environment, skipped, spawns)) == AS_IT_IS ? 0 : room(environment); \
  char *const *observed = bytes ? fill(&loading, environment, alloca(bytes)) : environment

/* ---- What the program calls ---- */

typedef char *const *words;
static int (*libc_execve)(const char *, words, words), (*libc_execvpe)(const char *, words, words), (*libc_fexecve)(int, words, words),
    (*libc_execveat)(int, const char *, words, words, int);
typedef int spawn_function(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, words, words);
static spawn_function *libc_posix_spawn, *libc_posix_spawnp;

int execs_find_originals(void) {
  if (libc_posix_spawnp) return 0;
  libc_execve = (int (*)(const char *, words, words))dlsym(RTLD_NEXT, "execve");
  libc_execvpe = (int (*)(const char *, words, words))dlsym(RTLD_NEXT, "execvpe");
  libc_fexecve = (int (*)(int, words, words))dlsym(RTLD_NEXT, "fexecve");
  libc_execveat = (int (*)(int, const char *, words, words, int))dlsym(RTLD_NEXT, "execveat");
  libc_posix_spawn = (spawn_function *)dlsym(RTLD_NEXT, "posix_spawn");
  libc_posix_spawnp = (spawn_function *)dlsym(RTLD_NEXT, "posix_spawnp");
  return libc_execve && libc_execvpe && libc_fexecve && libc_execveat && libc_posix_spawn && libc_posix_spawnp ? 0 : -1;
}

static int missing(void) {
  errno = ENOSYS;
  return -1;
}

/* A check before the image goes, if asked for. `function` is the hook that the program called. */
#define CHECKED(function, name, call)                             \
  int checked = exec_check_begin((u64)(function), name, skipped); \
  int result = call;                                              \
  exec_check_failed(checked);                                     \
  give_back(&loading);                                            \
  return result

static NOINLINE int replace(const void *function, const char *path, words arguments, words environment) {
  if (execs_find_originals()) return missing();
  OBSERVED(path, arguments, environment, 0);
  CHECKED(function, path, libc_execve(path, arguments, observed));
}

static NOINLINE int replace_by_search(const void *function, const char *file, words arguments, words environment) {
  char found[PROGRAM_PATH_BYTES];
  if (execs_find_originals()) return missing();
  const char *name = names_matter ? program_path_search(file, found) : file;
  OBSERVED(name, arguments, environment, 0);
  CHECKED(function, name, libc_execvpe(file, arguments, observed));
}

/* Not a jump: the hook's frame is what the check unwinds out of. */
#define RETURN_CALL(call)              \
  int returned = call;                 \
  __asm__ volatile("" : : : "memory"); \
  return returned

EXPORT int execve(const char *path, words arguments, words environment) {
  RETURN_CALL(replace((void *)&execve, path, arguments, environment));
}
EXPORT int execvpe(const char *file, words arguments, words environment) {
  RETURN_CALL(replace_by_search((void *)&execvpe, file, arguments, environment));
}
EXPORT int execv(const char *path, words arguments) { RETURN_CALL(replace((void *)&execv, path, arguments, environ)); }
EXPORT int execvp(const char *file, words arguments) { RETURN_CALL(replace_by_search((void *)&execvp, file, arguments, environ)); }

EXPORT int fexecve(int file, words arguments, words environment) {
  char opened[PROGRAM_PATH_BYTES];
  if (execs_find_originals()) return missing();
  const char *name = names_matter ? program_path_opened(file, opened) : NULL;
  OBSERVED(name, arguments, environment, 0);
  CHECKED(&fexecve, name, libc_fexecve(file, arguments, observed));
}

EXPORT int execveat(int folder, const char *path, words arguments, words environment, int flags) {
  char opened[PROGRAM_PATH_BYTES];
  if (execs_find_originals()) return missing();
  int is_opened = names_matter && flags & AT_EMPTY_PATH && readable_text(path) && !*path;
  const char *name = is_opened ? program_path_opened(folder, opened) : path;
  OBSERVED(name, arguments, environment, 0);
  CHECKED(&execveat, folder == AT_FDCWD ? name : NULL, libc_execveat(folder, path, arguments, observed, flags));
}

EXPORT int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                       words arguments, words environment) {
  if (execs_find_originals()) return ENOSYS;
  OBSERVED(path, arguments, environment, 1);
  int result = libc_posix_spawn(pid, path, actions, attributes, arguments, observed);
  give_back(&loading);
  return result;
}

EXPORT int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                        words arguments, words environment) {
  char found[PROGRAM_PATH_BYTES];
  if (execs_find_originals()) return ENOSYS;
  const char *name = names_matter ? program_path_search(file, found) : file;
  OBSERVED(name, arguments, environment, 1);
  int result = libc_posix_spawnp(pid, file, actions, attributes, arguments, observed);
  give_back(&loading);
  return result;
}

/* The arguments up to NULL as an array, in `list`, which is left behind that NULL. */
#define LISTED(first, list)                                                   \
  va_list counted;                                                            \
  u64 words_given = 1;                                                        \
  va_start(list, first);                                                      \
  va_copy(counted, list);                                                     \
  for (const char *word = first; word; word = va_arg(counted, const char *)) words_given++; \
  va_end(counted);                                                            \
  char **arguments = alloca(words_given * sizeof(char *)), **next = arguments; \
  *next = (char *)(u64)first;                                                 \
  while (*next) *++next = va_arg(list, char *)

EXPORT int execl(const char *path, const char *first, ...) {
  va_list list;
  LISTED(first, list);
  va_end(list);
  RETURN_CALL(replace((void *)&execl, path, arguments, environ));
}

EXPORT int execlp(const char *file, const char *first, ...) {
  va_list list;
  LISTED(first, list);
  va_end(list);
  RETURN_CALL(replace_by_search((void *)&execlp, file, arguments, environ));
}

EXPORT int execle(const char *path, const char *first, ...) {
  va_list list;
  LISTED(first, list);
  char *const *environment = va_arg(list, char *const *);
  va_end(list);
  RETURN_CALL(replace((void *)&execle, path, arguments, environment));
}
