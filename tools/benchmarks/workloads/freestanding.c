// What the compiler may call of its own accord.
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
    unsigned char *out = to;
    const unsigned char *in = from;
    while (count--) *out++ = *in++;
    return to;
}

void *memset(void *to, int value, size_t count) {
    unsigned char *out = to;
    while (count--) *out++ = (unsigned char)value;
    return to;
}
