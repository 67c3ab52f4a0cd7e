/* The agent's own file. A program may need it where it is not found: in another root folder (chroot, a
 * container), or as a user who may not read it. */
#pragma once
#include "base.h"

/* original: the file's path outside, if this program was given a copy; else NULL. */
void library_start(const char *original);

/* Empty: not known. */
const char *library_path(void);

/* By which name the loader found the copy that this program was given; empty: it was given none. */
const char *library_lent(void);

/* Whether a program that starts now can load it by its path. */
int library_reached(void);

/* Whether a module of this name is the agent. */
int library_is(const char *name);

/* A descriptor of the file, or, where that is not reached, of a copy in memory; negative if there is neither. */
int library_open(void);

enum { LIBRARY_LENT_BYTES = 32 };
/* Returns the descriptor of a copy that the next program inherits, and sets the path by which that
 * finds it. Negative: there can be no copy, or /proc is missing where the program would look. */
int library_lend(char path[LIBRARY_LENT_BYTES]);
