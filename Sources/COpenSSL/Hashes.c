#include "P384.h"

_Static_assert(sizeof(il_sha384) == sizeof(SHA512_CTX), "the Swift-visible state must be OpenSSL's");
_Static_assert(_Alignof(il_sha384) >= _Alignof(SHA512_CTX), "the Swift-visible state must be aligned");

void il_sha384_start(il_sha384 *state) { SHA384_Init((SHA512_CTX *)state); }

void il_sha384_update(il_sha384 *state, const void *bytes, size_t count) {
    SHA384_Update((SHA512_CTX *)state, bytes, count);
}

void il_sha384_finish(il_sha384 *state, uint8_t *digest) {
    SHA384_Final(digest, (SHA512_CTX *)state);
    SHA384_Init((SHA512_CTX *)state);
}

void il_sha384_digest(const void *bytes, size_t count, uint8_t *digest) {
    SHA512_CTX state;
    SHA384_Init(&state);
    SHA384_Update(&state, bytes, count);
    SHA384_Final(digest, &state);
}

void il_sha256_digest(const void *bytes, size_t count, uint8_t *digest) {
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, bytes, count);
    SHA256_Final(digest, &state);
}

static CRYPTO_ONCE fetched = CRYPTO_ONCE_STATIC_INIT;
static EVP_MD *sha256, *sha384;

// Fetching by name costs more than a short HMAC, so it is done once for the life of the process.
static void fetch(void) {
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    sha384 = EVP_MD_fetch(NULL, "SHA384", NULL);
}

const EVP_MD *il_hash(const char *name) {
    if (!CRYPTO_THREAD_run_once(&fetched, fetch))
        return NULL;
    return strcmp(name, "SHA256") == 0 ? sha256 : sha384;
}

il_hmac *il_hmac_new(const uint8_t *key, size_t count) {
    const EVP_MD *hash = il_hash("SHA384");
    if (count > INT32_MAX || hash == NULL)
        return NULL;
    HMAC_CTX *mac = HMAC_CTX_new();
    // A null key means "keep the last one" to OpenSSL; an empty key needs an address.
    const uint8_t none = 0;
    if (mac != NULL && !HMAC_Init_ex(mac, count == 0 ? &none : key, (int)count, hash, NULL)) {
        HMAC_CTX_free(mac);
        mac = NULL;
    }
    ERR_clear_error();
    return mac;
}

void il_hmac_free(il_hmac *mac) { HMAC_CTX_free(mac); }

int il_hmac_update(il_hmac *mac, const uint8_t *bytes, size_t count) {
    return count == 0 || HMAC_Update(mac, bytes, count);
}

int il_hmac_finish(il_hmac *mac, uint8_t *code) {
    return HMAC_Final(mac, code, NULL) && HMAC_Init_ex(mac, NULL, 0, NULL, NULL);
}

int il_hkdf(
    const uint8_t *secret, size_t secret_count, const uint8_t *salt, size_t salt_count, const uint8_t *info,
    size_t info_count, uint8_t *output, size_t output_count) {
    int ok = 0;
    EVP_KDF *algorithm = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = algorithm == NULL ? NULL : EVP_KDF_CTX_new(algorithm);
    if (context != NULL) {
        // OpenSSL takes a null octet string for "not given", which for an input secret is an error.
        static uint8_t none[1];
        OSSL_PARAM parameters[5], *next = parameters;
        *next++ = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, "SHA384", 0);
        *next++ = OSSL_PARAM_construct_octet_string(
            OSSL_KDF_PARAM_KEY, secret_count == 0 ? none : (void *)secret, secret_count);
        if (salt_count != 0)
            *next++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, salt_count);
        if (info_count != 0)
            *next++ = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, info_count);
        *next = OSSL_PARAM_construct_end();
        ok = EVP_KDF_derive(context, output, output_count, parameters) > 0;
    }
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(algorithm);
    ERR_clear_error();
    return ok;
}
