#include "Shim.h"

/// Takes the DER that an i2d function allocated.
static int take(uint8_t *bytes, int count, il_buffer *buffer) {
    int ok = count > 0 && il_buffer_copy(bytes, (size_t)count, buffer);
    if (count > 0)
        OPENSSL_free(bytes);
    ERR_clear_error();
    return ok;
}

il_x509 *il_x509_new(const uint8_t *der, size_t count) {
    if (count > INT32_MAX)
        return NULL;
    const uint8_t *cursor = der;
    X509 *certificate = d2i_X509(NULL, &cursor, (long)count);
    uint8_t *again = NULL;
    if (certificate != NULL) {
        int length = i2d_X509(certificate, &again);
        // OpenSSL reads some BER; what does not encode to the same bytes is not DER.
        if (length < 0 || (size_t)length != count || memcmp(again, der, count) != 0) {
            X509_free(certificate);
            certificate = NULL;
        }
        if (length > 0)
            OPENSSL_free(again);
    }
    ERR_clear_error();
    return certificate;
}

void il_x509_free(il_x509 *certificate) { X509_free(certificate); }

int64_t il_x509_version(const il_x509 *certificate) { return (int64_t)X509_get_version(certificate) + 1; }

static const X509_NAME *name_of(const X509 *certificate, int issuer) {
    return issuer ? X509_get_issuer_name(certificate) : X509_get_subject_name(certificate);
}

int il_x509_common_name(const il_x509 *certificate, int issuer, il_buffer *text) {
    return il_name_common(name_of(certificate, issuer), text);
}

int il_name_common(const X509_NAME *name, il_buffer *text) {
    int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    if (index < 0)
        return 0;
    uint8_t *bytes = NULL;
    int count = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
    int ok = count >= 0 && il_buffer_copy(bytes, (size_t)count, text);
    if (count >= 0)
        OPENSSL_free(bytes);
    ERR_clear_error();
    return ok ? 1 : -1;
}

int il_x509_name(const il_x509 *certificate, int issuer, il_buffer *der) {
    uint8_t *bytes = NULL;
    int count = i2d_X509_NAME(name_of(certificate, issuer), &bytes);
    return take(bytes, count, der);
}

int il_x509_serial(const il_x509 *certificate, il_buffer *magnitude) {
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
    BIGNUM *number = ASN1_INTEGER_to_BN(serial, NULL);
    int ok = 0;
    if (number != NULL && !BN_is_negative(number) && !BN_is_zero(number) && ASN1_STRING_length(serial) <= 64) {
        uint8_t bytes[64];
        int count = BN_bn2bin(number, bytes);
        ok = il_buffer_copy(bytes, (size_t)count, magnitude);
    }
    BN_free(number);
    ERR_clear_error();
    return ok;
}

int il_x509_time(const il_x509 *certificate, int end, int64_t *seconds) {
    return il_time_seconds(end ? X509_get0_notAfter(certificate) : X509_get0_notBefore(certificate), seconds);
}

int il_time_seconds(const ASN1_TIME *time, int64_t *seconds) {
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    int days = 0, rest = 0;
    int ok = epoch != NULL && ASN1_TIME_check(time) && ASN1_TIME_diff(&days, &rest, epoch, time);
    *seconds = (int64_t)days * 86400 + rest;
    ASN1_TIME_free(epoch);
    ERR_clear_error();
    return ok;
}

int il_x509_public_key(const il_x509 *certificate, il_buffer *der) {
    uint8_t *bytes = NULL;
    int count = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &bytes);
    return take(bytes, count, der);
}

int il_is_ecdsa_sha384(const X509_ALGOR *algorithm) {
    const ASN1_OBJECT *object = NULL;
    int kind = 0;
    X509_ALGOR_get0(&object, &kind, NULL, algorithm);
    return OBJ_obj2nid(object) == NID_ecdsa_with_SHA384 && kind == V_ASN1_UNDEF;
}

int il_x509_is_ecdsa_sha384(const il_x509 *certificate) {
    const X509_ALGOR *outer = NULL;
    X509_get0_signature(NULL, &outer, certificate);
    return il_is_ecdsa_sha384(outer) && il_is_ecdsa_sha384(X509_get0_tbs_sigalg(certificate));
}

int il_x509_signature(const il_x509 *certificate, uint8_t *signature) {
    const ASN1_BIT_STRING *bits = NULL;
    X509_get0_signature(&bits, NULL, certificate);
    const uint8_t *start = ASN1_STRING_get0_data(bits), *cursor = start;
    int length = ASN1_STRING_length(bits), ok = 0;
    ECDSA_SIG *parsed = (bits->flags & 7) != 0 ? NULL : d2i_ECDSA_SIG(NULL, &cursor, length);
    uint8_t *again = NULL;
    if (parsed != NULL) {
        int count = i2d_ECDSA_SIG(parsed, &again);
        const BIGNUM *r = ECDSA_SIG_get0_r(parsed), *s = ECDSA_SIG_get0_s(parsed);
        ok = count == length && memcmp(again, start, (size_t)count) == 0 && !BN_is_negative(r) &&
             !BN_is_negative(s) && BN_bn2binpad(r, signature, SCALAR) == SCALAR &&
             BN_bn2binpad(s, signature + SCALAR, SCALAR) == SCALAR;
        if (count > 0)
            OPENSSL_free(again);
    }
    ECDSA_SIG_free(parsed);
    ERR_clear_error();
    return ok;
}

int il_x509_constraints(il_x509 *certificate, int *is_authority, int64_t *path_length, uint32_t *key_usage) {
    uint32_t flags = X509_get_extension_flags(certificate);
    *is_authority = (flags & EXFLAG_CA) != 0;
    *path_length = X509_get_pathlen(certificate);
    *key_usage = X509_get_key_usage(certificate);
    ERR_clear_error();
    return (flags & EXFLAG_INVALID) == 0;
}

int il_x509_extension_count(const il_x509 *certificate) { return X509_get_ext_count(certificate); }

int il_x509_extension(const il_x509 *certificate, int index, il_buffer *oid, int *is_critical, il_buffer *value) {
    X509_EXTENSION *extension = X509_get_ext(certificate, index);
    if (extension == NULL)
        return 0;
    const ASN1_OBJECT *object = X509_EXTENSION_get_object(extension);
    const ASN1_OCTET_STRING *data = X509_EXTENSION_get_data(extension);
    *is_critical = X509_EXTENSION_get_critical(extension);
    if (!il_buffer_copy(OBJ_get0_data(object), OBJ_length(object), oid))
        return 0;
    if (!il_buffer_copy(ASN1_STRING_get0_data(data), (size_t)ASN1_STRING_length(data), value)) {
        il_buffer_free(*oid);
        return 0;
    }
    return 1;
}
