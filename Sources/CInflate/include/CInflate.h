#ifndef CINFLATE_H
#define CINFLATE_H

#include <stddef.h>
#include <stdint.h>

/// One gzip stream (RFC 1952) that is being decompressed.
typedef struct interlock_inflater interlock_inflater;

/// A new stream; NULL where memory is short.
interlock_inflater *interlock_inflater_new(void);

/// Frees a stream.
void interlock_inflater_free(interlock_inflater *inflater);

/// Prepares for the next member of the same file. False where that fails.
int interlock_inflater_restart(interlock_inflater *inflater);

/// Takes up to `input_length` bytes and makes up to `output_length`; says how many of each.
/// 0: goes on. 1: the member's end, checksum right. -1: the bytes are no gzip stream. -2: memory is short.
int interlock_inflate(
    interlock_inflater *inflater, const uint8_t *input, size_t input_length, size_t *taken, uint8_t *output,
    size_t output_length, size_t *made);

#endif
