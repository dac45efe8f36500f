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

struct il_p256_private {
    EC_KEY *key;
};

/// Curve, order, base point and constants, made once and read-only afterwards; null when memory has run out.
typedef struct {
    /// With a table of the base point's multiples.
    EC_GROUP *group;
    const EC_POINT *base;
    const BIGNUM *order;
    /// Null where OpenSSL multiplies the base point by a table of its own.
    BIGNUM *zero;
    /// Bytes in a scalar, a coordinate and a digest.
    int count;
    const char *hash;
} il_curve;

/// SHA-384, or SHA-256 by its name; null when memory has run out.
const EVP_MD *il_hash(const char *name);
/// P-384.
const il_curve *il_curve_shared(void);
/// P-256.
const il_curve *il_curve_p256(void);
/// scalar * base through the table. 1 on success.
int il_curve_multiply_base(const il_curve *curve, EC_POINT *result, const BIGNUM *scalar, BN_CTX *context);
/// A key of a scalar in 1 ..< n with its point, or null. Takes no ownership.
EC_KEY *il_curve_key(const il_curve *curve, const BIGNUM *scalar);
/// A key of one whole PKCS #8 private key of the curve whose public part, if given, belongs to it, or null.
EC_KEY *il_curve_key_from_pkcs8(const il_curve *curve, const uint8_t *der, size_t count);
/// Wraps a scalar in 1 ..< n and its point, or returns null. Takes no ownership.
il_p384_private *il_p384_private_wrap(const BIGNUM *scalar);
