#include "P384.h"

il_p384_public *il_p384_public_new(const uint8_t *point) {
    const il_curve *curve = il_curve_shared();
    il_p384_public *public = OPENSSL_zalloc(sizeof *public);
    EC_KEY *key = EC_KEY_new();
    uint8_t octets[1 + POINT] = {POINT_CONVERSION_UNCOMPRESSED};
    memcpy(octets + 1, point, POINT);
    // EC_KEY_oct2key refuses coordinates at or above the field's prime and points off the curve. The cofactor is 1,
    // so every point but infinity, which has no 96-byte form, is in the group.
    int ok = curve != NULL && public != NULL && key != NULL && EC_KEY_set_group(key, curve->group) &&
             EC_KEY_oct2key(key, octets, sizeof octets, NULL);
    ERR_clear_error();
    if (!ok) {
        EC_KEY_free(key);
        OPENSSL_free(public);
        return NULL;
    }
    public->key = key;
    return public;
}

void il_p384_public_free(il_p384_public *key) {
    if (key == NULL)
        return;
    EC_KEY_free(key->key);
    EC_GROUP_free(key->table);
    OPENSSL_free(key);
}

il_p384_public *il_p384_public_precompute(const il_p384_public *key) {
    const il_curve *curve = il_curve_shared();
    il_p384_public *copy = OPENSSL_zalloc(sizeof *copy);
    EC_GROUP *table = EC_GROUP_new_by_curve_name(NID_secp384r1);
    int ok = curve != NULL && copy != NULL && table != NULL &&
             EC_GROUP_set_generator(table, EC_KEY_get0_public_key(key->key), curve->order, BN_value_one()) &&
             EC_GROUP_precompute_mult(table, NULL) && EC_KEY_up_ref(key->key);
    ERR_clear_error();
    if (!ok) {
        EC_GROUP_free(table);
        OPENSSL_free(copy);
        return NULL;
    }
    copy->key = key->key;
    copy->table = table;
    return copy;
}

/// Whether the x coordinate of a point that is not infinity is r modulo the order. The coordinate is a fraction X / Z^2, and
/// comparing r Z^2 with X spares a division. 1, or 0 where it is not, and where memory has run out.
static int has_coordinate(
    const il_curve *curve, const EC_POINT *point, const BIGNUM *r, BIGNUM *x, BIGNUM *square, BIGNUM *product,
    BN_CTX *context) {
    const BIGNUM *prime = EC_GROUP_get0_field(curve->group);
    if (!EC_POINT_get_Jprojective_coordinates_GFp(curve->group, point, x, NULL, product, context) ||
        !BN_mod_sqr(square, product, prime, context) || !BN_mod_mul(product, r, square, prime, context))
        return 0;
    if (BN_cmp(product, x) == 0)
        return 1;
    // The prime is greater than the order: a coordinate may be r, or r and the order.
    return BN_add(product, r, curve->order) && BN_cmp(product, prime) < 0 &&
           BN_mod_mul(product, product, square, prime, context) && BN_cmp(product, x) == 0;
}

/// FIPS 186-5, section 6.4.2, with both products read from tables.
static int verify_by_table(
    const il_curve *curve, const EC_GROUP *table, const BIGNUM *r, const BIGNUM *s, const uint8_t *digest) {
    int outcome = IL_INVALID;
    BN_CTX *context = BN_CTX_new();
    if (context == NULL)
        return outcome;
    BN_CTX_start(context);
    BIGNUM *w = BN_CTX_get(context), *u = BN_CTX_get(context), *v = BN_CTX_get(context), *x = BN_CTX_get(context);
    EC_POINT *left = EC_POINT_new(curve->group), *right = EC_POINT_new(table);
    if (x == NULL || left == NULL || right == NULL)
        goto done;
    if (BN_mod_inverse(w, s, curve->order, context) == NULL || BN_bin2bn(digest, DIGEST, x) == NULL)
        goto done;
    if (!BN_mod_mul(u, x, w, curve->order, context) || !BN_mod_mul(v, r, w, curve->order, context))
        goto done;
    if (!il_curve_multiply_base(curve, left, u, context) ||
        !EC_POINT_mul(table, right, v, EC_GROUP_get0_generator(table), curve->zero, context) ||
        !EC_POINT_add(curve->group, left, left, right, context))
        goto done;
    if (EC_POINT_is_at_infinity(curve->group, left))
        goto done;
    outcome = has_coordinate(curve, left, r, x, u, v, context) ? IL_VALID : IL_INVALID;
done:
    EC_POINT_free(left);
    EC_POINT_free(right);
    BN_CTX_end(context);
    BN_CTX_free(context);
    return outcome;
}

int il_p384_verify(const il_p384_public *key, const uint8_t *signature, const uint8_t *digest) {
    const il_curve *curve = il_curve_shared();
    int outcome = IL_INVALID;
    ECDSA_SIG *parsed = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(signature, SCALAR, NULL), *s = BN_bin2bn(signature + SCALAR, SCALAR, NULL);
    if (curve == NULL || parsed == NULL || r == NULL || s == NULL) {
        BN_free(r);
        BN_free(s);
        ECDSA_SIG_free(parsed);
        return IL_INVALID;
    }
    ECDSA_SIG_set0(parsed, r, s);
    if (BN_is_zero(r) || BN_is_zero(s) || BN_cmp(r, curve->order) >= 0 || BN_cmp(s, curve->order) >= 0) {
        outcome = IL_MALFORMED;
    } else if (key->table != NULL) {
        outcome = verify_by_table(curve, key->table, r, s, digest);
    } else {
        // OpenSSL answers -1, "error", when the sum is the point at infinity, which a hostile signature can bring about.
        outcome = ECDSA_do_verify(digest, DIGEST, parsed, key->key) == 1 ? IL_VALID : IL_INVALID;
    }
    ECDSA_SIG_free(parsed);
    ERR_clear_error();
    return outcome;
}
