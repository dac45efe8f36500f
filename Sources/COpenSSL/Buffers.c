#include "Shim.h"

void il_buffer_free(il_buffer buffer) { OPENSSL_clear_free(buffer.bytes, buffer.count); }

int il_equal(const uint8_t *left, const uint8_t *right, size_t count) {
    return CRYPTO_memcmp(left, right, count) == 0;
}

int il_buffer_copy(const void *bytes, size_t count, il_buffer *buffer) {
    // One byte more, so that an empty buffer is still an allocation and null still means failure.
    uint8_t *copy = OPENSSL_malloc(count + 1);
    if (copy == NULL)
        return 0;
    if (count != 0)
        memcpy(copy, bytes, count);
    copy[count] = 0;
    buffer->bytes = copy;
    buffer->count = count;
    return 1;
}
