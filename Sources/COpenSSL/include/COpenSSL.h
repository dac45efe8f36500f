// The only door to libcrypto: byte buffers in, byte buffers out, no OpenSSL header visible to Swift.
//
// Conventions. Every pointer must be valid for the count beside it; a null pointer is allowed where its
// count is 0. Functions keep no pointer to their arguments. Every call leaves OpenSSL's error queue empty.
// Numbers are big-endian and of fixed width. Objects may be read from several threads at once; only the
// functions that take a non-const object change it.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Bytes owned by OpenSSL's allocator; given back with `il_buffer_free`, which also wipes them.
typedef struct {
    uint8_t *bytes;
    size_t count;
} il_buffer;

void il_buffer_free(il_buffer buffer);

/// 1 when both hold the same `count` bytes, in time that depends on `count` only.
int il_equal(const uint8_t *left, const uint8_t *right, size_t count);

// SHA-384 (FIPS 180-4). The state is a plain value: it may be copied and abandoned.

typedef struct {
    uint64_t words[27];
} il_sha384;

void il_sha384_start(il_sha384 *state);
void il_sha384_update(il_sha384 *state, const void *bytes, size_t count);
/// Writes 48 bytes and starts the state afresh.
void il_sha384_finish(il_sha384 *state, uint8_t *digest);
/// The digest of one message, 48 bytes.
void il_sha384_digest(const void *bytes, size_t count, uint8_t *digest);

// SHA-256 (FIPS 180-4).

/// The digest of one message, 32 bytes.
void il_sha256_digest(const void *bytes, size_t count, uint8_t *digest);

// HMAC-SHA-384 (RFC 2104) and HKDF-SHA-384 (RFC 5869).

typedef struct hmac_ctx_st il_hmac;

/// Null only when memory has run out.
il_hmac *il_hmac_new(const uint8_t *key, size_t count);
void il_hmac_free(il_hmac *mac);
int il_hmac_update(il_hmac *mac, const uint8_t *bytes, size_t count);
/// Writes 48 bytes and starts again under the same key.
int il_hmac_finish(il_hmac *mac, uint8_t *code);
int il_hkdf(
    const uint8_t *secret, size_t secret_count, const uint8_t *salt, size_t salt_count, const uint8_t *info,
    size_t info_count, uint8_t *output, size_t output_count);

// ECDSA on NIST P-384 with SHA-384 (FIPS 186-5, RFC 6979). Arithmetic is NOT constant-time.

typedef struct il_p384_public il_p384_public;
typedef struct il_p384_private il_p384_private;

/// From 96 bytes x || y; null when they are no point of the curve.
il_p384_public *il_p384_public_new(const uint8_t *point);
void il_p384_public_free(il_p384_public *key);
/// A second key for the same point with a table of its multiples (about 130 KiB): verifies some three times as fast.
il_p384_public *il_p384_public_precompute(const il_p384_public *key);

enum { IL_VALID = 1, IL_INVALID = 0, IL_MALFORMED = -1 };
/// `signature` is 96 bytes r || s, `digest` 48. Malformed when r or s is outside 1 ..< n.
/// A computation that fails, as for want of memory, is invalid: nothing opens because something broke.
int il_p384_verify(const il_p384_public *key, const uint8_t *signature, const uint8_t *digest);

/// From a 48-byte scalar; null when it is outside 1 ..< n.
il_p384_private *il_p384_private_new(const uint8_t *scalar);
/// FIPS 186-5, A.2.1: HKDF-SHA-384 of `seed` under `info` to 56 bytes, reduced modulo n - 1, plus 1.
il_p384_private *il_p384_private_derive(
    const uint8_t *seed, size_t seed_count, const uint8_t *info, size_t info_count);
/// Wipes the scalar.
void il_p384_private_free(il_p384_private *key);
void il_p384_private_scalar(const il_p384_private *key, uint8_t *scalar);
void il_p384_private_point(const il_p384_private *key, uint8_t *point);
/// Writes 96 bytes r || s with the nonce of RFC 6979, section 3.2. 1 on success.
int il_p384_sign(const il_p384_private *key, const uint8_t *digest, uint8_t *signature);

