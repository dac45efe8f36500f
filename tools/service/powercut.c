// Records what a program does to the files of one folder, in the order in which it does it (power.py reads the record).
//
// Preloaded: LD_PRELOAD=powercut.so POWERCUT_FOLDER=/real/path POWERCUT_LOG=/elsewhere/log POWERCUT_KILL=/fifo program…
//
// Whoever writes to the FIFO kills the program, as SIGKILL does, but between a change and its record never. With
// POWERCUT_WAIT=milliseconds alone nothing is recorded, and each fsync takes that much longer: a slow disk.
// A record is a line of text; that of a write is followed by the bytes. A change is recorded in the same moment in which it
// is made: a lock is held over both. Waiting for the disk is two records, begin and end, with other changes between.
// What this does not follow, such as a shared mapping, is recorded as X, so that the reader can refuse the record.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { DESCRIPTORS = 65536 };

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static char folder[PATH_MAX];
static size_t folder_length;
static int log_descriptor = -1;
static unsigned long waits;
static struct timespec delay;
// The inode of what is followed, by descriptor; 0 for the rest.
static unsigned long followed[DESCRIPTORS];

static void fail(const char *what) {
    dprintf(2, "powercut: %s: %s\n", what, strerror(errno));
    abort();
}

// Waits for somebody to write to the FIFO.
static void *wait_for_kill(void *name) {
    int descriptor = (int)syscall(SYS_openat, AT_FDCWD, (const char *)name, O_RDONLY | O_CLOEXEC);
    char byte;
    if (descriptor < 0 || syscall(SYS_read, descriptor, &byte, 1L) != 1) return NULL;
    pthread_mutex_lock(&lock);
    kill(getpid(), SIGKILL);
    return NULL;
}

__attribute__((constructor)) static void start(void) {
    const char *name = getenv("POWERCUT_FOLDER"), *log = getenv("POWERCUT_LOG"), *end = getenv("POWERCUT_KILL");
    const char *wait = getenv("POWERCUT_WAIT");
    long milliseconds = wait ? atol(wait) : 0;
    delay = (struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000};
    if (!name || !log) return;
    if (!realpath(name, folder)) fail(name);
    folder_length = strlen(folder);
    log_descriptor = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log_descriptor < 0) fail(log);
    pthread_t thread;
    if (end && pthread_create(&thread, NULL, wait_for_kill, (void *)end)) fail(end);
}

// Writes a record whole.
static void record(const void *bytes, size_t count, const char *format, ...) {
    char line[PATH_MAX + 128];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    struct iovec parts[2] = {{line, (size_t)length}, {(void *)bytes, count}};
    if (syscall(SYS_writev, log_descriptor, parts, count ? 2 : 1) != (long)((size_t)length + count)) fail("log");
}

static bool is_inside(const char *path) {
    return log_descriptor >= 0 && !strncmp(path, folder, folder_length)
        && (path[folder_length] == '/' || path[folder_length] == 0);
}

// The path below the folder that a name stands for; its last part need not exist. False where it is elsewhere.
static bool resolve(int directory, const char *name, char *out) {
    char joined[PATH_MAX], copy[PATH_MAX], real[PATH_MAX];
    if (log_descriptor < 0 || !name || !*name) return false;
    if (name[0] == '/') {
        snprintf(joined, sizeof joined, "%s", name);
    } else if (directory == AT_FDCWD) {
        if (!getcwd(copy, sizeof copy)) return false;
        if (snprintf(joined, sizeof joined, "%s/%s", copy, name) >= (int)sizeof joined) return false;
    } else {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
        ssize_t count = readlink(link, copy, sizeof copy - 1);
        if (count < 0) return false;
        copy[count] = 0;
        if (snprintf(joined, sizeof joined, "%s/%s", copy, name) >= (int)sizeof joined) return false;
    }
    if (realpath(joined, real)) {
        snprintf(out, PATH_MAX, "%s", real);
        return is_inside(out);
    }
    char *slash = strrchr(joined, '/');
    if (!slash) return false;
    *slash = 0;
    if (!realpath(*joined ? joined : "/", real)) return false;
    if (snprintf(out, PATH_MAX, "%s/%s", real, slash + 1) >= PATH_MAX) return false;
    return is_inside(out);
}

// What SQLite's instances share by memory holds nothing that must last.
static bool is_shared_memory(const char *path) {
    size_t length = strlen(path);
    return length > 4 && !strcmp(path + length - 4, "-shm");
}

