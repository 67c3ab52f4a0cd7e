#include "channel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void channel_open(struct channel *channel, int to_java, int from_java) {
    channel->to_java = to_java;
    channel->from_java = from_java;
    channel->filled = 0;
    channel->taken = 0;
}

bool channel_is_closed(const struct channel *channel) {
    return channel->from_java < 0;
}

void channel_close(struct channel *channel) {
    close(channel->from_java);
    channel->from_java = -1;
}

/* Reads what is there; to be called when the pipe is readable, all lines before having been taken. */
void channel_fill(struct channel *channel) {
    size_t room = sizeof channel->bytes - channel->filled;
    ssize_t count;
    do
        count = read(channel->from_java, channel->bytes + channel->filled, room);
    while (count < 0 && errno == EINTR);
    if (count <= 0)
        channel_close(channel);
    else
        channel->filled += (size_t)count;
}

/* The next complete line without its newline, valid until the next call; NULL if there is none yet. */
char *channel_next(struct channel *channel) {
    channel->filled -= channel->taken;
    memmove(channel->bytes, channel->bytes + channel->taken, channel->filled);
    channel->taken = 0;
    char *end = memchr(channel->bytes, '\n', channel->filled);
    if (end) {
        *end = 0;
        channel->taken = (size_t)(end - channel->bytes) + 1;
        return channel->bytes;
    }
    if (channel->filled == sizeof channel->bytes && !channel_is_closed(channel))
        channel_close(channel);
    return NULL;
}

/* A line is far below PIPE_BUF, so one write sends all of it or nothing. */
void channel_send(const struct channel *channel, const char *word, int number) {
    char line[64];
    int length = snprintf(line, sizeof line, "%s %d\n", word, number);
    ssize_t written;
    do
        written = write(channel->to_java, line, (size_t)length);
    while (written < 0 && errno == EINTR);
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* %XX stands for the byte XX, so that a path may hold blanks. */
static void decode(char *word) {
    char *to = word;
    for (const char *from = word; *from; from++, to++) {
        int high = *from == '%' ? hex_digit(from[1]) : -1;
        int low = high >= 0 ? hex_digit(from[2]) : -1;
        *to = low >= 0 ? (char)(high * 16 + low) : *from;
        from += low >= 0 ? 2 : 0;
    }
    *to = 0;
}

/* Takes the next word, decoded, from a line; NULL at its end. */
char *channel_word(char **rest) {
    char *word;
    do
        word = strsep(rest, " ");
    while (word && !*word);
    if (word)
        decode(word);
    return word;
}
