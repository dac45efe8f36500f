#include "Shim.h"

enum { EDWARDS_KEY = 32, EDWARDS_SIGNATURE = 64 };

int il_ed25519_public(const uint8_t *secret, uint8_t *point) {
    size_t count = EDWARDS_KEY;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, EDWARDS_KEY);
    int ok = key != NULL && EVP_PKEY_get_raw_public_key(key, point, &count) == 1 && count == EDWARDS_KEY;
    EVP_PKEY_free(key);
    ERR_clear_error();
    return ok;
}

int il_ed25519_sign(const uint8_t *secret, const uint8_t *message, size_t count, uint8_t *signature) {
    size_t length = EDWARDS_SIGNATURE;
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, EDWARDS_KEY);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int ok = key != NULL && context != NULL && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
             EVP_DigestSign(context, signature, &length, message, count) == 1 && length == EDWARDS_SIGNATURE;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return ok;
}

int il_ed25519_verify(const uint8_t *point, const uint8_t *message, size_t count, const uint8_t *signature) {
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, point, EDWARDS_KEY);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int ok = key != NULL && context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
             EVP_DigestVerify(context, signature, EDWARDS_SIGNATURE, message, count) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return ok;
}
