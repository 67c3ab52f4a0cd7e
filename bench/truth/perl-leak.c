/* leak.c's function for Perl. */
#define PERL_NO_GET_CONTEXT
#include <EXTERN.h>
#include <perl.h>
#include <XSUB.h>

extern int leak(void *);

XS_EXTERNAL(call_leak) {
  dXSARGS;
  PERL_UNUSED_VAR(items);
  leak(NULL);
  XSRETURN_EMPTY;
}

XS_EXTERNAL(boot_leak) {
  dXSARGS;
  PERL_UNUSED_VAR(items);
  newXS("leak", call_leak, __FILE__);
  XSRETURN_EMPTY;
}
