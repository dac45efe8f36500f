#include "P384.h"

il_p384_private *il_p384_private_wrap(const BIGNUM *scalar) {
    const il_curve *curve = il_curve_shared();
    if (curve == NULL || BN_is_zero(scalar) || BN_is_negative(scalar) || BN_cmp(scalar, curve->order) >= 0)
        return NULL;
    il_p384_private *private = OPENSSL_zalloc(sizeof *private);
    EC_KEY *key = EC_KEY_new();
    EC_POINT *point = EC_POINT_new(curve->group);
    int ok = private != NULL && key != NULL && point != NULL && EC_KEY_set_group(key, curve->group) &&
             il_curve_multiply_base(curve, point, scalar, NULL) && EC_KEY_set_private_key(key, scalar) &&
             EC_KEY_set_public_key(key, point);
    EC_POINT_free(point);
    ERR_clear_error();
    if (!ok) {
        EC_KEY_free(key);
        OPENSSL_free(private);
        return NULL;
    }
    private->key = key;
    return private;
}

il_p384_private *il_p384_private_new(const uint8_t *scalar) {
    BIGNUM *number = BN_bin2bn(scalar, SCALAR, NULL);
    il_p384_private *key = number == NULL ? NULL : il_p384_private_wrap(number);
    BN_clear_free(number);
    return key;
}

il_p384_private *il_p384_private_derive(
    const uint8_t *seed, size_t seed_count, const uint8_t *info, size_t info_count) {
    const il_curve *curve = il_curve_shared();
    il_p384_private *key = NULL;
    // 64 bits beyond the order's 384 make the bias of the reduction negligible.
    uint8_t expanded[SCALAR + 8];
    BN_CTX *context = BN_CTX_new();
    BIGNUM *number = BN_new(), *bound = BN_new();
    if (curve != NULL && context != NULL && number != NULL && bound != NULL &&
        il_hkdf(seed, seed_count, NULL, 0, info, info_count, expanded, sizeof expanded) &&
        BN_bin2bn(expanded, sizeof expanded, number) != NULL && BN_sub(bound, curve->order, BN_value_one()) &&
        BN_nnmod(number, number, bound, context) && BN_add_word(number, 1))
        key = il_p384_private_wrap(number);
    OPENSSL_cleanse(expanded, sizeof expanded);
    BN_clear_free(number);
    BN_free(bound);
    BN_CTX_free(context);
    return key;
}

void il_p384_private_free(il_p384_private *key) {
    if (key == NULL)
        return;
    EC_KEY_free(key->key);
    OPENSSL_free(key);
}

void il_p384_private_scalar(const il_p384_private *key, uint8_t *scalar) {
    BN_bn2binpad(EC_KEY_get0_private_key(key->key), scalar, SCALAR);
}

void il_p384_private_point(const il_p384_private *key, uint8_t *point) {
    uint8_t octets[1 + POINT];
    EC_POINT_point2oct(
        EC_KEY_get0_group(key->key), EC_KEY_get0_public_key(key->key), POINT_CONVERSION_UNCOMPRESSED, octets,
        sizeof octets, NULL);
    memcpy(point, octets + 1, POINT);
}

/// The state K, V of RFC 6979, section 3.2; 48 bytes each because hash and order are both 384 bits long.
typedef struct {
    uint8_t key[DIGEST];
    uint8_t value[DIGEST];
} nonces;

/// K = HMAC_K(V || separator || extra), V = HMAC_K(V). 1 on success.
static int nonces_stir(nonces *state, const uint8_t *separator, const uint8_t *extra, size_t extra_count) {
    il_hmac *mac = il_hmac_new(state->key, DIGEST);
    int ok = mac != NULL && il_hmac_update(mac, state->value, DIGEST) && il_hmac_update(mac, separator, 1) &&
             il_hmac_update(mac, extra, extra_count) && HMAC_Final(mac, state->key, NULL);
    il_hmac_free(mac);
    return ok && HMAC(EVP_sha384(), state->key, DIGEST, state->value, DIGEST, state->value, NULL) != NULL;
}

