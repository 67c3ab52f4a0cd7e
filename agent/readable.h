/* Whether what a program passes on can be followed. What only the kernel would read, the kernel refuses with EFAULT; the agent, which reads it before, must
 * not fault there. No system call changes anything here, and none may be missing in a sandbox. */
#pragma once
#include "base.h"

int readable_text(const char *text);
/* An array of texts that ends with NULL, or none. */
int readable_texts(char *const *texts);
