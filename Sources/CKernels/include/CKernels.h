#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>

/// C (m × n, rows `c_row` apart) = A (m × k) · B (k × n), or C + A · B where `accumulate`.
///
/// Every element of C is one chain of fused multiply-adds over k, ascending: IEEE 754 fixes its bytes, whatever the
/// vector width, the blocking or the machine. Element (i, j) of A is `a[i * a_row + j * a_column]`, of B likewise.
/// `variant` is below `interlock_product_variants()`. False where memory for the packed blocks is short.
bool interlock_product(
    int variant, size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b,
    size_t b_row, size_t b_column, float *c, size_t c_row, bool accumulate);

/// How many variants this processor can run; the last is the fastest.
int interlock_product_variants(void);

#endif
