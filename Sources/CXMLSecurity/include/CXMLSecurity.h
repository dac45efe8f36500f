// The only door to libxml2 and libxmlsec1: byte buffers in, byte buffers out, no header of theirs visible to Swift.
//
// Conventions. Every pointer must be valid for the count beside it. Functions keep no pointer to their arguments.
// Documents are UTF-8 without a document type; nothing is fetched, no entity but the five predefined ones is known.
// Functions may be called from several threads at once.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Bytes owned by the C library's allocator; given back with `il_xml_buffer_free`.
typedef struct {
    uint8_t *bytes;
    size_t count;
} il_xml_buffer;

void il_xml_buffer_free(il_xml_buffer buffer);

enum {
    IL_XML_VALID = 1,
    /// Digest or signature does not match.
    IL_XML_INVALID = 0,
    /// Not well-formed, or with a document type.
    IL_XML_MALFORMED = -1,
    /// Not exactly one enveloped signature of the one permitted profile.
    IL_XML_UNSUPPORTED = -2,
};

/// The elements of a document as a flat record, without comments and processing instructions:
/// 'S' namespace name, then 'A' namespace name value for each attribute; 'T' text; 'E' at the end of the element.
/// Every string is 4 bytes of length, little-endian, and that many bytes of UTF-8. VALID or MALFORMED.
int il_xml_read(const uint8_t *document, size_t count, size_t maximum_depth, il_xml_buffer *record);

/// Verifies the enveloped signature that is a child of the root, by a SubjectPublicKeyInfo in DER.
/// `content` is what was digested: the document without the signature, in Canonical XML 1.1.
int il_xml_verify(
    const uint8_t *document, size_t count, const uint8_t *key, size_t key_count, il_xml_buffer *content);
