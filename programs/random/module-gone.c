/* The same in a module that is unloaded. */
void *words[24];