static const char *below(const char *path) { return path[folder_length] ? path + folder_length + 1 : "."; }

static int do_open(int directory, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    if (!resolve(directory, name, path)) return (int)syscall(SYS_openat, directory, name, flags, mode);
    pthread_mutex_lock(&lock);
    struct stat before, status;
    bool was_there = !stat(path, &before);
    int descriptor = (int)syscall(SYS_openat, directory, name, flags, mode);
    int error = errno;
    if (descriptor >= 0 && !is_shared_memory(path)) {
        if (descriptor >= DESCRIPTORS || fstat(descriptor, &status)) fail("descriptor");
        if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) {
            followed[descriptor] = status.st_ino;
            if (!was_there) record(0, 0, "C %lu %s\n", (unsigned long)status.st_ino, below(path));
            if (was_there && (flags & O_TRUNC) && before.st_size) {
                record(0, 0, "T %lu 0\n", (unsigned long)status.st_ino);
            }
        }
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return descriptor;
}

#define MODE(flags, last) \
    mode_t mode = 0; \
    if (((flags) & O_CREAT) || ((flags) & O_TMPFILE) == O_TMPFILE) { \
        va_list arguments; \
        va_start(arguments, last); \
        mode = (mode_t)va_arg(arguments, int); \
        va_end(arguments); \
    }

