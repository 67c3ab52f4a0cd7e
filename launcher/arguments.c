#include "arguments.h"

#include <string.h>

char **arguments_program(char **arguments) {
    for (; *arguments && **arguments == '-'; arguments++)
        if (!strcmp(*arguments, "--"))
            return arguments + 1;
    return arguments;
}

const char *arguments_option(char **arguments, const char *name) {
    const char *value = NULL;
    char **program = arguments_program(arguments);
    for (; arguments < program; arguments++)
        if (!strncmp(*arguments, name, strlen(name)))
            value = *arguments + strlen(name);
    return value;
}
