#define _GNU_SOURCE
#include "program_path.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "kernel.h"
#include "readable.h"

static const char DEFAULT_PATH[] = "/bin:/usr/bin"; /* of glibc 2.36 */

int program_path_runnable(const char *path) {
  struct stat status;
  if (!path) return 1;
  if (kernel_call(SYS_newfstatat, AT_FDCWD, (long)path, (long)&status, 0, 0, 0)) return 0;
  return S_ISREG(status.st_mode) && !kernel_call(SYS_faccessat, AT_FDCWD, (long)path, X_OK, 0, 0, 0);
}

const char *program_path_search(const char *file, char into[PROGRAM_PATH_BYTES]) {
  const char *at = readable_texts(environ) ? getenv("PATH") : NULL;
  if (!file || !readable_text(file) || !*file || strchr(file, '/')) return file;
  u64 name_bytes = strlen(file) + 1;
  for (at = at ? at : DEFAULT_PATH;; at++) {
    const char *end = strchrnul(at, ':');
    u64 bytes = (u64)(end - at);
    if (bytes + 1 + name_bytes <= PROGRAM_PATH_BYTES) {
      memcpy(into, at, bytes);
      if (bytes) into[bytes++] = '/';
      memcpy(into + bytes, file, name_bytes);
      if (program_path_runnable(into)) return into;
    }
    if (!*(at = end)) return file;
  }
}

char *program_path_decimal(u32 number, char *end) {
  *end = 0;
  do *--end = (char)('0' + number % 10);
  while (number /= 10);
  return end;
}

const char *program_path_opened(int file, char into[PROGRAM_PATH_BYTES]) {
  char link[32] = "/proc/self/fd/", digits[12];
  if (file < 0) return NULL;
  strcat(link, program_path_decimal((u32)file, digits + sizeof digits - 1));
  long bytes = kernel_call(SYS_readlinkat, AT_FDCWD, (long)link, (long)into, PROGRAM_PATH_BYTES - 1, 0, 0);
  if (bytes <= 0) return NULL;
  into[bytes] = 0;
  return into;
}
