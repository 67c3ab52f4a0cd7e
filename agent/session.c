#define _GNU_SOURCE
#include "session.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include "kernel.h"
#include "others.h"

static struct sockaddr_un address;
static u32 address_bytes;

enum { PATIENCE_MILLIS = 30000 }; /* without a sign of life from Java; it sends one while it is at work */
static const struct session_answer nobody = {TM_ANSWER_DONE, 0};

int session_start(const char *name) {
  static const char prefix[] = "tidemark-";
  u64 bytes = name ? strnlen(name, 64) : 0;
  if (!bytes || bytes == 64) return -1;
  address.sun_family = AF_UNIX; /* sun_path[0] stays 0: the abstract namespace */
  memcpy(address.sun_path + 1, prefix, sizeof prefix - 1);
  memcpy(address.sun_path + sizeof prefix, name, bytes);
  address_bytes = (u32)(offsetof(struct sockaddr_un, sun_path) + sizeof prefix + bytes);
  return 0;
}

static int connect_to_java(int flags) {
  int connection = (int)kernel_call(SYS_socket, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | flags, 0, 0, 0, 0);
  if (connection < 0) return -1;
  if (kernel_call(SYS_connect, connection, (long)&address, address_bytes, 0, 0, 0) == 0) return connection;
  kernel_call(SYS_close, connection, 0, 0, 0, 0, 0);
  return -1;
}

static int send_message(int connection, const struct tm_message *message, int descriptor) {
  union {
    struct cmsghdr header;
    u8 bytes[CMSG_SPACE(sizeof(int))];
  } control;
  struct iovec content = {(void *)(u64)message, sizeof *message};
  struct msghdr envelope = {.msg_iov = &content, .msg_iovlen = 1};
  memset(&control, 0, sizeof control);
  if (descriptor >= 0) {
    envelope.msg_control = control.bytes;
    envelope.msg_controllen = sizeof control.bytes;
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
  }
  return kernel_call(SYS_sendmsg, connection, (long)&envelope, MSG_NOSIGNAL, 0, 0, 0) == (long)sizeof *message ? 0 : -1;
}

/* Where only ancestors may trace (Yama's ptrace_scope 1), this names the launcher, and so its child Java, as one who may, too. Elsewhere it
 * fails, harmlessly. */
static void allow_tracing_by(int connection) {
  struct ucred peer;
  u32 bytes = sizeof peer;
  if (!kernel_call(SYS_getsockopt, connection, SOL_SOCKET, SO_PEERCRED, (long)&peer, (long)&bytes, 0))
    kernel_call(SYS_prctl, PR_SET_PTRACER, peer.pid, 0, 0, 0, 0);
}

static int send_alone(struct tm_message message, int descriptor) {
  message.pid = (u32)kernel_pid();
  message.tid = (u32)kernel_tid();
  int connection = connect_to_java(SOCK_NONBLOCK);
  if (connection < 0) return -1;
  if (message.kind == TM_MESSAGE_HELLO) allow_tracing_by(connection); /* `tidemark check` asks for it at any time */
  int result = send_message(connection, &message, descriptor);
  kernel_call(SYS_close, connection, 0, 0, 0, 0, 0);
  return result;
}

int session_send_ledger(int descriptor) { return send_alone((struct tm_message){.kind = TM_MESSAGE_HELLO}, descriptor); }

int session_send_file(u32 file, int descriptor) {
  return send_alone((struct tm_message){.kind = TM_MESSAGE_FILE, .file = file}, descriptor);
}

void session_send_refusal(u32 reason) { send_alone((struct tm_message){.kind = TM_MESSAGE_REFUSAL, .reason = reason}, -1); }

void session_send_leaves(void) { send_alone((struct tm_message){.kind = TM_MESSAGE_LEAVES}, -1); }

void session_send_went_on(void) { send_alone((struct tm_message){.kind = TM_MESSAGE_WENT_ON}, -1); }

static s64 now_millis(void) {
  struct timespec now = {0, 0};
  kernel_call(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now, 0, 0, 0, 0);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Signal handlers of the program may interrupt the wait as often as they like, without making it longer. */
static struct session_answer await_answer(int connection) {
  s64 end = now_millis() + PATIENCE_MILLIS, left;
  while ((left = end - now_millis()) > 0) {
    struct pollfd wanted = {connection, POLLIN, 0};
    long ready = kernel_call(SYS_poll, (long)&wanted, 1, left, 0, 0, 0);
    if (ready == -EINTR) continue;
    if (ready <= 0) break;
    struct session_answer answer = nobody;
    long got = kernel_call(SYS_recvfrom, connection, (long)&answer, sizeof answer, MSG_DONTWAIT, 0, 0);
    if (got == -EINTR || got == -EAGAIN) continue;
    if (got <= 0) break;
    if (answer.kind == TM_ANSWER_STOP_OTHERS) others_stop();
    else if (answer.kind != TM_ANSWER_WORKING) return answer;
    end = now_millis() + PATIENCE_MILLIS;
  }
  return nobody;
}

struct session_answer session_hold(const struct tm_message *message) {
  int connection = connect_to_java(0);
  if (connection < 0) return nobody; /* Java is gone: the program goes on */
  allow_tracing_by(connection);
  struct session_answer answer = send_message(connection, message, -1) ? nobody : await_answer(connection);
  others_release();
  kernel_call(SYS_close, connection, 0, 0, 0, 0, 0);
  return answer;
}