/// Steps b to g: seeds the state with the key and with the digest reduced modulo the order.
static int nonces_start(nonces *state, const uint8_t *scalar, const BIGNUM *digest) {
    const uint8_t zero = 0, one = 1;
    uint8_t both[2 * SCALAR];
    memset(state->key, 0, DIGEST);
    memset(state->value, 1, DIGEST);
    memcpy(both, scalar, SCALAR);
    int ok = BN_bn2binpad(digest, both + SCALAR, SCALAR) == SCALAR && nonces_stir(state, &zero, both, sizeof both) &&
             nonces_stir(state, &one, both, sizeof both);
    OPENSSL_cleanse(both, sizeof both);
    return ok;
}

/// r and the inverse of the nonce. 1 on success, 0 when this nonce cannot serve, -1 on failure.
static int prepare(const il_curve *curve, const BIGNUM *nonce, BIGNUM *r, BIGNUM *inverse, BN_CTX *context) {
    if (BN_is_zero(nonce) || BN_cmp(nonce, curve->order) >= 0)
        return 0;
    EC_POINT *point = EC_POINT_new(curve->group);
    int ok = point != NULL && il_curve_multiply_base(curve, point, nonce, context) &&
             EC_POINT_get_affine_coordinates(curve->group, point, inverse, NULL, context) &&
             BN_nnmod(r, inverse, curve->order, context) &&
             BN_mod_inverse(inverse, nonce, curve->order, context) != NULL;
    EC_POINT_clear_free(point);
    if (!ok)
        return -1;
    return !BN_is_zero(r);
}

int il_p384_sign(const il_p384_private *key, const uint8_t *digest, uint8_t *signature) {
    const il_curve *curve = il_curve_shared();
    BN_CTX *context = BN_CTX_secure_new();
    if (curve == NULL || context == NULL) {
        BN_CTX_free(context);
        return 0;
    }
    BN_CTX_start(context);
    BIGNUM *nonce = BN_CTX_get(context), *r = BN_CTX_get(context), *inverse = BN_CTX_get(context);
    ECDSA_SIG *made = NULL;
    nonces state;
    uint8_t scalar[SCALAR];
    il_p384_private_scalar(key, scalar);
    int going = inverse != NULL && BN_bin2bn(digest, DIGEST, nonce) != NULL &&
                BN_nnmod(nonce, nonce, curve->order, context) && nonces_start(&state, scalar, nonce);
    // A nonce is refused about once in 2^190; a second refusal means broken arithmetic.
    for (int attempt = 0; going && made == NULL && attempt < 3; attempt++) {
        const uint8_t zero = 0;
        going = HMAC(EVP_sha384(), state.key, DIGEST, state.value, DIGEST, state.value, NULL) != NULL &&
                BN_bin2bn(state.value, DIGEST, nonce) != NULL;
        int prepared = going ? prepare(curve, nonce, r, inverse, context) : -1;
        going = prepared >= 0;
        if (prepared == 1)
            made = ECDSA_do_sign_ex(digest, DIGEST, inverse, r, key->key);
        if (going && made == NULL)
            going = nonces_stir(&state, &zero, NULL, 0);
    }
    int ok = 0;
    if (made != NULL)
        ok = BN_bn2binpad(ECDSA_SIG_get0_r(made), signature, SCALAR) == SCALAR &&
             BN_bn2binpad(ECDSA_SIG_get0_s(made), signature + SCALAR, SCALAR) == SCALAR;
    ECDSA_SIG_free(made);
    OPENSSL_cleanse(&state, sizeof state);
    OPENSSL_cleanse(scalar, sizeof scalar);
    BN_CTX_end(context);
    BN_CTX_free(context);
    ERR_clear_error();
    return ok;
}
