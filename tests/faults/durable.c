/* Keeps beside each file of a database a copy of what has been flushed to the disk: what is left
 * of it when the power fails. Loaded before the C library's own functions. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void keep(int file) {
    const char *folder = getenv("DURABLE_COPIES");
    char link[64], path[PATH_MAX], copy[PATH_MAX + 64], fresh[PATH_MAX + 80];
    struct stat status;
    if (!folder || fstat(file, &status) || !S_ISREG(status.st_mode)) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return;
    path[length] = 0;
    const char *name = strrchr(path, '/');
    if (!name || !strstr(name, ".db")) return;
    snprintf(copy, sizeof copy, "%s%s", folder, name);
    snprintf(fresh, sizeof fresh, "%s.%d", copy, (int)getpid());
    /* Whole or not at all, so that a copy is never half a flush. */
    int from = open(path, O_RDONLY), to = open(fresh, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    off_t left = status.st_size;
    while (from >= 0 && to >= 0 && left > 0) {
        ssize_t moved = copy_file_range(from, NULL, to, NULL, (size_t)left, 0);
        if (moved <= 0) break;
        left -= moved;
    }
    if (from >= 0) close(from);
    if (to >= 0) close(to);
    if (left == 0) rename(fresh, copy);
}

int fsync(int file) {
    static int (*next)(int);
    if (!next) next = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    int result = next(file);
    if (result == 0) keep(file);
    return result;
}

int fdatasync(int file) {
    static int (*next)(int);
    if (!next) next = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    int result = next(file);
    if (result == 0) keep(file);
    return result;
}
