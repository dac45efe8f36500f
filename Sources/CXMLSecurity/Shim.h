#pragma once
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include "CXMLSecurity.h"

/// A well-formed document without a document type, or null.
xmlDocPtr il_xml_parse(const uint8_t *document, size_t count);
/// Copies bytes into a buffer that `il_xml_buffer_free` can give back. 1 on success.
int il_xml_buffer_copy(const void *bytes, size_t count, il_xml_buffer *buffer);
