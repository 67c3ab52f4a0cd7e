/* Which file exec means. */
#pragma once
#include "base.h"

enum { PROGRAM_PATH_BYTES = 4096 };

/* Whether the file can be executed, as far as its mode and kind tell. NULL: not known, so it may. */
int program_path_runnable(const char *path);

/* What execvp would run for the name: the name itself if it has a slash, or if nothing is found. */
const char *program_path_search(const char *file, char into[PROGRAM_PATH_BYTES]);

/* The number's digits, which end at `end`, with a zero byte there. */
char *program_path_decimal(u32 number, char *end);

/* The path of an open file; NULL if it cannot be told. */
const char *program_path_opened(int file, char into[PROGRAM_PATH_BYTES]);
