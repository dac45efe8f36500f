#include "CMLDSA.h"
#include <stdlib.h>

// BoringSSL's declarations (crypto/mldsa.h, crypto/fipsmodule/bcm_interface.h), with swift-crypto's prefix.

struct il_mldsa_private {
    union {
        uint8_t bytes[32 + 32 + 64 + 256 * 4 * (7 + 8 + 8)];
        uint32_t alignment;
    } opaque;
    uint8_t public_key[IL_MLDSA_PUBLIC_KEY];
};

struct il_mldsa_public {
    union {
        uint8_t bytes[32 + 64 + 256 * 4 * 8];
        uint32_t alignment;
    } opaque;
};

typedef struct {
    const uint8_t *data;
    size_t len;
} CBS;

enum { BCM_FAILURE = 2 };

extern int CCryptoBoringSSL_BCM_mldsa87_generate_key_external_entropy(
    uint8_t *out_encoded_public_key, void *out_private_key, const uint8_t *entropy);
extern int CCryptoBoringSSL_BCM_mldsa87_sign_internal(
    uint8_t *out_encoded_signature, const void *private_key, const uint8_t *msg, size_t msg_len,
    const uint8_t *context_prefix, size_t context_prefix_len, const uint8_t *context, size_t context_len,
    const uint8_t *randomizer);
extern int CCryptoBoringSSL_MLDSA87_parse_public_key(void *public_key, CBS *in);
extern int CCryptoBoringSSL_MLDSA87_verify(
    const void *public_key, const uint8_t *signature, size_t signature_len, const uint8_t *msg, size_t msg_len,
    const uint8_t *context, size_t context_len);
extern void CCryptoBoringSSL_OPENSSL_cleanse(void *ptr, size_t len);

il_mldsa_private *il_mldsa_private_new(const uint8_t *seed) {
    il_mldsa_private *key = malloc(sizeof *key);
    if (key != NULL &&
        CCryptoBoringSSL_BCM_mldsa87_generate_key_external_entropy(key->public_key, &key->opaque, seed) >= BCM_FAILURE) {
        il_mldsa_private_free(key);
        key = NULL;
    }
    return key;
}

void il_mldsa_private_free(il_mldsa_private *key) {
    if (key != NULL)
        CCryptoBoringSSL_OPENSSL_cleanse(key, sizeof *key);
    free(key);
}

void il_mldsa_private_public(const il_mldsa_private *key, uint8_t *public_key) {
    for (size_t index = 0; index < IL_MLDSA_PUBLIC_KEY; index++)
        public_key[index] = key->public_key[index];
}

int il_mldsa_sign(const il_mldsa_private *key, const uint8_t *message, size_t count, uint8_t *signature) {
    // FIPS 204, algorithm 2: M' = 0 || |ctx| || ctx || M, here with an empty context.
    static const uint8_t prefix[2] = {0, 0}, randomizer[32] = {0};
    return CCryptoBoringSSL_BCM_mldsa87_sign_internal(
               signature, &key->opaque, message, count, prefix, sizeof prefix, NULL, 0, randomizer) < BCM_FAILURE;
}

il_mldsa_public *il_mldsa_public_new(const uint8_t *public_key) {
    il_mldsa_public *key = malloc(sizeof *key);
    CBS input = {public_key, IL_MLDSA_PUBLIC_KEY};
    if (key != NULL && CCryptoBoringSSL_MLDSA87_parse_public_key(&key->opaque, &input) != 1) {
        free(key);
        key = NULL;
    }
    return key;
}

void il_mldsa_public_free(il_mldsa_public *key) { free(key); }

int il_mldsa_verify(
    const il_mldsa_public *key, const uint8_t *message, size_t count, const uint8_t *signature) {
    return CCryptoBoringSSL_MLDSA87_verify(&key->opaque, signature, IL_MLDSA_SIGNATURE, message, count, NULL, 0) == 1;
}
