#include "CKernels.h"

#include <stdlib.h>
#include <string.h>

// A block of A stays in the second-level cache, a panel of B in the first, a block of B in the third. BLOCK_M is a
// multiple of every variant's ROWS.
enum { BLOCK_M = 144, BLOCK_K = 384, BLOCK_N = 3072, PADDING = 64 };

#define NAME portable
#define TARGET
#define LANES 4
#define ROWS 6
#define VECTORS 2
#include "Block.inc"

#if defined(__x86_64__)
#define NAME avx2
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define ROWS 6
#define VECTORS 2
#include "Block.inc"

#define NAME avx512
#define TARGET __attribute__((target("avx512f")))
#define LANES 16
#define ROWS 12
#define VECTORS 2
#include "Block.inc"
#endif

int interlock_product_variants(void) {
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 1;
    return __builtin_cpu_supports("avx512f") ? 3 : 2;
#else
    return 1;
#endif
}

static size_t least(size_t x, size_t y) { return x < y ? x : y; }

bool interlock_product(
    int variant, size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b,
    size_t b_row, size_t b_column, float *c, size_t c_row, bool accumulate) {
    size_t rows = least(m + PADDING, BLOCK_M), depth = least(k, BLOCK_K), columns = least(n, BLOCK_N) + PADDING;
    float *packed_a = malloc((rows + columns) * depth * sizeof *packed_a);
    if (!packed_a) return false;
    float *packed_b = packed_a + rows * depth;
    switch (variant) {
#if defined(__x86_64__)
    case 2: avx512(m, n, k, a, a_row, a_column, b, b_row, b_column, c, c_row, accumulate, packed_a, packed_b); break;
    case 1: avx2(m, n, k, a, a_row, a_column, b, b_row, b_column, c, c_row, accumulate, packed_a, packed_b); break;
#endif
    default: portable(m, n, k, a, a_row, a_column, b, b_row, b_column, c, c_row, accumulate, packed_a, packed_b);
    }
    free(packed_a);
    return true;
}
