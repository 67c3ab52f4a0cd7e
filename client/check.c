/* tidemark check [OPTIONS] PID: has a running session check one of its processes, and prints the report.
 *
 * Which session it is the process's environment tells, unless the program has overwritten it. Then each of this user's is asked, by the names of
 * listening sockets; all but one say that the process is none of theirs. The report comes in a memory file, so nobody waits for a reader. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "ledger_layout.h"

enum { BAD_OPTIONS = 1, NOT_CHECKED = 125 };
enum { NOBODY = 256, SILENT }; /* besides the answers: no session was there to be asked; it did not answer in time, or is gone */
enum { PATIENCE_SECONDS = 30 }; /* without a sign of life from the session, which is longer than it takes its launcher to end one that is stopped */
enum { ACCEPTS_CONNECTIONS = 0x10000 }; /* in the column Flags of /proc/net/unix */

static const char PREFIX[] = "@tidemark-";

static const char HELP[] =
    "usage: tidemark check [options] PID\n"
    "\n"
    "Checks a process that runs under Tidemark and goes on: it is stopped only while its memory is copied.\n"
    "The report goes to standard output.\n"
    "\n"
    "  --check-shows=new|changed|all  which loss records: those that have more blocks or bytes than at the\n"
    "                                 process's last check, more or less, or all\n"
    "                                 [as the session was told; unless it was: new]\n"
    "  --error-exitcode=N             exit with N if there are errors [0]\n"
    "\n"
    "Exit code: 0 if the process was checked, 1 for options that cannot be used, 125 if it could not be\n"
    "checked, or, with --error-exitcode, not completely.\n";

struct request {
    int pid;
    unsigned wanted;
    int error_exitcode;
};

static void fail(int exit_code, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));

static void fail(int exit_code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("tidemark: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    exit(exit_code);
}

/* ---- The command line ---- */

static int number(const char *text, int least, int most) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    return errno || end == text || *end || value < least || value > most ? -1 : (int)value;
}

static unsigned wanted(const char *option, const char *value) {
    if (!strcmp(value, "new"))
        return TM_SHOW_NEW;
    if (!strcmp(value, "changed"))
        return TM_SHOW_CHANGED;
    if (!strcmp(value, "all"))
        return TM_SHOW_ALL;
    fail(BAD_OPTIONS, "%s: the value must be new, changed or all", option);
}

static const char *value_of(const char *option, const char *name) {
    size_t bytes = strlen(name);
    return strncmp(option, name, bytes) ? NULL : option + bytes;
}

static void take_option(struct request *request, const char *option) {
    const char *value;
    if (!strcmp(option, "--help") || !strcmp(option, "-h")) {
        fputs(HELP, stdout);
        exit(0);
    }
    if ((value = value_of(option, "--check-shows=")))
        request->wanted = wanted(option, value);
    else if ((value = value_of(option, "--error-exitcode="))) {
        if ((request->error_exitcode = number(value, 0, 255)) < 0)
            fail(BAD_OPTIONS, "%s: the value must be a number from 0 to 255", option);
    } else
        fail(BAD_OPTIONS, "%s: unknown option (tidemark check --help tells all)", option);
}

static struct request parse(char **arguments) {
    struct request request = {0, TM_SHOW_AS_SESSION, 0};
    for (; *arguments && **arguments == '-'; arguments++)
        take_option(&request, *arguments);
    if (!*arguments || arguments[1])
        fail(BAD_OPTIONS, "give the process to check: tidemark check [options] PID");
    if ((request.pid = number(*arguments, 1, 1 << 30)) < 0)
        fail(BAD_OPTIONS, "%s: not a process's number", *arguments);
    return request;
}

/* ---- Sessions ---- */

/* A name that anybody can take: only one of this user's is trusted with the terminal. */
static bool is_ours(int connection) {
    struct ucred listener;
    socklen_t bytes = sizeof listener;
    return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &listener, &bytes) == 0 && listener.uid == geteuid();
}

/* name: as /proc/net/unix spells it, with @ for the zero byte of abstract names. -1 if nobody of ours listens there. */
static int connect_to(const char *name) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(name);
    if (length > sizeof address.sun_path)
        return -1;
    memcpy(address.sun_path, name, length);
    address.sun_path[0] = 0;
    struct timeval patience = {PATIENCE_SECONDS, 0};
    int connection = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (connection >= 0 && setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
        connect(connection, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) == 0 &&
        is_ours(connection))
        return connection;
    if (connection >= 0)
        close(connection);
    return -1;
}

