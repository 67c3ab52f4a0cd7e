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
#include "crowded.h"
#include "kernel.h"
#include "others.h"

/* The second is a file, for processes of another network namespace. */
static struct {
  struct sockaddr_un address;
  u32 bytes; /* 0: there is none */
} sockets[2];
enum { SOCKETS = sizeof sockets / sizeof *sockets };

static char key[sizeof((struct tm_message *)0)->key];

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

/* Without a sign of life from Java, which sends one while it is at work. The launcher is less patient: with it a Java that is stopped is gone sooner. */
enum { PATIENCE_MILLIS = 30000, RETRY_MILLIS = 20 };
static const struct session_answer nobody = {TM_ANSWER_DONE, 0};

/* Appends to the path of the socket's address. -1: there is no room. */
static int extend(u32 socket, const char *text, u64 bytes) {
  u64 filled = sockets[socket].bytes;
  if (!filled) filled = offsetof(struct sockaddr_un, sun_path);
  if (filled + bytes >= sizeof sockets[socket].address) return -1;
  memcpy((char *)&sockets[socket].address + filled, text, bytes);
  sockets[socket].address.sun_family = AF_UNIX;
  sockets[socket].bytes = (u32)(filled + bytes);
  return 0;
}

int session_start(const char *word) {
  static const char prefix[] = "\0tidemark-"; /* what begins with a zero byte is abstract */
  const char *name_end = word ? strchr(word, ':') : NULL, *key_end = name_end ? strchr(name_end + 1, ':') : NULL;
  if (!key_end || key_end - name_end - 1 != sizeof key) return -1;
  memcpy(key, name_end + 1, sizeof key);
  if (extend(0, prefix, sizeof prefix - 1) || extend(0, word, (u64)(name_end - word))) return -1;
  if (key_end[1]) extend(1, key_end + 1, strlen(key_end + 1));
  return 0;
}

/* The network namespace in which the abstract name is known. */
static u64 home_network;

/* 0: the kernel does not tell (before Linux 5.14). */
static u64 network_of(int connection) {
  u64 cookie = 0;
  u32 bytes = sizeof cookie;
  return kernel_call(SYS_getsockopt, connection, SOL_SOCKET, SO_NETNS_COOKIE, (long)&cookie, (long)&bytes, 0) ? 0 : cookie;
}

/* A descriptor that does not block, or -errno. -EAGAIN: a socket is there, and more wait to be heard than it has room for. */
static int connect_to_java(void) {
  int connection = (int)kernel_call(SYS_socket, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, 0, 0, 0), result = -ENOENT;
  if (connection < 0) return connection;
  for (u32 i = 0; i < SOCKETS && sockets[i].bytes; i++) {
    int error = (int)kernel_call(SYS_connect, connection, (long)&sockets[i].address, sockets[i].bytes, 0, 0, 0);
    if (error && result != -EAGAIN) result = error;
    if (error) continue;
    if (i == 0 && !home_network) home_network = network_of(connection);
    return connection;
  }
  kernel_call(SYS_close, connection, 0, 0, 0, 0, 0);
  return result;
}

static int send_message(int connection, const struct tm_message *message, int descriptor) {
  union {
    struct cmsghdr header;
    u8 bytes[CMSG_SPACE(sizeof(int))];
  } control;
  struct tm_message keyed = *message;
  struct iovec content = {&keyed, sizeof keyed};
  struct msghdr envelope = {.msg_iov = &content, .msg_iovlen = 1};
  memset(&control, 0, sizeof control);
  memcpy(keyed.key, key, sizeof key);
  if (descriptor >= 0) {
    envelope.msg_control = control.bytes;
    envelope.msg_controllen = sizeof control.bytes;
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
  }
  return kernel_call(SYS_sendmsg, connection, (long)&envelope, MSG_NOSIGNAL, 0, 0, 0) == (long)sizeof keyed ? 0 : -1;
}

/* Where only ancestors may trace (Yama's ptrace_scope 1), this names the launcher, and so its child Java, as one who may, too. Elsewhere it
 * fails, harmlessly. Where the launcher is not seen (a pid namespace) it has no number. */
