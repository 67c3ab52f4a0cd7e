/* What churn loads: each loading loses a block. */
#include <stdlib.h>

void *volatile last;

void leak(void) { last = malloc(40); }
