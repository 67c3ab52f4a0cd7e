/* The launcher's conversation with Java: lines over two pipes, as ARCHITECTURE.md lists them.
 *
 * A line is complete when its newline has come. A line that does not fit, like the end of the pipe, closes the channel for
 * reading: a Java that does not keep to the protocol is treated as one that is gone. Writing to a Java that is gone does nothing. */
#ifndef TIDEMARK_CHANNEL_H
#define TIDEMARK_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

enum { CHANNEL_LINE_BYTES = 128 * 1024 };

struct channel {
    int to_java;
    int from_java; /* -1 once closed */
    size_t filled;
    size_t taken; /* bytes of the line that channel_next handed out last */
    char bytes[CHANNEL_LINE_BYTES];
};

void channel_open(struct channel *channel, int to_java, int from_java);
bool channel_is_closed(const struct channel *channel);
/* For reading: Java is not heard any more. */
void channel_close(struct channel *channel);
void channel_fill(struct channel *channel);
char *channel_next(struct channel *channel);
void channel_send(const struct channel *channel, const char *word, int number);
char *channel_word(char **rest);

#endif
