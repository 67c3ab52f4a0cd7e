/* The whole file is mapped at the start, so that a copy can be made when the file is out of reach. A
 * program that cannot open the file inherits a copy, a memfd, and its loader opens that through
 * /proc/self/fd. The agent in it maps the copy and closes the descriptor before the program's own code
 * runs. */
#define _GNU_SOURCE
#include "library.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "kernel.h"
#include "program_path.h"

static const char LENT[] = "/proc/self/fd/";
static char path[PROGRAM_PATH_BYTES], lent_name[LIBRARY_LENT_BYTES];
static const u8 *image; /* NULL: not mapped */
static u64 image_bytes;

static int open_to_read(const char *name) {
  return (int)kernel_call(SYS_openat, AT_FDCWD, (long)name, O_RDONLY | O_CLOEXEC, 0, 0, 0);
}

static void close_again(int descriptor) { kernel_call(SYS_close, descriptor, 0, 0, 0, 0, 0); }

static void map(int file) {
  struct stat status;
  if (kernel_call(SYS_fstat, file, (long)&status, 0, 0, 0, 0) || status.st_size <= 0) return;
  long at = kernel_call(SYS_mmap, 0, status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  if (at < 0 && at > -4096) return;
  image = (const u8 *)at;
  image_bytes = (u64)status.st_size;
}

/* The number in the name of a copy. */
static int lent_descriptor(const char *name) {
  int number = 0;
  for (name += sizeof LENT - 1; *name >= '0' && *name <= '9'; name++) number = number * 10 + *name - '0';
  return number;
}

void library_start(const char *original) {
  Dl_info info;
  if (!dladdr((void *)&library_start, &info)) return;
  const char *name = info.dli_fname, *known = original && *original ? original : name;
  int is_lent = !strncmp(name, LENT, sizeof LENT - 1) && strlen(name) < sizeof lent_name;
  int file = open_to_read(name);
  if (strlen(known) < sizeof path) strcpy(path, known);
  if (is_lent) strcpy(lent_name, name);
  if (file < 0) return;
  map(file);
  close_again(file);
  if (is_lent) close_again(lent_descriptor(name));
}

const char *library_path(void) { return path; }

const char *library_lent(void) { return lent_name; }

/* access(2) asks for the real user, and without the rights that a process which has ceased to be root
 * loses by exec: as the next program's loader does. */
int library_reached(void) { return !kernel_call(SYS_faccessat, AT_FDCWD, (long)path, R_OK, 0, 0, 0); }

int library_is(const char *name) { return !strcmp(name, *lent_name ? lent_name : path); }

/* The kernel writes nothing from the mapping of a file that was cut short. A load would raise SIGBUS. */
static int copy(u32 flags) {
  if (!image) return -1;
  int file = (int)kernel_call(SYS_memfd_create, (long)"libtidemark.so", flags, 0, 0, 0, 0);
  for (u64 done = 0; file >= 0 && done < image_bytes;) {
    long written = kernel_call(SYS_write, file, (long)(image + done), (long)(image_bytes - done), 0, 0, 0);
    if (written <= 0) {
      close_again(file);
      return -1;
    }
    done += (u64)written;
  }
  return file;
}

int library_open(void) {
  int file = open_to_read(path);
  return file >= 0 ? file : copy(MFD_CLOEXEC);
}

int library_lend(char name[LIBRARY_LENT_BYTES]) {
  int file = copy(0), again;
  if (file < 0) return -1;
  char digits[12];
  strcpy(stpcpy(name, LENT), program_path_decimal((u32)file, digits + sizeof digits - 1));
  if ((again = open_to_read(name)) >= 0) {
    close_again(again);
    return file;
  }
  close_again(file);
  return -1;
}
