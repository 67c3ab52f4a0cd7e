/* Tidemark's arguments, of which the launcher reads no more than where the program begins, and the two options that it serves itself. */
#ifndef TIDEMARK_ARGUMENTS_H
#define TIDEMARK_ARGUMENTS_H

/* The program and its arguments: the first that is no option, or what follows "--". */
char **arguments_program(char **arguments);

/* What the last option of this name (with its "=") says; NULL if there is none. */
const char *arguments_option(char **arguments, const char *name);

#endif
