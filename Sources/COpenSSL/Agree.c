#include "Shim.h"
#include "P384.h"
#include <openssl/ecdh.h>

int il_p384_agree(const il_p384_private *key, const il_p384_public *peer, uint8_t *secret) {
    int written = ECDH_compute_key(secret, SCALAR, EC_KEY_get0_public_key(peer->key), key->key, NULL);
    ERR_clear_error();
    return written == SCALAR;
}

enum { GCM_TAG = 16 };

static int run(
    int encrypts, const uint8_t *key, const uint8_t *nonce, const uint8_t *additional, size_t additional_count,
    const uint8_t *text, size_t count, uint8_t *output, uint8_t *tag) {
    if (additional_count > INT32_MAX || count > INT32_MAX) return 0;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int written = 0, last = 0;
    uint8_t rest[GCM_TAG];
    int done = context != NULL && EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, nonce, encrypts) == 1
        && (encrypts || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, GCM_TAG, tag) == 1)
        && (additional_count == 0
            || EVP_CipherUpdate(context, NULL, &written, additional, (int)additional_count) == 1)
        && (count == 0 || EVP_CipherUpdate(context, output, &written, text, (int)count) == 1)
        && EVP_CipherFinal_ex(context, rest, &last) == 1 && last == 0
        && (!encrypts || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, GCM_TAG, tag) == 1);
    EVP_CIPHER_CTX_free(context);
    ERR_clear_error();
    return done;
}

int il_aes256gcm_seal(
    const uint8_t *key, const uint8_t *nonce, const uint8_t *additional, size_t additional_count, const uint8_t *text,
    size_t count, uint8_t *output) {
    return run(1, key, nonce, additional, additional_count, text, count, output, output + count);
}

int il_aes256gcm_open(
    const uint8_t *key, const uint8_t *nonce, const uint8_t *additional, size_t additional_count, const uint8_t *text,
    size_t count, uint8_t *output) {
    uint8_t tag[GCM_TAG];
    memcpy(tag, text + count, GCM_TAG);
    int done = run(0, key, nonce, additional, additional_count, text, count, output, tag);
    // A forged text must not leave what it deciphers to.
    if (!done) OPENSSL_cleanse(output, count);
    return done;
}
