#include "life.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Not counting while the machine sleeps. */
static long long now_millis(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

void life_begin(struct life *life) {
    life->spoke = false;
    life->last_millis = life->asked_millis = now_millis();
}

void life_spoke(struct life *life) {
    life->spoke = true;
    life->last_millis = now_millis();
}

/* As in proc(5): the letter behind the command's name, which may hold anything. */
static char state_of(pid_t process, const char *task) {
    char path[64 + NAME_MAX], text[512];
    snprintf(path, sizeof path, "/proc/%d/task/%s/stat", (int)process, task);
    FILE *file = fopen(path, "re");
    size_t bytes = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file)
        fclose(file);
    text[bytes] = 0;
    const char *name_end = strrchr(text, ')');
    return name_end && name_end[1] == ' ' ? name_end[2] : '?';
}

/* Whether a thread is in one of these states. */
static bool has_thread(pid_t process, const char *states) {
    char path[32];
    bool found = false;
    struct dirent *task;
    snprintf(path, sizeof path, "/proc/%d/task", (int)process);
    DIR *tasks = opendir(path);
    while (tasks && !found && (task = readdir(tasks)))
        found = *task->d_name != '.' && strchr(states, state_of(process, task->d_name));
    if (tasks)
        closedir(tasks);
    return found;
}

/* Who has not asked for long was stopped, perhaps with Java, or had no processor, and has nothing to say of Java. */
static bool was_away(struct life *life) {
    long long before = life->asked_millis;
    life->asked_millis = now_millis();
    return life->asked_millis - before > 3 * LIFE_TICK_MILLIS;
}

/* Its threads are looked at only when it is late. While it starts, Java also waits for a disk (D). Later that is what it would hang in. */
bool life_is_over(struct life *life, pid_t java) {
    if (was_away(life))
        life->last_millis = now_millis();
    long long silent_millis = now_millis() - life->last_millis;
    if (silent_millis < LIFE_TICK_MILLIS + LIFE_TICK_MILLIS / 2)
        return false;
    if (has_thread(java, life->spoke ? "R" : "RD")) {
        life->last_millis = now_millis();
        return false;
    }
    return silent_millis > LIFE_PATIENCE_SECONDS * 1000LL;
}
