/* Whether an exec succeeds only the kernel knows. So the session keeps the check's report back until the process says hello as another program
 * or is gone, and drops it when it hears that the exec failed. Most that fail (a search along PATH) are not worth being held for. */
#include "exec_check.h"
#include "hold.h"
#include "program_path.h"

static int wanted;

void exec_check_start(int is_wanted) { wanted = is_wanted; }

int exec_check_begin(u64 function, const char *name, int skipped) {
  hold_note_exec(1);
  if ((!wanted && !skipped) || !program_path_runnable(name)) return 0;
  return wanted ? hold_before(function, TM_HOLD_EXEC) : hold_is_left();
}

void exec_check_failed(int begun) {
  hold_note_exec(0);
  if (begun) hold_was_in_vain();
}
