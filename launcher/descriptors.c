#include "descriptors.h"

#include <fcntl.h>
#include <unistd.h>

enum { FIRST_OWN = 10 };

/* Takes the result of a call that opens a descriptor, and hands a failure on. */
int descriptors_move_up(int descriptor) {
    if (descriptor < 0)
        return -1;
    int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, FIRST_OWN);
    close(descriptor);
    return moved;
}

int descriptors_pipe(int ends[2]) {
    int low[2];
    if (pipe2(low, O_CLOEXEC) < 0)
        return -1;
    ends[0] = descriptors_move_up(low[0]);
    ends[1] = descriptors_move_up(low[1]);
    return ends[0] < 0 || ends[1] < 0 ? -1 : 0;
}
