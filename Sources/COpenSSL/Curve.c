#include "P384.h"

static CRYPTO_ONCE made = CRYPTO_ONCE_STATIC_INIT;
static il_curve shared;

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
    shared.group = group;
}

const il_curve *il_curve_shared(void) {
    return CRYPTO_THREAD_run_once(&made, make) && shared.group != NULL ? &shared : NULL;
}

int il_curve_multiply_base(const il_curve *curve, EC_POINT *result, const BIGNUM *scalar, BN_CTX *context) {
    // With the base point alone OpenSSL runs a constant-time ladder, six times slower than its table of multiples.
    // A second term of zero selects the table. Timing tells nothing that an emulator keeps secret.
    return EC_POINT_mul(curve->group, result, scalar, curve->base, curve->zero, context);
}
