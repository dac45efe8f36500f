#include "Shim.h"
#include <pthread.h>
#include <openssl/err.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/errors.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/crypto.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_started = 0;

static void start(void) {
    if (xmlSecInit() < 0)
        return;
    xmlSecErrorsDefaultCallbackEnableOutput(0);
    is_started = xmlSecOpenSSLInit() >= 0;
}

/// The one ds:Signature of a document, if it is a child of the root; null otherwise.
static xmlNodePtr only_signature(xmlNodePtr root) {
    xmlNodePtr found = NULL;
    for (xmlNodePtr node = root; node != NULL;) {
        if (xmlSecCheckNodeName(node, xmlSecNodeSignature, xmlSecDSigNs)) {
            if (found != NULL)
                return NULL;
            found = node;
        }
        if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
            node = node->children;
            continue;
        }
        while (node != root && node->next == NULL)
            node = node->parent;
        node = node == root ? NULL : node->next;
    }
    return found != NULL && found->parent == root ? found : NULL;
}

/// ECDSA with SHA-384 over Canonical XML 1.1 of the whole document but the signature: nothing else is switched on.
static int permit_profile(xmlSecDSigCtxPtr context) {
    context->flags = XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS | XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES;
    context->enabledReferenceUris = xmlSecTransformUriTypeEmpty;
    return xmlSecDSigCtxEnableSignatureTransform(context, xmlSecTransformInclC14N11Id) >= 0 &&
           xmlSecDSigCtxEnableSignatureTransform(context, xmlSecOpenSSLTransformEcdsaSha384GetKlass()) >= 0 &&
           xmlSecDSigCtxEnableReferenceTransform(context, xmlSecTransformEnvelopedId) >= 0 &&
           xmlSecDSigCtxEnableReferenceTransform(context, xmlSecTransformInclC14N11Id) >= 0 &&
           xmlSecDSigCtxEnableReferenceTransform(context, xmlSecOpenSSLTransformSha384GetKlass()) >= 0;
}

/// What the only reference digested; a second reference is none of the profile.
static int take_content(xmlSecDSigCtxPtr context, il_xml_buffer *content) {
    if (xmlSecPtrListGetSize(&context->signedInfoReferences) != 1)
        return IL_XML_UNSUPPORTED;
    xmlSecDSigReferenceCtxPtr reference =
        (xmlSecDSigReferenceCtxPtr)xmlSecPtrListGetItem(&context->signedInfoReferences, 0);
    xmlSecBufferPtr digested = reference == NULL ? NULL : xmlSecDSigReferenceCtxGetPreDigestBuffer(reference);
    if (digested == NULL || reference->status != xmlSecDSigStatusSucceeded)
        return IL_XML_UNSUPPORTED;
    return il_xml_buffer_copy(xmlSecBufferGetData(digested), xmlSecBufferGetSize(digested), content)
               ? IL_XML_VALID
               : IL_XML_INVALID;
}

static int verify(xmlNodePtr signature, xmlSecKeyPtr key, il_xml_buffer *content) {
    xmlSecDSigCtxPtr context = xmlSecDSigCtxCreate(NULL);
    if (context == NULL) {
        xmlSecKeyDestroy(key);
        return IL_XML_INVALID;
    }
    context->signKey = key;
    int answer = IL_XML_UNSUPPORTED;
    if (permit_profile(context) && xmlSecDSigCtxVerify(context, signature) >= 0)
        answer = context->status == xmlSecDSigStatusSucceeded ? take_content(context, content) : IL_XML_INVALID;
    xmlSecDSigCtxDestroy(context);
    return answer;
}

int il_xml_verify(
    const uint8_t *document, size_t count, const uint8_t *key_info, size_t key_count, il_xml_buffer *content) {
    pthread_once(&once, start);
    if (!is_started || key_count > INT_MAX)
        return IL_XML_UNSUPPORTED;
    xmlDocPtr parsed = il_xml_parse(document, count);
    if (parsed == NULL)
        return IL_XML_MALFORMED;
    int answer = IL_XML_UNSUPPORTED;
    xmlNodePtr signature = only_signature(xmlDocGetRootElement(parsed));
    xmlSecKeyPtr key = signature == NULL
                           ? NULL
                           : xmlSecOpenSSLAppKeyLoadMemory(
                                 key_info, (xmlSecSize)key_count, xmlSecKeyDataFormatDer, NULL, NULL, NULL);
    if (key != NULL)
        answer = verify(signature, key, content);
    xmlFreeDoc(parsed);
    ERR_clear_error();
    return answer;
}
