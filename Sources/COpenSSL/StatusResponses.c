#include "Shim.h"

struct il_ocsp {
    OCSP_RESPONSE *response;
    OCSP_BASICRESP *basic;
};

/// Whether `der` is the response again, and ends in its basic response again: then neither is BER.
static int is_der(const il_ocsp *ocsp, const uint8_t *der, size_t count) {
    uint8_t *outer = NULL, *inner = NULL;
    int whole = i2d_OCSP_RESPONSE(ocsp->response, &outer);
    int part = ocsp->basic == NULL ? 0 : i2d_OCSP_BASICRESP(ocsp->basic, &inner);
    int ok = whole > 0 && (size_t)whole == count && memcmp(outer, der, count) == 0 && part >= 0 && part <= whole &&
             (part == 0 || memcmp(inner, der + (whole - part), (size_t)part) == 0);
    if (whole > 0)
        OPENSSL_free(outer);
    if (part > 0)
        OPENSSL_free(inner);
    return ok;
}

il_ocsp *il_ocsp_new(const uint8_t *der, size_t count) {
    if (count > INT32_MAX)
        return NULL;
    il_ocsp *ocsp = OPENSSL_zalloc(sizeof *ocsp);
    if (ocsp == NULL)
        return NULL;
    const uint8_t *cursor = der;
    ocsp->response = d2i_OCSP_RESPONSE(NULL, &cursor, (long)count);
    int ok = ocsp->response != NULL;
    if (ok && OCSP_response_status(ocsp->response) == OCSP_RESPONSE_STATUS_SUCCESSFUL) {
        ocsp->basic = OCSP_response_get1_basic(ocsp->response);
        ok = ocsp->basic != NULL;
    }
    if (!ok || !is_der(ocsp, der, count)) {
        il_ocsp_free(ocsp);
        ocsp = NULL;
    }
    ERR_clear_error();
    return ocsp;
}

void il_ocsp_free(il_ocsp *ocsp) {
    if (ocsp == NULL)
        return;
    OCSP_BASICRESP_free(ocsp->basic);
    OCSP_RESPONSE_free(ocsp->response);
    OPENSSL_free(ocsp);
}

int il_ocsp_status(const il_ocsp *ocsp) { return OCSP_response_status(ocsp->response); }

int il_ocsp_check(il_ocsp *ocsp, int64_t *produced) {
    if (!il_is_ecdsa_sha384(OCSP_resp_get0_tbs_sigalg(ocsp->basic)))
        return IL_OCSP_ALGORITHM;
    if (!il_time_seconds(OCSP_resp_get0_produced_at(ocsp->basic), produced))
        return IL_OCSP_TIME;
    for (int index = 0; index < OCSP_BASICRESP_get_ext_count(ocsp->basic); index++) {
        X509_EXTENSION *extension = OCSP_BASICRESP_get_ext(ocsp->basic, index);
        int is_nonce = OBJ_obj2nid(X509_EXTENSION_get_object(extension)) == NID_id_pkix_OCSP_Nonce;
        if (!is_nonce && X509_EXTENSION_get_critical(extension))
            return IL_OCSP_CRITICAL;
    }
    for (int place = 0; place < OCSP_resp_count(ocsp->basic); place++) {
        OCSP_SINGLERESP *single = OCSP_resp_get0(ocsp->basic, place);
        if (OCSP_SINGLERESP_get_ext_by_critical(single, 1, -1) >= 0)
            return IL_OCSP_CRITICAL;
    }
    return IL_OCSP_FINE;
}

int il_ocsp_responder(const il_ocsp *ocsp, il_buffer *text) {
    const ASN1_OCTET_STRING *key = NULL;
    const X509_NAME *name = NULL;
    if (!OCSP_resp_get0_id(ocsp->basic, &key, &name))
        return 0;
    if (name != NULL)
        return il_name_common(name, text) == 1;
    return il_buffer_copy(ASN1_STRING_get0_data(key), (size_t)ASN1_STRING_length(key), text) ? 2 : 0;
}

int il_ocsp_nonce(il_ocsp *ocsp, il_buffer *nonce) {
    int place = OCSP_BASICRESP_get_ext_by_NID(ocsp->basic, NID_id_pkix_OCSP_Nonce, -1), answer = -1;
    if (place < 0)
        return 0;
    if (OCSP_BASICRESP_get_ext_by_NID(ocsp->basic, NID_id_pkix_OCSP_Nonce, place) >= 0)
        return -1;
    const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(OCSP_BASICRESP_get_ext(ocsp->basic, place));
    const uint8_t *start = ASN1_STRING_get0_data(value), *cursor = start;
    long count = ASN1_STRING_length(value);
    // RFC 8954: an OCTET STRING inside the extension's own.
    ASN1_OCTET_STRING *inner = d2i_ASN1_OCTET_STRING(NULL, &cursor, count);
    if (inner != NULL && cursor == start + count &&
        il_buffer_copy(ASN1_STRING_get0_data(inner), (size_t)ASN1_STRING_length(inner), nonce))
        answer = 1;
    ASN1_OCTET_STRING_free(inner);
    ERR_clear_error();
    return answer;
}

