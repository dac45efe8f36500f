#include "Shim.h"

il_verdict il_x509_verify_chain(
    il_x509 *leaf, il_x509 *const *intermediates, size_t intermediate_count, il_x509 *const *anchors,
    size_t anchor_count, int64_t seconds) {
    il_verdict verdict = {-1, 0, "out of memory"};
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    STACK_OF(X509) *untrusted = sk_X509_new_null();
    int ok = store != NULL && context != NULL && untrusted != NULL;
    for (size_t index = 0; ok && index < anchor_count; index++)
        ok = X509_STORE_add_cert(store, anchors[index]);
    for (size_t index = 0; ok && index < intermediate_count; index++)
        ok = sk_X509_push(untrusted, intermediates[index]) > 0;
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
        verdict.text = X509_verify_cert_error_string(verdict.code);
    }
    sk_X509_free(untrusted);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    ERR_clear_error();
    return verdict;
}
