// Shows: what containers and sandboxes do: the command behind the first argument is run where a seccomp filter refuses system calls. The first
// argument names them: "tracing" is ptrace and its like with EPERM, as Docker does on kernels before 4.8; "memfd" and "no-memfd" is
// memfd_create with EPERM and with ENOSYS.
// Verdict: none, the command counts.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const int TRACING[] = {SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_perf_event_open};
static const int MEMFD[] = {SYS_memfd_create};

static int refuse(const int *calls, unsigned count, int error) {
  struct sock_filter filter[32];
  unsigned length = 0;
  filter[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (unsigned i = 0; i < count; i++) {
    filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i], 0, 1);
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error);
  }
  filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {(unsigned short)length, filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int count, char **arguments) {
  const char *what = count > 2 ? arguments[1] : "";
  int failed = 1;
  if (strcmp(what, "tracing") == 0) failed = refuse(TRACING, sizeof TRACING / sizeof *TRACING, EPERM);
  if (strcmp(what, "memfd") == 0) failed = refuse(MEMFD, 1, EPERM);
  if (strcmp(what, "no-memfd") == 0) failed = refuse(MEMFD, 1, ENOSYS);
  if (failed) {
    perror("confined");
    return 99;
  }
  execvp(arguments[2], arguments + 2);
  perror(arguments[2]);
  return 99;
}
