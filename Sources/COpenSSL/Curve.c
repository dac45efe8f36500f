#include "P384.h"

static CRYPTO_ONCE made = CRYPTO_ONCE_STATIC_INIT, made_p256 = CRYPTO_ONCE_STATIC_INIT;
static il_curve shared, shared_p256;

static void make(void) {
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_secp384r1);
    BIGNUM *zero = BN_new();
    if (group == NULL || zero == NULL || !EC_GROUP_precompute_mult(group, NULL)) {
        EC_GROUP_free(group);
        BN_free(zero);
        return;
    }
    BN_zero(zero);
    shared.base = EC_GROUP_get0_generator(group);
    shared.order = EC_GROUP_get0_order(group);
    shared.zero = zero;
    shared.count = SCALAR;
    shared.hash = "SHA384";
    shared.group = group;
}

static void make_p256(void) {
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    if (group == NULL)
        return;
    shared_p256.base = EC_GROUP_get0_generator(group);
    shared_p256.order = EC_GROUP_get0_order(group);
    shared_p256.count = 32;
    shared_p256.hash = "SHA256";
    shared_p256.group = group;
}

const il_curve *il_curve_shared(void) {
    return CRYPTO_THREAD_run_once(&made, make) && shared.group != NULL ? &shared : NULL;
}

const il_curve *il_curve_p256(void) {
    return CRYPTO_THREAD_run_once(&made_p256, make_p256) && shared_p256.group != NULL ? &shared_p256 : NULL;
}

int il_curve_multiply_base(const il_curve *curve, EC_POINT *result, const BIGNUM *scalar, BN_CTX *context) {
    // For P-256 OpenSSL has a table, and a constant-time walk through it.
    if (curve->zero == NULL)
        return EC_POINT_mul(curve->group, result, scalar, NULL, NULL, context);
    // With the base point alone OpenSSL runs a constant-time ladder, six times slower than its table of multiples.
    // A second term of zero selects the table. Timing tells nothing that an emulator keeps secret.
    return EC_POINT_mul(curve->group, result, scalar, curve->base, curve->zero, context);
}

EC_KEY *il_curve_key(const il_curve *curve, const BIGNUM *scalar) {
    if (curve == NULL || BN_is_zero(scalar) || BN_is_negative(scalar) || BN_cmp(scalar, curve->order) >= 0)
        return NULL;
    EC_KEY *key = EC_KEY_new();
    EC_POINT *point = EC_POINT_new(curve->group);
    int ok = key != NULL && point != NULL && EC_KEY_set_group(key, curve->group) &&
             il_curve_multiply_base(curve, point, scalar, NULL) && EC_KEY_set_private_key(key, scalar) &&
             EC_KEY_set_public_key(key, point);
    EC_POINT_free(point);
    ERR_clear_error();
    if (!ok) {
        EC_KEY_free(key);
        return NULL;
    }
    return key;
}
