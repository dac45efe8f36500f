#include "P384.h"

il_p384_private *il_p384_private_wrap(const BIGNUM *scalar) {
    EC_KEY *key = il_curve_key(il_curve_shared(), scalar);
    il_p384_private *private = key == NULL ? NULL : OPENSSL_zalloc(sizeof *private);
    if (private == NULL) {
        EC_KEY_free(key);
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

/// The state K, V of RFC 6979, section 3.2; as long as the order, because hash and order are equally long.
typedef struct {
    const EVP_MD *hash;
    int count;
    uint8_t key[DIGEST];
    uint8_t value[DIGEST];
} nonces;

/// V = HMAC_K(V). 1 on success.
static int nonces_step(nonces *state) {
    return HMAC(state->hash, state->key, state->count, state->value, (size_t)state->count, state->value, NULL) != NULL;
}

/// K = HMAC_K(V || separator || extra), V = HMAC_K(V). 1 on success.
static int nonces_stir(nonces *state, uint8_t separator, const uint8_t *extra, size_t extra_count) {
    uint8_t message[DIGEST + 1 + 2 * SCALAR];
    size_t count = (size_t)state->count;
    memcpy(message, state->value, count);
    message[count] = separator;
    if (extra_count != 0)
        memcpy(message + count + 1, extra, extra_count);
    int ok = HMAC(state->hash, state->key, state->count, message, count + 1 + extra_count, state->key, NULL) != NULL;
    OPENSSL_cleanse(message, sizeof message);
    return ok && nonces_step(state);
}

/// Steps b to g: seeds the state with the key and with the digest reduced modulo the order.
static int nonces_start(nonces *state, const il_curve *curve, const BIGNUM *scalar, const BIGNUM *digest) {
    uint8_t both[2 * SCALAR];
    int count = curve->count;
    state->count = count;
    memset(state->key, 0, sizeof state->key);
    memset(state->value, 1, sizeof state->value);
    int ok = state->hash != NULL && BN_bn2binpad(scalar, both, count) == count &&
             BN_bn2binpad(digest, both + count, count) == count &&
             nonces_stir(state, 0, both, 2 * (size_t)count) && nonces_stir(state, 1, both, 2 * (size_t)count);
    OPENSSL_cleanse(both, sizeof both);
    return ok;
}

/// r and the inverse of the nonce. 1 on success, 0 when this nonce cannot serve, -1 on failure.
static int prepare(const il_curve *curve, BIGNUM *nonce, BIGNUM *r, BIGNUM *inverse, BN_CTX *context) {
    if (BN_is_zero(nonce) || BN_cmp(nonce, curve->order) >= 0)
        return 0;
    // P-256 signs for somebody's real key, and in constant time; the keys of P-384 are an emulator's.
    if (curve->zero == NULL)
        BN_set_flags(nonce, BN_FLG_CONSTTIME);
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

/// ECDSA with the nonce of RFC 6979; writes r || s. 1 on success.
static int sign(const il_curve *curve, EC_KEY *key, const uint8_t *digest, uint8_t *signature) {
    BN_CTX *context = BN_CTX_secure_new();
    if (curve == NULL || context == NULL) {
        BN_CTX_free(context);
        return 0;
    }
    BN_CTX_start(context);
    BIGNUM *nonce = BN_CTX_get(context), *r = BN_CTX_get(context), *inverse = BN_CTX_get(context);
    ECDSA_SIG *made = NULL;
    int count = curve->count;
    nonces state;
    state.hash = il_hash(curve->hash);
    int going = inverse != NULL && BN_bin2bn(digest, count, nonce) != NULL &&
                BN_nnmod(nonce, nonce, curve->order, context) &&
                nonces_start(&state, curve, EC_KEY_get0_private_key(key), nonce);
    // A nonce is refused about once in 2^190, for P-256 once in 2^32; a hundredth refusal means broken arithmetic.
    for (int attempt = 0; going && made == NULL && attempt < 100; attempt++) {
        going = nonces_step(&state) && BN_bin2bn(state.value, count, nonce) != NULL;
        int prepared = going ? prepare(curve, nonce, r, inverse, context) : -1;
        going = prepared >= 0;
        if (prepared == 1)
            made = ECDSA_do_sign_ex(digest, count, inverse, r, key);
        if (going && made == NULL)
            going = nonces_stir(&state, 0, NULL, 0);
    }
    int ok = 0;
    if (made != NULL)
        ok = BN_bn2binpad(ECDSA_SIG_get0_r(made), signature, count) == count &&
             BN_bn2binpad(ECDSA_SIG_get0_s(made), signature + count, count) == count;
    ECDSA_SIG_free(made);
    OPENSSL_cleanse(&state, sizeof state);
    BN_CTX_end(context);
    BN_CTX_free(context);
    ERR_clear_error();
    return ok;
}

int il_p384_sign(const il_p384_private *key, const uint8_t *digest, uint8_t *signature) {
    return sign(il_curve_shared(), key->key, digest, signature);
}

static il_p256_private *wrap_p256(EC_KEY *key) {
    il_p256_private *private = key == NULL ? NULL : OPENSSL_zalloc(sizeof *private);
    if (private == NULL) {
        EC_KEY_free(key);
        return NULL;
    }
    private->key = key;
    return private;
}

il_p256_private *il_p256_private_new(const uint8_t *scalar) {
    BIGNUM *number = BN_bin2bn(scalar, 32, NULL);
    EC_KEY *key = number == NULL ? NULL : il_curve_key(il_curve_p256(), number);
    BN_clear_free(number);
    return wrap_p256(key);
}

il_p256_private *il_p256_private_from_pkcs8(const uint8_t *der, size_t count) {
    return wrap_p256(il_curve_key_from_pkcs8(il_curve_p256(), der, count));
}

void il_p256_private_free(il_p256_private *key) {
    if (key == NULL)
        return;
    EC_KEY_free(key->key);
    OPENSSL_free(key);
}

void il_p256_private_point(const il_p256_private *key, uint8_t *point) {
    uint8_t octets[1 + 64];
    EC_POINT_point2oct(
        EC_KEY_get0_group(key->key), EC_KEY_get0_public_key(key->key), POINT_CONVERSION_UNCOMPRESSED, octets,
        sizeof octets, NULL);
    memcpy(point, octets + 1, 64);
}

int il_p256_sign(const il_p256_private *key, const uint8_t *digest, uint8_t *signature) {
    return sign(il_curve_p256(), key->key, digest, signature);
}
