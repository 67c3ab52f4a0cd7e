/* A module's variable. */
void *words[24];
