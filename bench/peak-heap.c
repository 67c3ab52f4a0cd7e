/* Preloaded into a bare run: as the process exits, the most that glibc's malloc ever had from the kernel is added as a line, in bytes, to the file
 * that BENCH_PEAK_HEAP names. The peaks of the arenas and that of the separately mapped blocks are added up, also if they were not at the same
 * time. A process that ends by _exit or a signal writes nothing. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char text[1 << 18], stream_buffer[1 << 18];
static char file_name[PATH_MAX];

/* Early: PHP frees its environment before it ends. */
__attribute__((constructor)) static void note_name(void) {
    const char *name = getenv("BENCH_PEAK_HEAP");
    snprintf(file_name, sizeof file_name, "%s", name ? name : "");
}

static unsigned long long number_behind(const char *place, const char *words) {
    return place ? strtoull(place + strlen(words), NULL, 10) : 0;
}

static const char *last(const char *words) {
    const char *found = NULL;
    for (const char *next = text; (next = strstr(next, words)); next++)
        found = next;
    return found;
}

/* malloc_stats has the peak of the mapped blocks, malloc_info that of the arenas: last of all their sum. */
static unsigned long long peak_bytes(void) {
    static const char MAPPED[] = "max mmap bytes   =", ARENAS[] = "<system type=\"max\" size=\"";
    FILE *stream = fmemopen(text, sizeof text - 1, "w"), *standard_error = stderr;
    if (!stream)
        return 0;
    setvbuf(stream, stream_buffer, _IOFBF, sizeof stream_buffer); /* malloc_stats prints with the arena locked */
    stderr = stream;
    malloc_stats();
    stderr = standard_error;
    malloc_info(0, stream);
    fclose(stream);
    return number_behind(last(MAPPED), MAPPED) + number_behind(last(ARENAS), ARENAS);
}

__attribute__((destructor)) static void tell(void) {
    int file = open(file_name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0)
        return;
    dprintf(file, "%llu\n", peak_bytes());
    close(file);
}