static void allow_tracing_by(int connection) {
  struct ucred peer;
  u32 bytes = sizeof peer;
  if (!kernel_call(SYS_getsockopt, connection, SOL_SOCKET, SO_PEERCRED, (long)&peer, (long)&bytes, 0) && peer.pid)
    kernel_call(SYS_prctl, PR_SET_PTRACER, peer.pid, 0, 0, 0, 0);
}

struct sending {
  const struct tm_message *message;
  int descriptor;
};

/* 0 on success, or -errno. */
static int send_now(const struct tm_message *message, int descriptor) {
  int connection = connect_to_java();
  if (connection < 0) return connection;
  if (message->kind == TM_MESSAGE_HELLO) allow_tracing_by(connection); /* `tidemark check` asks for it at any time */
  int result = send_message(connection, message, descriptor);
  kernel_call(SYS_close, connection, 0, 0, 0, 0, 0);
  return result;
}

static long send_crowded(void *argument) {
  const struct sending *sending = argument;
  crowded_make_room(sending->descriptor);
  return send_now(sending->message, sending->descriptor);
}

static int send_alone(struct tm_message message, int descriptor) {
  message.pid = (u32)kernel_pid();
  message.tid = (u32)kernel_tid();
  struct sending sending = {&message, descriptor};
  int result = send_now(&message, descriptor);
  return result == -EMFILE ? (int)crowded_run(send_crowded, &sending) : result;
}

int session_send_ledger(int descriptor) { return send_alone((struct tm_message){.kind = TM_MESSAGE_HELLO}, descriptor); }

int session_send_file(u32 file, int descriptor) {
  return send_alone((struct tm_message){.kind = TM_MESSAGE_FILE, .file = file}, descriptor);
}

void session_send_refusal(u32 reason) { send_alone((struct tm_message){.kind = TM_MESSAGE_REFUSAL, .reason = reason}, -1); }

void session_send_leaves(void) { send_alone((struct tm_message){.kind = TM_MESSAGE_LEAVES}, -1); }

void session_send_went_on(void) { send_alone((struct tm_message){.kind = TM_MESSAGE_WENT_ON}, -1); }

/* Where the abstract name is known, no connection is made: it would wake Java at each exec. */
int session_is_reached(void) {
  int connection = (int)kernel_call(SYS_socket, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, 0, 0, 0);
  int at_home = connection >= 0 && home_network && network_of(connection) == home_network;
  if (connection >= 0) kernel_call(SYS_close, connection, 0, 0, 0, 0, 0);
  if (at_home) return 1;
  connection = connect_to_java();
  if (connection >= 0) kernel_call(SYS_close, connection, 0, 0, 0, 0, 0);
  return connection >= 0 || connection == -EAGAIN || connection == -EMFILE; /* it is there, or that cannot be found out */
}

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

/* Where more agents wait to be heard than the socket has room for, one comes again: a connect that waits would do so for ever if Java is stopped. */
static int connect_patiently(void) {
  s64 end = now_millis() + PATIENCE_MILLIS;
  int connection;
  while ((connection = connect_to_java()) == -EAGAIN && now_millis() < end) kernel_call(SYS_poll, 0, 0, RETRY_MILLIS, 0, 0, 0);
  return connection;
}

struct holding {
  const struct tm_message *message;
  struct session_answer answer;
};

/* 0, or -EMFILE: then nobody was asked. */
static long hold_now(struct holding *holding) {
  int connection = connect_patiently();
  if (connection < 0) return connection == -EMFILE ? -EMFILE : 0; /* else Java is gone: the program goes on */
  allow_tracing_by(connection);
  if (!send_message(connection, holding->message, -1)) holding->answer = await_answer(connection);
  others_release();
  kernel_call(SYS_close, connection, 0, 0, 0, 0, 0);
  return 0;
}

static long hold_crowded(void *argument) {
  crowded_make_room(-1);
  return hold_now(argument);
}

struct session_answer session_hold(const struct tm_message *message) {
  struct holding holding = {message, nobody};
  if (hold_now(&holding) == -EMFILE) crowded_run(hold_crowded, &holding);
  return holding.answer;
}
