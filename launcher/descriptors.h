/* Descriptors of the launcher's own. They are closed on exec and lie above those that programs name by number, so that not even a standard
 * descriptor that was closed when we started is taken, and the target finds all as it was. */
#ifndef TIDEMARK_DESCRIPTORS_H
#define TIDEMARK_DESCRIPTORS_H

int descriptors_move_up(int descriptor);
int descriptors_pipe(int ends[2]);

#endif