/// PKCS #8 (RFC 5958), DER.
int il_p384_private_to_pkcs8(const il_p384_private *key, il_buffer *der);
/// Null when `der` is not one whole P-384 private key whose public part, if given, belongs to it.
il_p384_private *il_p384_private_from_pkcs8(const uint8_t *der, size_t count);

// ECDSA on NIST P-256 with SHA-256 (FIPS 186-5, RFC 6979): for results alone.

typedef struct il_p256_private il_p256_private;

/// From a 32-byte scalar; null when it is outside 1 ..< n.
il_p256_private *il_p256_private_new(const uint8_t *scalar);
/// Null when `der` is not one whole P-256 private key whose public part, if given, belongs to it.
il_p256_private *il_p256_private_from_pkcs8(const uint8_t *der, size_t count);
/// Wipes the scalar.
void il_p256_private_free(il_p256_private *key);
/// Writes 64 bytes x || y.
void il_p256_private_point(const il_p256_private *key, uint8_t *point);
/// Writes 64 bytes r || s with the nonce of RFC 6979, section 3.2; `digest` is 32 bytes. 1 on success.
int il_p256_sign(const il_p256_private *key, const uint8_t *digest, uint8_t *signature);

// PEM (RFC 7468).

/// Reads the first block at or after `*offset` and moves `*offset` past it.
/// 1: `der` holds a block named `label`. 0: no block is left. -1: the block is broken or bears another label.
int il_pem_read(const uint8_t *text, size_t count, size_t *offset, const char *label, il_buffer *der);
int il_pem_write(const char *label, const uint8_t *der, size_t count, il_buffer *text);

// X.509 (RFC 5280).

typedef struct x509_st il_x509;

/// Null when `der` is not exactly one certificate in DER.
il_x509 *il_x509_new(const uint8_t *der, size_t count);
void il_x509_free(il_x509 *certificate);
/// 1 for version 1, 3 for version 3.
int64_t il_x509_version(const il_x509 *certificate);
/// The first common name of the subject (0) or issuer (1) in UTF-8. 1, or 0 when there is none, or -1 when undecodable.
int il_x509_common_name(const il_x509 *certificate, int issuer, il_buffer *text);
/// The whole name of the subject (0) or issuer (1), DER.
int il_x509_name(const il_x509 *certificate, int issuer, il_buffer *der);
/// The magnitude; 0 when the number is not positive.
int il_x509_serial(const il_x509 *certificate, il_buffer *magnitude);
/// Start (0) or end (1) of validity, seconds since 1970-01-01T00:00:00Z. 0 when the time is malformed.
int il_x509_time(const il_x509 *certificate, int end, int64_t *seconds);
/// SubjectPublicKeyInfo, DER.
int il_x509_public_key(const il_x509 *certificate, il_buffer *der);
/// 1 when both signature algorithm fields say ecdsa-with-SHA384 and nothing more.
int il_x509_is_ecdsa_sha384(const il_x509 *certificate);
/// 96 bytes r || s; 0 when the signature is no DER pair of numbers below 2^384.
int il_x509_signature(const il_x509 *certificate, uint8_t *signature);
/// 0 when OpenSSL finds an extension malformed or repeated. `path_length` is -1 when absent, `key_usage` 0xFFFFFFFF.
int il_x509_constraints(il_x509 *certificate, int *is_authority, int64_t *path_length, uint32_t *key_usage);
/// Reads exactly one certificate request (PKCS #10, RFC 2986) of a P-384 key, signed by that key with ECDSA and SHA-384:
/// its subject's first common name, empty where it has none, and SubjectPublicKeyInfo. 1 on success; otherwise neither
/// buffer is set.
int il_request_read(const uint8_t *der, size_t count, il_buffer *common_name, il_buffer *public_key);
int il_x509_extension_count(const il_x509 *certificate);
/// `oid` and `value` are copies of the content octets of extnID and of extnValue.
int il_x509_extension(const il_x509 *certificate, int index, il_buffer *oid, int *is_critical, il_buffer *value);

