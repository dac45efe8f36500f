#include "CInflate.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct interlock_inflater {
    z_stream stream;
};

/// The largest window, and a gzip header rather than a zlib one.
static const int window_bits = 15 + 16;

interlock_inflater *interlock_inflater_new(void) {
    interlock_inflater *inflater = malloc(sizeof *inflater);
    if (inflater == NULL) return NULL;
    memset(inflater, 0, sizeof *inflater);
    if (inflateInit2(&inflater->stream, window_bits) != Z_OK) {
        free(inflater);
        return NULL;
    }
    return inflater;
}

void interlock_inflater_free(interlock_inflater *inflater) {
    if (inflater == NULL) return;
    inflateEnd(&inflater->stream);
    free(inflater);
}

int interlock_inflater_restart(interlock_inflater *inflater) {
    return inflateReset2(&inflater->stream, window_bits) == Z_OK;
}

int interlock_inflate(
    interlock_inflater *inflater, const uint8_t *input, size_t input_length, size_t *taken, uint8_t *output,
    size_t output_length, size_t *made) {
    z_stream *stream = &inflater->stream;
    uInt offered = input_length > UINT_MAX ? UINT_MAX : (uInt)input_length;
    uInt room = output_length > UINT_MAX ? UINT_MAX : (uInt)output_length;
    stream->next_in = (z_const Bytef *)input;
    stream->avail_in = offered;
    stream->next_out = output;
    stream->avail_out = room;
    int outcome = inflate(stream, Z_NO_FLUSH);
    *taken = offered - stream->avail_in;
    *made = room - stream->avail_out;
    stream->next_in = NULL;
    stream->next_out = NULL;
    switch (outcome) {
    case Z_OK:
    case Z_BUF_ERROR:
        return 0;
    case Z_STREAM_END:
        return 1;
    case Z_MEM_ERROR:
        return -2;
    default:
        return -1;
    }
}
