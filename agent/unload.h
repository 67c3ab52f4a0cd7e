/* Why a block was lost: what the modules that a dlclose unloads pointed at until then.
 *
 * Before the dlclose the writable data of the handle's module and of what it needs is searched for addresses of blocks; which of these modules
 * will go is not known yet. After it, the words of those that are gone become notes in the ledger. */
#pragma once
#include "base.h"

/* Once, before the program's own code: what is loaded now is never unloaded. */
void unload_start(void);

/* Calls `each` with the variables of all modules that may be unloaded, a part after the other, while the loader's list of objects is locked. */
void unload_each_variables(void (*each)(u64 start, u64 end));

/* Around each dlclose; a module's destructor may call dlclose again. The first returns where the dynamic section of the handle's module lies; 0 if
 * that is not known. */
u64 unload_begin(const void *handle);
void unload_end(void);

/* After dlclose: counts it for the handle's module if that is still loaded. */
void unload_note_stay(const void *handle, u64 dynamic);