int open(const char *name, int flags, ...) { MODE(flags, flags) return do_open(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags, flags) return do_open(AT_FDCWD, name, flags, mode); }
int openat(int at, const char *name, int flags, ...) { MODE(flags, flags) return do_open(at, name, flags, mode); }
int openat64(int at, const char *name, int flags, ...) { MODE(flags, flags) return do_open(at, name, flags, mode); }
int creat(const char *name, mode_t mode) { return do_open(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *name, mode_t mode) { return do_open(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }

static unsigned long inode(int descriptor) {
    return descriptor >= 0 && descriptor < DESCRIPTORS ? followed[descriptor] : 0;
}

int close(int descriptor) {
    if (inode(descriptor)) {
        pthread_mutex_lock(&lock);
        followed[descriptor] = 0;
        pthread_mutex_unlock(&lock);
    }
    return (int)syscall(SYS_close, descriptor);
}

static ssize_t do_write(int descriptor, const struct iovec *parts, int count, off_t offset) {
    unsigned long which = inode(descriptor);
    if (!which) {
        return offset < 0 ? syscall(SYS_writev, descriptor, parts, count)
                          : syscall(SYS_pwritev, descriptor, parts, count, (long)offset, 0L);
    }
    pthread_mutex_lock(&lock);
    off_t at = offset;
    if (offset < 0) {
        at = lseek(descriptor, 0, fcntl(descriptor, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
    }
    ssize_t total = 0;
    for (int part = 0; part < count; part++) {
        ssize_t written = syscall(
            SYS_pwrite64, descriptor, parts[part].iov_base, parts[part].iov_len, (long)(at + total));
        if (written < 0) {
            if (!total) total = -1;
            break;
        }
        if (written) {
            record(parts[part].iov_base, (size_t)written, "W %lu %lld %zd\n", which, (long long)(at + total), written);
        }
        total += written;
        if ((size_t)written < parts[part].iov_len) break;
    }
    int error = errno;
    if (offset < 0 && total > 0) lseek(descriptor, at + total, SEEK_SET);
    pthread_mutex_unlock(&lock);
    errno = error;
    return total;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    if (!inode(descriptor)) return syscall(SYS_write, descriptor, bytes, count);
    struct iovec part = {(void *)bytes, count};
    return do_write(descriptor, &part, 1, -1);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    if (!inode(descriptor)) return syscall(SYS_pwrite64, descriptor, bytes, count, (long)offset);
    struct iovec part = {(void *)bytes, count};
    return do_write(descriptor, &part, 1, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    return pwrite(descriptor, bytes, count, offset);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) { return do_write(descriptor, parts, count, -1); }
ssize_t pwritev(int d, const struct iovec *parts, int count, off_t offset) { return do_write(d, parts, count, offset); }
ssize_t pwritev64(int d, const struct iovec *parts, int count, off64_t at) { return do_write(d, parts, count, at); }

int ftruncate(int descriptor, off_t length) {
    unsigned long which = inode(descriptor);
    if (!which) return (int)syscall(SYS_ftruncate, descriptor, (long)length);
    pthread_mutex_lock(&lock);
    int outcome = (int)syscall(SYS_ftruncate, descriptor, (long)length);
    if (!outcome) record(0, 0, "T %lu %lld\n", which, (long long)length);
    pthread_mutex_unlock(&lock);
    return outcome;
}
int ftruncate64(int descriptor, off64_t length) { return ftruncate(descriptor, length); }

static int do_sync(int descriptor, long call) {
    unsigned long which = inode(descriptor);
    nanosleep(&delay, NULL);
    if (!which) return (int)syscall(call, descriptor);
    pthread_mutex_lock(&lock);
    unsigned long wait = ++waits;
    record(0, 0, "B %lu %d:%lu\n", which, getpid(), wait);
    pthread_mutex_unlock(&lock);
    int outcome = (int)syscall(call, descriptor);
    int error = errno;
    pthread_mutex_lock(&lock);
    if (!outcome) record(0, 0, "E %lu %d:%lu\n", which, getpid(), wait);
    pthread_mutex_unlock(&lock);
    errno = error;
    return outcome;
}
int fsync(int descriptor) { return do_sync(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return do_sync(descriptor, SYS_fdatasync); }

static int do_unlink(int directory, const char *name, int flags) {
    char path[PATH_MAX];
    if (!resolve(directory, name, path)) return (int)syscall(SYS_unlinkat, directory, name, flags);
    pthread_mutex_lock(&lock);
    int outcome = (int)syscall(SYS_unlinkat, directory, name, flags);
    int error = errno;
    if (!outcome && !is_shared_memory(path)) record(0, 0, "U %s\n", below(path));
    pthread_mutex_unlock(&lock);
    errno = error;
    return outcome;
}
int unlink(const char *name) { return do_unlink(AT_FDCWD, name, 0); }
int unlinkat(int directory, const char *name, int flags) { return do_unlink(directory, name, flags); }
int rmdir(const char *name) { return do_unlink(AT_FDCWD, name, AT_REMOVEDIR); }

static int do_rename(int from, const char *old, int to, const char *fresh) {
    char before[PATH_MAX], after[PATH_MAX];
    bool is_from = resolve(from, old, before), is_to = resolve(to, fresh, after);
    if (!is_from && !is_to) return (int)syscall(SYS_renameat2, from, old, to, fresh, 0);
    pthread_mutex_lock(&lock);
    int outcome = (int)syscall(SYS_renameat2, from, old, to, fresh, 0);
    int error = errno;
    if (!outcome && is_from && is_to) record(0, 0, "R %s\n%s\n", below(before), below(after));
    if (!outcome && is_from != is_to) record(0, 0, "X rename across the folder's border\n");
    pthread_mutex_unlock(&lock);
    errno = error;
    return outcome;
}
int rename(const char *old, const char *fresh) { return do_rename(AT_FDCWD, old, AT_FDCWD, fresh); }
int renameat(int from, const char *old, int to, const char *fresh) { return do_rename(from, old, to, fresh); }

// What is not followed: where it is done to a file of the folder, the record is of no use, and says so.
static void refuse(int descriptor, const char *what) {
    if (!inode(descriptor)) return;
    pthread_mutex_lock(&lock);
    record(0, 0, "X %s\n", what);
    pthread_mutex_unlock(&lock);
}

void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
    if ((flags & MAP_SHARED) && (protection & PROT_WRITE)) refuse(descriptor, "shared mapping");
    return (void *)syscall(SYS_mmap, address, length, protection, flags, descriptor, (long)offset);
}
void *mmap64(void *address, size_t length, int protection, int flags, int descriptor, off64_t offset) {
    return mmap(address, length, protection, flags, descriptor, offset);
}
int fallocate(int descriptor, int mode, off_t offset, off_t length) {
    refuse(descriptor, "fallocate");
    return (int)syscall(SYS_fallocate, descriptor, mode, (long)offset, (long)length);
}
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t length, unsigned flags) {
    refuse(out, "copy_file_range");
    return syscall(SYS_copy_file_range, in, from, out, to, length, flags);
}
int mkdir(const char *name, mode_t mode) {
    char path[PATH_MAX];
    if (resolve(AT_FDCWD, name, path)) record(0, 0, "X mkdir\n");
    return (int)syscall(SYS_mkdirat, AT_FDCWD, name, mode);
}
int dup(int descriptor) {
    refuse(descriptor, "dup");
    return (int)syscall(SYS_dup, descriptor);
}