/// A URL where the issuer says that revocation is told: of OCSP (0) or of a list (1). 0 when there is no such index.
int il_x509_revocation_url(il_x509 *certificate, int of_list, int index, il_buffer *text);

/// Where the first element inside the outer SEQUENCE lies: the TBS of a certificate.
int il_der_first_element(const uint8_t *der, size_t count, size_t *start, size_t *length);
/// Content octets of the object identifier written in dotted decimals; 0 when it is none.
int il_oid_from_text(const char *text, il_buffer *content);
/// Dotted decimals of the content octets; 0 when they are none.
int il_oid_to_text(const uint8_t *content, size_t count, il_buffer *text);
/// UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280, section 4.1.2.5), DER.
int il_time_to_der(int64_t seconds, il_buffer *der);

/// The verdict of X509_verify_cert under X509_V_FLAG_X509_STRICT at a given time.
typedef struct {
    /// X509_V_OK is 0; -1 when memory has run out.
    int code;
    /// 0 is the leaf.
    int depth;
    /// A static string.
    const char *text;
} il_verdict;

il_verdict il_x509_verify_chain(
    il_x509 *leaf, il_x509 *const *intermediates, size_t intermediate_count, il_x509 *const *anchors,
    size_t anchor_count, int64_t seconds);

// Certificate revocation lists (RFC 5280, section 5).

typedef struct X509_crl_st il_crl;

/// Null when `der` is not exactly one list in DER.
il_crl *il_crl_new(const uint8_t *der, size_t count);
void il_crl_free(il_crl *crl);

/// Why a list is not read. Version: no version 2. Algorithm: not ecdsa-with-SHA384 throughout. Partial: not all reasons,
/// or for attribute certificates.
enum {
    IL_CRL_FINE,
    IL_CRL_VERSION,
    IL_CRL_ALGORITHM,
    IL_CRL_TIME,
    IL_CRL_EXTENSION,
    IL_CRL_CRITICAL,
    IL_CRL_DELTA,
    IL_CRL_INDIRECT,
    IL_CRL_PARTIAL
};

/// When something was said, in seconds since 1970-01-01T00:00:00Z; without a next update the flag is 0.
typedef struct {
    int64_t this_update;
    int64_t next_update;
    int has_next_update;
} il_update;

/// One of the above; looks at every extension and every entry.
int il_crl_check(il_crl *crl, il_update *update);
/// The issuer's whole name, DER.
int il_crl_issuer(const il_crl *crl, il_buffer *der);
/// The issuer's first common name, as of a certificate.
int il_crl_common_name(const il_crl *crl, il_buffer *text);
/// The list's number, a big-endian magnitude of at most 20 octets. 1, or 0 when there is none, or -1 when malformed.
int il_crl_number(il_crl *crl, il_buffer *magnitude);
/// 1 when the list's authority key identifier, where it has one, is that of this certificate.
int il_crl_names_key(il_crl *crl, il_x509 *issuer);
/// 1 when the list says that it is about some certificates of its issuer only (issuingDistributionPoint).
int il_crl_is_scoped(const il_crl *crl);
/// 1 when the list is meant for a certificate: by its kind, and by its distribution point where the list names one.
int il_crl_covers(il_crl *crl, il_x509 *certificate);
/// 1 when the holder of the issuer's key signed the list, 0 when not, -1 when the key may not sign lists (key usage).
int il_crl_verify(il_crl *crl, il_x509 *issuer);

/// That a certificate is revoked.
typedef struct {
    int64_t seconds;
    /// Since when the key is not to be trusted, where that is told apart.
    int64_t invalid_since;
    int has_invalid_since;
    /// CRLReason; -1 when none is given.
    int reason;
} il_revocation;

/// 1 when the list names the certificate's serial number, 0 when not, -1 when the entry is malformed.
int il_crl_find(il_crl *crl, il_x509 *certificate, il_revocation *revocation);

