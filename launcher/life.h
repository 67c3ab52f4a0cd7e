/* Signs of life of the Java session. It says something each second, unless what it works at does not get on. A JVM that is busy with itself (its start, the
 * collection of a large heap) or waits for a processor is silent and alive: the kernel tells which of its threads run or could. */
#ifndef TIDEMARK_LIFE_H
#define TIDEMARK_LIFE_H

#include <stdbool.h>
#include <sys/types.h>

enum { LIFE_TICK_MILLIS = 1000, LIFE_PATIENCE_SECONDS = 5 };

struct life {
    bool spoke;
    long long last_millis;  /* of a sign */
    long long asked_millis;
};

void life_begin(struct life *life);
/* Java has said something. */
void life_spoke(struct life *life);
/* Whether there has been no sign for LIFE_PATIENCE_SECONDS; to be asked at least once in LIFE_TICK_MILLIS. */
bool life_is_over(struct life *life, pid_t java);

#endif
