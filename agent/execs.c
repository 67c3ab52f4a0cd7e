/* exec and posix_spawn with an environment that lacks what loads the agent (env -i, a server that starts its workers with a chosen one) get
 * a copy that has it; one that has it goes through as it is. The copy lies on the stack: malloc is not for a vforked child, nor for a handler. */
#define _GNU_SOURCE
#include "execs.h"
#include <alloca.h>
#include <dlfcn.h>
#include <errno.h>
#include <spawn.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include "agent.h"

enum { PATH_BYTES = 4096, MOST_VARIABLES = 16384 };

static const char PRELOAD[] = "LD_PRELOAD=", SESSION[] = "TIDEMARK_SESSION=", KEEP[] = "TIDEMARK_KEEP_MODULES=",
                  FREED[] = "TIDEMARK_FREED_PATHS=";
static char agent_path[PATH_BYTES], session[128], keep[sizeof KEEP + 1], freed[sizeof FREED + 10];

void execs_start(const char *name, int keeps_modules, const char *freed_paths) {
  Dl_info info;
  if (!name || strlen(name) >= sizeof session - sizeof SESSION || !dladdr((void *)&execs_start, &info)) return;
  if (strlen(info.dli_fname) >= sizeof agent_path) return;
  strcpy(agent_path, info.dli_fname);
  strcpy(stpcpy(session, SESSION), name);
  if (keeps_modules) strcpy(stpcpy(keep, KEEP), "1");
  if (freed_paths && strlen(freed_paths) <= 10) strcpy(stpcpy(freed, FREED), freed_paths);
}

/* ---- The environment ---- */

static int names(const char *variable, const char *start) { return !strncmp(variable, start, strlen(start)); }

static u64 count(char *const *words) {
  u64 found = 0;
  while (words && words[found]) found++;
  return found;
}

static int preloads_agent(const char *variable) {
  u64 bytes = strlen(agent_path);
  for (const char *at = variable + sizeof PRELOAD - 1; (at = strstr(at, agent_path)); at += bytes)
    if ((at[-1] == '=' || at[-1] == ':' || at[-1] == ' ') && (!at[bytes] || at[bytes] == ':' || at[bytes] == ' ')) return 1;
  return 0;
}

static const char *find(char *const *environment, const char *start) {
  for (; environment && *environment; environment++)
    if (names(*environment, start)) return *environment;
  return NULL;
}

static int is_complete(char *const *environment) {
  const char *preload = find(environment, PRELOAD), *known = find(environment, SESSION);
  return preload && preloads_agent(preload) && known && !strcmp(known, session);
}

/* What room the copy needs; 0: the environment is good as it is, or must be left alone. */
static u64 room(char *const *environment) {
  if (!*session || agent_state != AGENT_RECORDING || is_complete(environment)) return 0;
  u64 variables = count(environment);
  const char *preload = find(environment, PRELOAD);
  if (variables > MOST_VARIABLES) return 0;
  return (variables + 5) * sizeof(char *) + sizeof PRELOAD + sizeof agent_path + (preload ? strlen(preload) : 0);
}

/* The program's own LD_PRELOAD comes behind the agent. */
static char **complete(char *const *environment, void *space) {
  char **copy = space, **next = copy;
  const char *before = find(environment, PRELOAD);
  char *preload = (char *)(copy + count(environment) + 5);
  char *end = stpcpy(stpcpy(preload, PRELOAD), agent_path);
  if (before && preloads_agent(before)) strcpy(preload, before);
  else if (before && before[sizeof PRELOAD - 1]) strcpy(stpcpy(end, ":"), before + sizeof PRELOAD - 1);
  *next++ = preload;
  *next++ = session;
  if (*keep) *next++ = keep;
  if (*freed) *next++ = freed;
  for (; environment && *environment; environment++)
    if (!names(*environment, PRELOAD) && !names(*environment, SESSION) && !(*keep && names(*environment, KEEP)) &&
        !(*freed && names(*environment, FREED)))
      *next++ = *environment;
  *next = NULL;
  return copy;
}

/* In the function that calls exec itself: alloca's memory lives as long as that. */
#define OBSERVED(environment)                     \
  u64 bytes = room(environment);                  \
  char *const *observed = bytes ? complete(environment, alloca(bytes)) : environment

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

EXPORT int execve(const char *path, words arguments, words environment) {
  if (execs_find_originals()) return missing();
  OBSERVED(environment);
  return libc_execve(path, arguments, observed);
}

EXPORT int execvpe(const char *file, words arguments, words environment) {
  if (execs_find_originals()) return missing();
  OBSERVED(environment);
  return libc_execvpe(file, arguments, observed);
}

EXPORT int execv(const char *path, words arguments) { return execve(path, arguments, environ); }
EXPORT int execvp(const char *file, words arguments) { return execvpe(file, arguments, environ); }

EXPORT int fexecve(int file, words arguments, words environment) {
  if (execs_find_originals()) return missing();
  OBSERVED(environment);
  return libc_fexecve(file, arguments, observed);
}

EXPORT int execveat(int folder, const char *path, words arguments, words environment, int flags) {
  if (execs_find_originals()) return missing();
  OBSERVED(environment);
  return libc_execveat(folder, path, arguments, observed, flags);
}

EXPORT int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                       words arguments, words environment) {
  if (execs_find_originals()) return ENOSYS;
  OBSERVED(environment);
  return libc_posix_spawn(pid, path, actions, attributes, arguments, observed);
}

EXPORT int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                        words arguments, words environment) {
  if (execs_find_originals()) return ENOSYS;
  OBSERVED(environment);
  return libc_posix_spawnp(pid, file, actions, attributes, arguments, observed);
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
  return execve(path, arguments, environ);
}

EXPORT int execlp(const char *file, const char *first, ...) {
  va_list list;
  LISTED(first, list);
  va_end(list);
  return execvpe(file, arguments, environ);
}

EXPORT int execle(const char *path, const char *first, ...) {
  va_list list;
  LISTED(first, list);
  char *const *environment = va_arg(list, char *const *);
  va_end(list);
  return execve(path, arguments, environment);
}
