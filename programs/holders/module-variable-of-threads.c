// A module with a variable of which each thread has its own: memory for it is allocated when a thread first uses it.
static __thread char own[4001];

char *variable_of_this_thread(void) { return own; }
