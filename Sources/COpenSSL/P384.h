#pragma once
#include "Shim.h"

struct il_p384_public {
    EC_KEY *key;
    /// Null, or the curve with this key as its base point and a table of the key's multiples.
    EC_GROUP *table;
};

struct il_p384_private {
    EC_KEY *key;
};

/// Curve, order, base point and constants, made once and read-only afterwards; null when memory has run out.
typedef struct {
    /// With a table of the base point's multiples.
    EC_GROUP *group;
    const EC_POINT *base;
    const BIGNUM *order;
    BIGNUM *zero;
} il_curve;

const il_curve *il_curve_shared(void);
/// scalar * base through the table. 1 on success.
int il_curve_multiply_base(const il_curve *curve, EC_POINT *result, const BIGNUM *scalar, BN_CTX *context);
/// Wraps a scalar in 1 ..< n and its point, or returns null. Takes no ownership.
il_p384_private *il_p384_private_wrap(const BIGNUM *scalar);
