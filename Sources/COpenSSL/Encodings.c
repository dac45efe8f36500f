#include "P384.h"

int il_p384_private_to_pkcs8(const il_p384_private *key, il_buffer *der) {
    int ok = 0;
    EVP_PKEY *wrapped = EVP_PKEY_new();
    EC_KEY *named = EC_KEY_dup(key->key);
    PKCS8_PRIV_KEY_INFO *info = NULL;
    uint8_t *bytes = NULL;
    if (wrapped != NULL && named != NULL) {
        EC_KEY_set_asn1_flag(named, OPENSSL_EC_NAMED_CURVE);
        if (EVP_PKEY_set1_EC_KEY(wrapped, named) && (info = EVP_PKEY2PKCS8(wrapped)) != NULL) {
            int count = i2d_PKCS8_PRIV_KEY_INFO(info, &bytes);
            ok = count > 0 && il_buffer_copy(bytes, (size_t)count, der);
            if (count > 0)
                OPENSSL_clear_free(bytes, (size_t)count);
        }
    }
    PKCS8_PRIV_KEY_INFO_free(info);
    EC_KEY_free(named);
    EVP_PKEY_free(wrapped);
    ERR_clear_error();
    return ok;
}

EC_KEY *il_curve_key_from_pkcs8(const il_curve *curve, const uint8_t *der, size_t count) {
    EC_KEY *result = NULL;
    if (curve == NULL || count > INT32_MAX)
        return NULL;
    const uint8_t *cursor = der;
    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &cursor, (long)count);
    EVP_PKEY *wrapped = info != NULL && cursor == der + count ? EVP_PKCS82PKEY(info) : NULL;
    EC_KEY *key = wrapped != NULL && EVP_PKEY_get_base_id(wrapped) == EVP_PKEY_EC ? EVP_PKEY_get1_EC_KEY(wrapped) : NULL;
    if (key != NULL &&
        EC_GROUP_get_curve_name(EC_KEY_get0_group(key)) == EC_GROUP_get_curve_name(curve->group) &&
        EC_KEY_get0_private_key(key) != NULL) {
        result = il_curve_key(curve, EC_KEY_get0_private_key(key));
        const EC_POINT *stated = EC_KEY_get0_public_key(key);
        // A file that pairs a secret with somebody else's public part is refused, not mended.
        if (result != NULL && stated != NULL &&
            EC_POINT_cmp(EC_KEY_get0_group(key), stated, EC_KEY_get0_public_key(result), NULL) != 0) {
            EC_KEY_free(result);
            result = NULL;
        }
    }
    EC_KEY_free(key);
    EVP_PKEY_free(wrapped);
    PKCS8_PRIV_KEY_INFO_free(info);
    ERR_clear_error();
    return result;
}

il_p384_private *il_p384_private_from_pkcs8(const uint8_t *der, size_t count) {
    EC_KEY *key = il_curve_key_from_pkcs8(il_curve_shared(), der, count);
    il_p384_private *result = key == NULL ? NULL : il_p384_private_wrap(EC_KEY_get0_private_key(key));
    EC_KEY_free(key);
    return result;
}

int il_pem_read(const uint8_t *text, size_t count, size_t *offset, const char *label, il_buffer *der) {
    if (*offset >= count || count > INT32_MAX)
        return *offset == count ? 0 : -1;
    BIO *source = BIO_new_mem_buf(text + *offset, (int)(count - *offset));
    if (source == NULL)
        return -1;
    char *name = NULL, *header = NULL;
    unsigned char *data = NULL;
    long length = 0;
    int answer = -1;
    ERR_clear_error();
    if (PEM_read_bio(source, &name, &header, &data, &length)) {
        if (strcmp(name, label) == 0 && header[0] == 0 && il_buffer_copy(data, (size_t)length, der))
            answer = 1;
        *offset = count - BIO_ctrl_pending(source);
    } else if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE) {
        answer = 0;
    }
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, (size_t)length);
    BIO_free(source);
    ERR_clear_error();
    return answer;
}

int il_pem_write(const char *label, const uint8_t *der, size_t count, il_buffer *text) {
    if (count > INT32_MAX)
        return 0;
    BIO *sink = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    int ok = 0;
    // The answer is how many characters of content were written: 0 for an empty block, which is no failure.
    if (sink != NULL && (PEM_write_bio(sink, label, "", der, (long)count) > 0 || count == 0)) {
        long length = BIO_get_mem_data(sink, &bytes);
        ok = il_buffer_copy(bytes, (size_t)length, text);
        OPENSSL_cleanse(bytes, (size_t)length);
    }
    BIO_free(sink);
    ERR_clear_error();
    return ok;
}
