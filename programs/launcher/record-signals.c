/* Prints "ready", then the number of each signal as it comes, a line each; ends with SIGTERM or SIGQUIT. With an argument it first
 * leaves the terminal's foreground group, so that only what is sent to it alone comes. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv) {
    (void)argv;
    sigset_t all;
    int number = 0;
    if (argc > 1)
        setpgid(0, 0);
    sigfillset(&all);
    sigdelset(&all, SIGTSTP); /* so that the terminal's key stops it */
    sigprocmask(SIG_BLOCK, &all, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);
    puts("ready");
    while (number != SIGTERM && number != SIGQUIT) {
        number = sigwaitinfo(&all, NULL);
        if (number > 0)
            printf("%d\n", number);
    }
    return 0;
}
