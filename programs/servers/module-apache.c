// Shows: a module of Apache that loses a block in each worker, after that has become another user. It says so by a file, named by the worker's
// pid, in the folder that LEAKS_TOLD names. Apache's headers are not needed: what is used of them has been the same since Apache 2.4.0.
// Verdict: 1411 bytes definitely lost in each worker.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void leak_in_worker(void) { malloc(1411); }

static void begin(void *pool, void *server) {
  char path[4096];
  (void)pool;
  (void)server;
  leak_in_worker();
  snprintf(path, sizeof path, "%s/%d", getenv("LEAKS_TOLD"), (int)getpid());
  close(open(path, O_CREAT | O_WRONLY, 0600));
}

extern void ap_hook_child_init(void (*function)(void *, void *), const char *const *before, const char *const *after, int order);

static void hook(void *pool) {
  (void)pool;
  ap_hook_child_init(begin, NULL, NULL, 10);
}

// module_struct of http_config.h.
struct {
  int version, minor_version, index;
  const char *name;
  void *handle, *next;
  unsigned long magic;
  void *rewrite_args, *create_dir_config, *merge_dir_config, *create_server_config, *merge_server_config, *commands;
  void (*register_hooks)(void *pool);
  int flags;
} leaks_module = {.version = 20120211, .index = -1, .name = "module-apache.c", .magic = 0x41503234, .register_hooks = hook};
