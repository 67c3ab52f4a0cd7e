// A module that is loaded for the sake of another one that it needs.
void fill(void);

void fill_needed(void) { fill(); }