int il_ocsp_count(const il_ocsp *ocsp) { return OCSP_resp_count(ocsp->basic); }

int il_ocsp_serial(il_ocsp *ocsp, int index, il_buffer *content) {
    OCSP_SINGLERESP *single = OCSP_resp_get0(ocsp->basic, index);
    ASN1_INTEGER *serial = NULL;
    if (single == NULL)
        return 0;
    OCSP_id_get0_info(NULL, NULL, NULL, &serial, (OCSP_CERTID *)OCSP_SINGLERESP_get0_id(single));
    return il_buffer_copy(ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial), content);
}

static const EVP_MD *digest_of(const OCSP_CERTID *identifier) {
    ASN1_OBJECT *object = NULL;
    OCSP_id_get0_info(NULL, &object, NULL, NULL, (OCSP_CERTID *)identifier);
    switch (OBJ_obj2nid(object)) {
    case NID_sha1: return EVP_sha1();
    case NID_sha256: return EVP_sha256();
    case NID_sha384: return EVP_sha384();
    case NID_sha512: return EVP_sha512();
    default: return NULL;
    }
}

int il_ocsp_is_about(il_ocsp *ocsp, int index, il_x509 *certificate, il_x509 *issuer) {
    OCSP_SINGLERESP *single = OCSP_resp_get0(ocsp->basic, index);
    const OCSP_CERTID *said = single == NULL ? NULL : OCSP_SINGLERESP_get0_id(single);
    const EVP_MD *digest = said == NULL ? NULL : digest_of(said);
    OCSP_CERTID *expected = digest == NULL ? NULL : OCSP_cert_to_id(digest, certificate, issuer);
    int answer = expected != NULL && OCSP_id_cmp(said, expected) == 0;
    OCSP_CERTID_free(expected);
    ERR_clear_error();
    return answer;
}

int il_ocsp_single(il_ocsp *ocsp, int index, il_update *update, il_revocation *revocation) {
    OCSP_SINGLERESP *single = OCSP_resp_get0(ocsp->basic, index);
    ASN1_GENERALIZEDTIME *revoked = NULL, *this_update = NULL, *next = NULL;
    if (single == NULL)
        return -1;
    int status = OCSP_single_get0_status(single, &revocation->reason, &revoked, &this_update, &next);
    revocation->has_invalid_since = 0;
    update->has_next_update = next != NULL;
    int ok = il_time_seconds(this_update, &update->this_update) &&
             (next == NULL || il_time_seconds(next, &update->next_update)) &&
             (status != V_OCSP_CERTSTATUS_REVOKED || il_time_seconds(revoked, &revocation->seconds));
    return ok && status >= V_OCSP_CERTSTATUS_GOOD && status <= V_OCSP_CERTSTATUS_UNKNOWN ? status : -1;
}

/// Writes why the last call failed.
static void explain(il_buffer *text) {
    const char *data = NULL;
    int flags = 0;
    unsigned long code = ERR_peek_last_error_data(&data, &flags);
    const char *reason = ERR_reason_error_string(code);
    char words[256];
    int count = BIO_snprintf(
        words, sizeof words, "%s%s%s", reason == NULL ? "it can't be verified" : reason,
        (flags & ERR_TXT_STRING) != 0 && data != NULL && data[0] != 0 ? ": " : "",
        (flags & ERR_TXT_STRING) != 0 && data != NULL ? data : "");
    if (!il_buffer_copy(words, count > 0 ? (size_t)count : 0, text))
        text->bytes = NULL;
}

int il_ocsp_verify(il_ocsp *ocsp, il_x509 *issuer, int64_t seconds, il_buffer *text) {
    X509_STORE *store = X509_STORE_new();
    STACK_OF(X509) *certificates = sk_X509_new_null();
    X509 *signer = NULL;
    int ok = 0;
    text->bytes = NULL;
    ERR_clear_error();
    if (store != NULL && certificates != NULL && X509_STORE_add_cert(store, issuer) &&
        sk_X509_push(certificates, issuer) > 0) {
        X509_VERIFY_PARAM *parameters = X509_STORE_get0_param(store);
        X509_VERIFY_PARAM_set_time(parameters, (time_t)seconds);
        // The certificate's own issuer is the only anchor: it signed the response, or certified who did.
        X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT | X509_V_FLAG_PARTIAL_CHAIN);
        X509_VERIFY_PARAM_set_auth_level(parameters, 4);
        ok = OCSP_basic_verify(ocsp->basic, certificates, store, OCSP_NOEXPLICIT) == 1 &&
             OCSP_resp_get0_signer(ocsp->basic, &signer, certificates) == 1;
    }
    if (ok) {
        uint8_t *der = NULL;
        int count = i2d_X509(signer, &der);
        ok = count > 0 && il_buffer_copy(der, (size_t)count, text);
        if (count > 0)
            OPENSSL_free(der);
    } else {
        explain(text);
    }
    sk_X509_free(certificates);
    X509_STORE_free(store);
    ERR_clear_error();
    return ok;
}
