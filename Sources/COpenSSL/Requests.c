#include "Shim.h"

static int is_whole(X509_REQ *request, const uint8_t *der, size_t count) {
    uint8_t *again = NULL;
    int whole = i2d_X509_REQ(request, &again);
    // OpenSSL reads some BER; what does not encode to the same bytes is not DER.
    int ok = whole > 0 && (size_t)whole == count && memcmp(again, der, count) == 0;
    if (whole > 0)
        OPENSSL_free(again);
    return ok;
}

static int common_name_of(X509_REQ *request, il_buffer *text) {
    const X509_NAME *name = X509_REQ_get_subject_name(request);
    int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    if (index < 0)
        return il_buffer_copy("", 0, text);
    uint8_t *bytes = NULL;
    int count = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
    int ok = count >= 0 && il_buffer_copy(bytes, (size_t)count, text);
    if (count >= 0)
        OPENSSL_free(bytes);
    return ok;
}

int il_request_read(const uint8_t *der, size_t count, il_buffer *common_name, il_buffer *public_key) {
    if (count > INT32_MAX)
        return 0;
    const uint8_t *cursor = der;
    X509_REQ *request = d2i_X509_REQ(NULL, &cursor, (long)count);
    int ok = 0;
    uint8_t *info = NULL;
    if (request != NULL && is_whole(request, der, count) && X509_REQ_get_version(request) == 0 &&
        X509_REQ_get_signature_nid(request) == NID_ecdsa_with_SHA384 &&
        X509_REQ_verify(request, X509_REQ_get0_pubkey(request)) == 1) {
        int length = i2d_X509_PUBKEY(X509_REQ_get_X509_PUBKEY(request), &info);
        if (length > 0 && il_buffer_copy(info, (size_t)length, public_key)) {
            ok = common_name_of(request, common_name);
            if (!ok)
                il_buffer_free(*public_key);
        }
        if (length > 0)
            OPENSSL_free(info);
    }
    X509_REQ_free(request);
    ERR_clear_error();
    return ok;
}