// Responses of the online certificate status protocol (RFC 6960).

typedef struct il_ocsp il_ocsp;

/// Null when `der` is not exactly one response in DER, with a basic response inside it where it is successful.
il_ocsp *il_ocsp_new(const uint8_t *der, size_t count);
void il_ocsp_free(il_ocsp *ocsp);
/// OCSPResponseStatus: 0 is successful, and then the rest may be asked.
int il_ocsp_status(const il_ocsp *ocsp);

/// Why a response is not read; as with lists.
enum { IL_OCSP_FINE, IL_OCSP_ALGORITHM, IL_OCSP_TIME, IL_OCSP_CRITICAL };

int il_ocsp_check(il_ocsp *ocsp, int64_t *produced);
/// Who says that it is the responder: 1 and its first common name, 2 and the SHA-1 of its key, or 0.
int il_ocsp_responder(const il_ocsp *ocsp, il_buffer *text);
/// 1, or 0 when there is no nonce, or -1 when it is malformed.
int il_ocsp_nonce(il_ocsp *ocsp, il_buffer *nonce);
int il_ocsp_count(const il_ocsp *ocsp);
/// The magnitude of the serial number that the single response of an index is about.
int il_ocsp_serial(il_ocsp *ocsp, int index, il_buffer *content);
/// 1 when the single response of an index is about a certificate of an issuer, by the hashes of its name and key (SHA-1,
/// SHA-256, SHA-384 or SHA-512) and the serial number.
int il_ocsp_is_about(il_ocsp *ocsp, int index, il_x509 *certificate, il_x509 *issuer);
/// The status of the single response of an index: 0 good, 1 revoked, 2 unknown, -1 when malformed.
int il_ocsp_single(il_ocsp *ocsp, int index, il_update *update, il_revocation *revocation);
/// 1 when the issuer signed the response, or whom the issuer itself certified for this, valid then; `text` is the
/// signer's certificate, DER. Otherwise 0, and `text` says why.
int il_ocsp_verify(il_ocsp *ocsp, il_x509 *issuer, int64_t seconds, il_buffer *text);
/// The same but for signatures, which the caller must verify: the leaf's, each issuer's, and that of the anchor whose place is
/// given. The chain must be the leaf, all issuers in their order, and that anchor.
il_verdict il_x509_check_path(
    il_x509 *leaf, il_x509 *const *issuers, size_t issuer_count, il_x509 *const *anchors, size_t anchor_count,
    int64_t seconds, size_t *anchor);

// ECDH on P-384 (SP 800-56A, 5.7.1.2) and AES-256-GCM (SP 800-38D).

/// Writes the 48-byte x coordinate of scalar * point. 1 on success.
int il_p384_agree(const il_p384_private *key, const il_p384_public *peer, uint8_t *secret);

/// Encrypts `count` bytes under a 32-byte key and a 12-byte nonce; writes as many to `output`, then a 16-byte tag.
int il_aes256gcm_seal(
    const uint8_t *key, const uint8_t *nonce, const uint8_t *additional, size_t additional_count, const uint8_t *text,
    size_t count, uint8_t *output);
/// Decrypts `count` bytes that a 16-byte tag follows; writes as many to `output`. 1 when the tag holds, else 0.
int il_aes256gcm_open(
    const uint8_t *key, const uint8_t *nonce, const uint8_t *additional, size_t additional_count, const uint8_t *text,
    size_t count, uint8_t *output);

// Ed25519 (RFC 8032).

/// Writes the 32-byte public key of a 32-byte secret. 1 on success.
int il_ed25519_public(const uint8_t *secret, uint8_t *point);
/// Writes the 64-byte signature of a message. 1 on success.
int il_ed25519_sign(const uint8_t *secret, const uint8_t *message, size_t count, uint8_t *signature);
/// 1 when the 64-byte signature is one of the message under the 32-byte public key, else 0.
int il_ed25519_verify(const uint8_t *point, const uint8_t *message, size_t count, const uint8_t *signature);