static int send_request(int connection, const struct request *request, int report) {
    struct tm_message message = {.kind = TM_MESSAGE_CHECK, .pid = (uint32_t)request->pid, .reason = request->wanted};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    struct iovec content = {&message, sizeof message};
    struct msghdr envelope = {.msg_iov = &content, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    memcpy(CMSG_DATA(&control.header), &report, sizeof report);
    return sendmsg(connection, &envelope, MSG_NOSIGNAL) == (ssize_t)sizeof message ? 0 : -1;
}

/* The session's last word. */
static unsigned await_answer(int connection) {
    unsigned char answer[2] = {TM_ANSWER_WORKING, 0};
    while (answer[0] == TM_ANSWER_WORKING) {
        ssize_t got = recv(connection, answer, sizeof answer, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return SILENT;
    }
    return answer[0];
}

static unsigned ask(const char *name, const struct request *request, int report) {
    int connection = connect_to(name);
    if (connection < 0)
        return NOBODY;
    unsigned answer = send_request(connection, request, report) ? SILENT : await_answer(connection);
    close(connection);
    return answer;
}

/* NOBODY if the environment names no session that runs. */
static unsigned ask_own(const struct request *request, int report) {
    static const char VARIABLE[] = "TIDEMARK_SESSION=";
    char path[32], name[sizeof PREFIX + 64], *entry = NULL;
    unsigned answer = NOBODY;
    size_t room = 0;
    snprintf(path, sizeof path, "/proc/%d/environ", request->pid);
    FILE *environment = fopen(path, "re");
    while (environment && answer == NOBODY && getdelim(&entry, &room, 0, environment) > 0)
        if (!strncmp(entry, VARIABLE, sizeof VARIABLE - 1)) {
            const char *word = entry + sizeof VARIABLE - 1; /* NAME:KEY:PATH */
            snprintf(name, sizeof name, "%s%.*s", PREFIX, (int)strcspn(word, ":"), word);
            answer = ask(name, request, report);
        }
    free(entry);
    if (environment)
        fclose(environment);
    return answer;
}

/* Columns: Num RefCount Protocol Flags Type St Inode Path (proc(5)). */
static unsigned ask_all(const struct request *request, int report) {
    char line[512], name[256];
    unsigned flags, answer = NOBODY;
    FILE *sockets = fopen("/proc/net/unix", "re");
    if (!sockets)
        fail(NOT_CHECKED, "/proc/net/unix, where sessions are found, cannot be read: %s", strerror(errno));
    while ((answer == NOBODY || answer == TM_ANSWER_UNOBSERVED) && fgets(line, sizeof line, sockets))
        if (sscanf(line, "%*s %*s %*s %x %*s %*s %*s %255s", &flags, name) == 2 && flags & ACCEPTS_CONNECTIONS &&
            !strncmp(name, PREFIX, sizeof PREFIX - 1) && (answer = ask(name, request, report)) == SILENT)
            answer = NOBODY; /* one that ends just now, or that is stopped: nothing says that the process is its */
    fclose(sockets);
    return answer;
}

/* ---- What came of it ---- */

static void print(int report, int onto) {
    char piece[1 << 16];
    ssize_t got;
    off_t at = 0;
    while ((got = pread(report, piece, sizeof piece, at)) > 0) {
        for (ssize_t done = 0, written; done < got; done += written)
            if ((written = write(onto, piece + done, (size_t)(got - done))) < 0) {
                if (errno != EINTR)
                    fail(NOT_CHECKED, "the report cannot be written: %s", strerror(errno));
                written = 0;
            }
        at += got;
    }
}

static int exit_code(const struct request *request, unsigned answer, int report) {
    switch (answer) {
        case TM_ANSWER_DONE:
        case TM_ANSWER_LEAKS:
        case TM_ANSWER_INCOMPLETE:
            print(report, STDOUT_FILENO);
            if (answer == TM_ANSWER_LEAKS)
                return request->error_exitcode;
            return answer == TM_ANSWER_INCOMPLETE && request->error_exitcode ? NOT_CHECKED : 0;
        case TM_ANSWER_ENDING: fail(NOT_CHECKED, "process %d is ending and has been checked for the last time", request->pid);
        case TM_ANSWER_FAILED:
            dprintf(STDERR_FILENO, "tidemark: process %d was not checked: ", request->pid);
            print(report, STDERR_FILENO);
            return NOT_CHECKED;
        case SILENT: fail(NOT_CHECKED, "process %d was not checked: its Java session is stopped, hangs, or has ended", request->pid);
        default: fail(NOT_CHECKED, "process %d does not run under Tidemark: start it by tidemark PROGRAM", request->pid);
    }
}

static void need_process(int pid) {
    char folder[32];
    struct stat status;
    snprintf(folder, sizeof folder, "/proc/%d", pid);
    if (stat(folder, &status) < 0)
        fail(NOT_CHECKED, "there is no process %d", pid);
    if (status.st_uid != geteuid())
        fail(NOT_CHECKED, "process %d belongs to another user: only who started a session can ask it", pid);
}

int main(int argc, char **argv) {
    (void)argc;
    struct request request = parse(argv + 1);
    need_process(request.pid);
    int report = memfd_create("tidemark-report", MFD_CLOEXEC);
    if (report < 0)
        fail(NOT_CHECKED, "no memory for the report: %s", strerror(errno));
    unsigned answer = ask_own(&request, report);
    if (answer == NOBODY)
        answer = ask_all(&request, report);
    return exit_code(&request, answer, report);
}
