#pragma once
// The low-level interfaces are deprecated in OpenSSL 3.0 but are the only ones that take a nonce, keep a table
// of multiples, or hash small inputs without an allocation.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <string.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include "COpenSSL.h"

enum { SCALAR = 48, POINT = 96, SIGNATURE = 96, DIGEST = 48 };

/// Copies bytes into a buffer that `il_buffer_free` can give back. 1 on success.
int il_buffer_copy(const void *bytes, size_t count, il_buffer *buffer);

/// Seconds since 1970-01-01T00:00:00Z. 0 when the time is malformed.
int il_time_seconds(const ASN1_TIME *time, int64_t *seconds);

/// 1 when the algorithm is ecdsa-with-SHA384 and has no parameters.
int il_is_ecdsa_sha384(const X509_ALGOR *algorithm);

/// The first common name in UTF-8. 1, or 0 when there is none, or -1 when undecodable.
int il_name_common(const X509_NAME *name, il_buffer *text);
