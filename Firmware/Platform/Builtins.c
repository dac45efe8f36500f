/* Only what integer code needs. There is no allocator, no floating point and no 64-bit division: their absence is
   the check, for an image that uses one of them does not link. */
typedef __UINT32_TYPE__ u32;
typedef __UINT64_TYPE__ u64;
typedef __SIZE_TYPE__ size_t;

void *memset(void *destination, int value, size_t count) {
    unsigned char *to = destination;
    while (count && ((u32)to & 3)) { *to++ = (unsigned char)value; count--; }
    u32 word = (unsigned char)value * 0x01010101u;
    for (; count >= 4; count -= 4, to += 4) *(u32 *)to = word;
    while (count--) *to++ = (unsigned char)value;
    return destination;
}

void *memcpy(void *destination, const void *source, size_t count) {
    unsigned char *to = destination;
    const unsigned char *from = source;
    if ((((u32)to | (u32)from) & 3) == 0)
        for (; count >= 4; count -= 4, to += 4, from += 4) *(u32 *)to = *(const u32 *)from;
    while (count--) *to++ = *from++;
    return destination;
}

void *memmove(void *destination, const void *source, size_t count) {
    unsigned char *to = destination;
    const unsigned char *from = source;
    if (to <= from) return memcpy(destination, source, count);
    while (count--) to[count] = from[count];
    return destination;
}

int memcmp(const void *a, const void *b, size_t count) {
    const unsigned char *x = a, *y = b;
    for (; count--; x++, y++)
        if (*x != *y) return *x < *y ? -1 : 1;
    return 0;
}

u64 __lshrdi3(u64 value, int shift) {
    u32 high = (u32)(value >> 32), low = (u32)value;
    if (shift & 32) return high >> (shift & 31);
    return shift ? ((u64)(high >> shift) << 32) | ((high << (32 - shift)) | (low >> shift)) : value;
}

u64 __ashldi3(u64 value, int shift) {
    u32 high = (u32)(value >> 32), low = (u32)value;
    if (shift & 32) return (u64)(low << (shift & 31)) << 32;
    return shift ? ((u64)((high << shift) | (low >> (32 - shift))) << 32) | (low << shift) : value;
}
