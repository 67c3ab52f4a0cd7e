/* Programs that are not to be observed when a child becomes one: --trace-children-skip and --trace-children-skip-by-arg, with Valgrind's meaning. */
#pragma once
#include "base.h"

/* Patterns divided by commas, with * and ?; NULL: none. To be called once, before the others. */
void skips_start(const char *names, const char *arguments);

/* Whether a child that becomes this program is to be left alone, with all that it starts. */
int skips_program(const char *name, char *const *arguments);
