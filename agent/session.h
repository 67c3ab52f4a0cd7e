/* Messages to the session (Java): one per connection, so that no descriptor stays open in the program. */
#pragma once
#include "base.h"

/* From the environment in which the process started. -1: there is no session. */
int session_start(const char *word);

/* 0 on success. Never blocks for long; the receiver gets its own copy of the descriptor. */
int session_send_ledger(int descriptor);
int session_send_file(u32 file, int descriptor);

/* Says why the process cannot be observed: a TM_REFUSAL. */
void session_send_refusal(u32 reason);

/* Says that the process becomes a program that is not observed. */
void session_send_leaves(void);

/* Says that the process goes on all the same, also after it was held. */
void session_send_went_on(void);

/* Whether a program that starts now will find the session. */
int session_is_reached(void);

struct session_answer {
  u8 kind; /* a TM_ANSWER; TM_ANSWER_DONE if nobody answers */
  u8 exit_code;
};

/* Asks to be captured, and waits until that, or the check, is done or it is clear that nobody will do it. */
struct session_answer session_hold(const struct tm_message *message);
