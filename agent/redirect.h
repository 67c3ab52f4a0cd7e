/* Modules loaded with RTLD_DEEPBIND bind malloc straight to libc, past a preloaded agent. So libc's own dynamic symbols are given
 * the values that lead to the agent: every later lookup finds it, relocations before a module's constructors included. */
#pragma once

/* Leaves libc as it is where that cannot be done; then such modules' blocks are not seen. */
void redirect_libc(void);
