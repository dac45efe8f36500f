#include "Shim.h"

/// Judges the times of a chain as internal_verify does, from the anchor down; the signatures are the caller's to verify.
static int verify_times_alone(X509_STORE_CTX *context) {
    time_t time = X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(context));
    STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(context);
    for (int depth = sk_X509_num(chain) - 1; depth >= 0; depth--) {
        const X509 *certificate = sk_X509_value(chain, depth);
        int code = X509_V_OK;
        // X509_cmp_time says -1 where both are the same.
        if (X509_cmp_time(X509_get0_notBefore(certificate), &time) >= 0)
            code = X509_V_ERR_CERT_NOT_YET_VALID;
        else if (X509_cmp_time(X509_get0_notAfter(certificate), &time) <= 0)
            code = X509_V_ERR_CERT_HAS_EXPIRED;
        if (code != X509_V_OK) {
            X509_STORE_CTX_set_error(context, code);
            X509_STORE_CTX_set_error_depth(context, depth);
            return 0;
        }
    }
    return 1;
}

/// Whether the chain is the leaf, all of the others in their order, and one anchor, whose place is given.
static int is_whole_path(
    STACK_OF(X509) *chain, il_x509 *leaf, il_x509 *const *others, size_t count, il_x509 *const *anchors,
    size_t anchor_count, size_t *anchor) {
    if (sk_X509_num(chain) != (int)count + 2 || X509_cmp(sk_X509_value(chain, 0), leaf) != 0)
        return 0;
    for (size_t index = 0; index < count; index++)
        if (X509_cmp(sk_X509_value(chain, (int)index + 1), others[index]) != 0)
            return 0;
    for (size_t index = 0; index < anchor_count; index++) {
        if (X509_cmp(sk_X509_value(chain, (int)count + 1), anchors[index]) == 0) {
            *anchor = index;
            return 1;
        }
    }
    return 0;
}

/// Without `anchor`, signatures are verified; with it they are not, and the chain must be the whole path.
static il_verdict verify(
    il_x509 *leaf, il_x509 *const *intermediates, size_t intermediate_count, il_x509 *const *anchors,
    size_t anchor_count, int64_t seconds, size_t *anchor) {
    il_verdict verdict = {-1, 0, "out of memory"};
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    STACK_OF(X509) *untrusted = sk_X509_new_null();
    int ok = store != NULL && context != NULL && untrusted != NULL;
    for (size_t index = 0; ok && index < anchor_count; index++)
        ok = X509_STORE_add_cert(store, anchors[index]);
    for (size_t index = 0; ok && index < intermediate_count; index++)
        ok = sk_X509_push(untrusted, intermediates[index]) > 0;
    if (ok && anchor != NULL)
        X509_STORE_set_verify(store, verify_times_alone);
    if (ok && X509_STORE_CTX_init(context, store, leaf, untrusted)) {
        X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param(context);
        X509_VERIFY_PARAM_set_time(parameters, (time_t)seconds);
        X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
        // Level 4 asks for 192 bits of security: exactly P-384 with SHA-384.
        X509_VERIFY_PARAM_set_auth_level(parameters, 4);
        int answer = X509_verify_cert(context);
        verdict.code = X509_STORE_CTX_get_error(context);
        if (answer != 1 && verdict.code == X509_V_OK)
            verdict.code = X509_V_ERR_UNSPECIFIED;
        verdict.depth = X509_STORE_CTX_get_error_depth(context);
        if (verdict.code == X509_V_OK && anchor != NULL &&
            !is_whole_path(
                X509_STORE_CTX_get0_chain(context), leaf, intermediates, intermediate_count, anchors, anchor_count,
                anchor)) {
            verdict.code = X509_V_ERR_SUBJECT_ISSUER_MISMATCH;
            verdict.depth = 0;
        }
        verdict.text = X509_verify_cert_error_string(verdict.code);
    }
    sk_X509_free(untrusted);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    ERR_clear_error();
    return verdict;
}

il_verdict il_x509_verify_chain(
    il_x509 *leaf, il_x509 *const *intermediates, size_t intermediate_count, il_x509 *const *anchors,
    size_t anchor_count, int64_t seconds) {
    return verify(leaf, intermediates, intermediate_count, anchors, anchor_count, seconds, NULL);
}

il_verdict il_x509_check_path(
    il_x509 *leaf, il_x509 *const *issuers, size_t issuer_count, il_x509 *const *anchors, size_t anchor_count,
    int64_t seconds, size_t *anchor) {
    return verify(leaf, issuers, issuer_count, anchors, anchor_count, seconds, anchor);
}
