#include "Shim.h"

il_crl *il_crl_new(const uint8_t *der, size_t count) {
    if (count > INT32_MAX)
        return NULL;
    const uint8_t *cursor = der;
    X509_CRL *crl = d2i_X509_CRL(NULL, &cursor, (long)count);
    uint8_t *again = NULL;
    if (crl != NULL) {
        int length = i2d_X509_CRL(crl, &again);
        // OpenSSL reads some BER; what does not encode to the same bytes is not DER.
        if (length < 0 || (size_t)length != count || memcmp(again, der, count) != 0) {
            X509_CRL_free(crl);
            crl = NULL;
        }
        if (length > 0)
            OPENSSL_free(again);
    }
    ERR_clear_error();
    return crl;
}

void il_crl_free(il_crl *crl) { X509_CRL_free(crl); }

static int is_signed_with_sha384(const X509_CRL *crl, const X509_ALGOR **outer) {
    X509_CRL_get0_signature(crl, NULL, outer);
    // X509_CRL_verify refuses where the field inside differs.
    return il_is_ecdsa_sha384(*outer);
}

static int check_scope(X509_CRL *crl) {
    int is_critical = 0, answer = IL_CRL_FINE;
    ISSUING_DIST_POINT *scope = X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, &is_critical, NULL);
    if (scope == NULL)
        return is_critical == -1 ? IL_CRL_FINE : IL_CRL_EXTENSION;
    if (scope->indirectCRL > 0)
        answer = IL_CRL_INDIRECT;
    else if (scope->onlysomereasons != NULL || scope->onlyattr > 0 || (scope->onlyuser > 0 && scope->onlyCA > 0))
        answer = IL_CRL_PARTIAL;
    ISSUING_DIST_POINT_free(scope);
    return answer;
}

static int check_entry(const X509_REVOKED *entry) {
    int64_t seconds = 0;
    if (!il_time_seconds(X509_REVOKED_get0_revocationDate(entry), &seconds))
        return IL_CRL_TIME;
    for (int index = 0; index < X509_REVOKED_get_ext_count(entry); index++) {
        X509_EXTENSION *extension = X509_REVOKED_get_ext(entry, index);
        int kind = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
        if (X509_REVOKED_get_ext_by_NID(entry, kind, index) >= 0 && kind != NID_undef)
            return IL_CRL_EXTENSION;
        if (kind == NID_certificate_issuer)
            return IL_CRL_INDIRECT;
        if (kind != NID_crl_reason && kind != NID_invalidity_date && X509_EXTENSION_get_critical(extension))
            return IL_CRL_CRITICAL;
    }
    return IL_CRL_FINE;
}

int il_crl_check(il_crl *crl, il_update *update) {
    const X509_ALGOR *outer = NULL;
    int answer = IL_CRL_FINE;
    const ASN1_TIME *next = X509_CRL_get0_nextUpdate(crl);
    update->has_next_update = next != NULL;
    if (X509_CRL_get_version(crl) != X509_CRL_VERSION_2)
        return IL_CRL_VERSION;
    if (!is_signed_with_sha384(crl, &outer))
        return IL_CRL_ALGORITHM;
    if (!il_time_seconds(X509_CRL_get0_lastUpdate(crl), &update->this_update) ||
        (next != NULL && !il_time_seconds(next, &update->next_update)))
        return IL_CRL_TIME;
    for (int index = 0; answer == IL_CRL_FINE && index < X509_CRL_get_ext_count(crl); index++) {
        X509_EXTENSION *extension = X509_CRL_get_ext(crl, index);
        int kind = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
        if (kind == NID_delta_crl)
            answer = IL_CRL_DELTA;
        else if (kind != NID_undef && X509_CRL_get_ext_by_NID(crl, kind, index) >= 0)
            answer = IL_CRL_EXTENSION;
        else if (kind == NID_issuing_distribution_point)
            answer = check_scope(crl);
        else if (kind != NID_crl_number && kind != NID_authority_key_identifier && X509_EXTENSION_get_critical(extension))
            answer = IL_CRL_CRITICAL;
    }
    STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(crl);
    for (int index = 0; answer == IL_CRL_FINE && index < sk_X509_REVOKED_num(entries); index++)
        answer = check_entry(sk_X509_REVOKED_value(entries, index));
    ERR_clear_error();
    return answer;
}

int il_crl_is_scoped(const il_crl *crl) { return X509_CRL_get_ext_by_NID(crl, NID_issuing_distribution_point, -1) >= 0; }

int il_crl_issuer(const il_crl *crl, il_buffer *der) {
    uint8_t *bytes = NULL;
    int count = i2d_X509_NAME(X509_CRL_get_issuer(crl), &bytes);
    int ok = count > 0 && il_buffer_copy(bytes, (size_t)count, der);
    if (count > 0)
        OPENSSL_free(bytes);
    ERR_clear_error();
    return ok;
}

int il_crl_common_name(const il_crl *crl, il_buffer *text) { return il_name_common(X509_CRL_get_issuer(crl), text); }

int il_crl_number(il_crl *crl, il_buffer *magnitude) {
    int is_critical = 0, answer = 0;
    ASN1_INTEGER *number = X509_CRL_get_ext_d2i(crl, NID_crl_number, &is_critical, NULL);
    if (number == NULL) {
        answer = is_critical == -1 ? 0 : -1;
    } else {
        BIGNUM *value = ASN1_INTEGER_to_BN(number, NULL);
        uint8_t bytes[20];
        answer = -1;
        if (value != NULL && !BN_is_negative(value) && BN_num_bytes(value) <= (int)sizeof bytes &&
            il_buffer_copy(bytes, (size_t)BN_bn2bin(value, bytes), magnitude))
            answer = 1;
        BN_free(value);
        ASN1_INTEGER_free(number);
    }
    ERR_clear_error();
    return answer;
}

