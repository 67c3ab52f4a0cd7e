/* The agent's life in a process: set up at the first allocation, set up anew in a forked child, given up when it must be. */
#pragma once
#include "base.h"

enum agent_state {
  AGENT_NEW,      /* nothing set up yet in this process */
  AGENT_STARTING,
  AGENT_RECORDING,
  AGENT_OFF,      /* not observed: no session, no memory, an unknown loader, or after the end */
};
extern HIDDEN enum agent_state agent_state;
extern HIDDEN int agent_keeps_modules;

/* Brings a new process, or the child of a fork, to AGENT_RECORDING or AGENT_OFF. */
void agent_start(void);

/* Whether this address space is the copy that a fork made and that has not been told so yet. */
int agent_was_forked(void);