int il_crl_names_key(il_crl *crl, il_x509 *issuer) {
    int is_critical = 0;
    AUTHORITY_KEYID *identifier = X509_CRL_get_ext_d2i(crl, NID_authority_key_identifier, &is_critical, NULL);
    int answer = identifier == NULL ? is_critical == -1 : X509_check_akid(issuer, identifier) == X509_V_OK;
    AUTHORITY_KEYID_free(identifier);
    ERR_clear_error();
    return answer;
}

/// Whether a full name of one list of names stands in the other.
static int share_name(const DIST_POINT_NAME *left, const DIST_POINT_NAME *right) {
    if (left == NULL || right == NULL || left->type != 0 || right->type != 0)
        return 0;
    for (int first = 0; first < sk_GENERAL_NAME_num(left->name.fullname); first++)
        for (int second = 0; second < sk_GENERAL_NAME_num(right->name.fullname); second++)
            if (GENERAL_NAME_cmp(
                    sk_GENERAL_NAME_value(left->name.fullname, first),
                    sk_GENERAL_NAME_value(right->name.fullname, second)) == 0)
                return 1;
    return 0;
}

int il_crl_covers(il_crl *crl, il_x509 *certificate) {
    ISSUING_DIST_POINT *scope = X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, NULL, NULL);
    if (scope == NULL) {
        ERR_clear_error();
        return 1;
    }
    int is_authority = (X509_get_extension_flags(certificate) & EXFLAG_CA) != 0;
    int answer = !(scope->onlyuser > 0 && is_authority) && !(scope->onlyCA > 0 && !is_authority);
    if (answer && scope->distpoint != NULL) {
        CRL_DIST_POINTS *points = X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);
        answer = 0;
        for (int index = 0; !answer && index < sk_DIST_POINT_num(points); index++)
            answer = share_name(scope->distpoint, sk_DIST_POINT_value(points, index)->distpoint);
        CRL_DIST_POINTS_free(points);
    }
    ISSUING_DIST_POINT_free(scope);
    ERR_clear_error();
    return answer;
}

int il_crl_verify(il_crl *crl, il_x509 *issuer) {
    // Without the extension, all bits are set.
    if ((X509_get_key_usage(issuer) & KU_CRL_SIGN) == 0)
        return -1;
    EVP_PKEY *key = X509_get0_pubkey(issuer);
    int answer = key != NULL && X509_CRL_verify(crl, key) == 1;
    ERR_clear_error();
    return answer;
}

int il_crl_find(il_crl *crl, il_x509 *certificate, il_revocation *revocation) {
    X509_REVOKED *entry = NULL;
    if (X509_CRL_get0_by_serial(crl, &entry, X509_get0_serialNumber(certificate)) == 0)
        return 0;
    int is_critical = 0, ok = il_time_seconds(X509_REVOKED_get0_revocationDate(entry), &revocation->seconds);
    revocation->reason = -1;
    ASN1_ENUMERATED *reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, &is_critical, NULL);
    if (reason != NULL)
        revocation->reason = (int)ASN1_ENUMERATED_get(reason);
    else
        ok = ok && is_critical == -1;
    ASN1_ENUMERATED_free(reason);
    ASN1_GENERALIZEDTIME *since = X509_REVOKED_get_ext_d2i(entry, NID_invalidity_date, &is_critical, NULL);
    revocation->has_invalid_since = since != NULL;
    ok = ok && (since == NULL ? is_critical == -1 : il_time_seconds(since, &revocation->invalid_since));
    ASN1_GENERALIZEDTIME_free(since);
    ERR_clear_error();
    return ok ? 1 : -1;
}

int il_x509_revocation_url(il_x509 *certificate, int of_list, int index, il_buffer *text) {
    int ok = 0;
    if (!of_list) {
        STACK_OF(OPENSSL_STRING) *urls = X509_get1_ocsp(certificate);
        if (index < sk_OPENSSL_STRING_num(urls)) {
            const char *url = sk_OPENSSL_STRING_value(urls, index);
            ok = il_buffer_copy(url, strlen(url), text);
        }
        X509_email_free(urls);
    } else {
        CRL_DIST_POINTS *points = X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);
        int count = 0;
        for (int place = 0; !ok && place < sk_DIST_POINT_num(points); place++) {
            const DIST_POINT_NAME *name = sk_DIST_POINT_value(points, place)->distpoint;
            int names = name != NULL && name->type == 0 ? sk_GENERAL_NAME_num(name->name.fullname) : 0;
            for (int number = 0; !ok && number < names; number++) {
                const GENERAL_NAME *general = sk_GENERAL_NAME_value(name->name.fullname, number);
                if (general->type != GEN_URI || count++ != index)
                    continue;
                const ASN1_IA5STRING *url = general->d.uniformResourceIdentifier;
                ok = il_buffer_copy(ASN1_STRING_get0_data(url), (size_t)ASN1_STRING_length(url), text);
            }
        }
        CRL_DIST_POINTS_free(points);
    }
    ERR_clear_error();
    return ok;
}
