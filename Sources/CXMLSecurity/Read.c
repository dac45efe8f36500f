#include "Shim.h"

/// A record that grows; `failed` once memory has run out or a string is too long.
typedef struct {
    uint8_t *bytes;
    size_t count, capacity;
    int failed;
} record;

static void put(record *out, const void *bytes, size_t count) {
    if (out->failed)
        return;
    if (count > out->capacity - out->count) {
        size_t capacity = 2 * (out->capacity + count);
        uint8_t *grown = realloc(out->bytes, capacity);
        if (grown == NULL) {
            out->failed = 1;
            return;
        }
        out->bytes = grown;
        out->capacity = capacity;
    }
    if (count != 0)
        memcpy(out->bytes + out->count, bytes, count);
    out->count += count;
}

static void put_string(record *out, const xmlChar *text) {
    size_t count = text == NULL ? 0 : strlen((const char *)text);
    if (count > UINT32_MAX) {
        out->failed = 1;
        return;
    }
    uint8_t length[4] = {(uint8_t)count, (uint8_t)(count >> 8), (uint8_t)(count >> 16), (uint8_t)(count >> 24)};
    put(out, length, sizeof length);
    put(out, text, count);
}

static void put_name(record *out, char kind, const xmlNs *space, const xmlChar *name) {
    put(out, &kind, 1);
    put_string(out, space == NULL ? NULL : space->href);
    put_string(out, name);
}

static void put_element(record *out, xmlDocPtr document, xmlNodePtr element) {
    put_name(out, 'S', element->ns, element->name);
    for (xmlAttrPtr attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        put_name(out, 'A', attribute->ns, attribute->name);
        xmlChar *value = xmlNodeListGetString(document, attribute->children, 1);
        put_string(out, value);
        xmlFree(value);
    }
}

/// Writes one node; false where the document holds what no document here may.
static int put_node(record *out, xmlDocPtr document, xmlNodePtr node) {
    switch (node->type) {
    case XML_ELEMENT_NODE:
        put_element(out, document, node);
        return 1;
    case XML_TEXT_NODE:
    case XML_CDATA_SECTION_NODE:
        put(out, "T", 1);
        put_string(out, node->content);
        return 1;
    case XML_COMMENT_NODE:
    case XML_PI_NODE:
        return 1;
    default:
        return 0;
    }
}

int il_xml_read(const uint8_t *document, size_t count, size_t maximum_depth, il_xml_buffer *result) {
    xmlDocPtr parsed = il_xml_parse(document, count);
    if (parsed == NULL)
        return IL_XML_MALFORMED;
    record out = {NULL, 0, 0, 0};
    xmlNodePtr root = xmlDocGetRootElement(parsed), node = root;
    size_t depth = 1;
    int ok = 1;
    // Without recursion: down to the first child, along to the next, up where there is none.
    while (ok && node != NULL) {
        ok = put_node(&out, parsed, node);
        if (ok && node->type == XML_ELEMENT_NODE && node->children != NULL) {
            ok = ++depth <= maximum_depth;
            node = node->children;
            continue;
        }
        if (node->type == XML_ELEMENT_NODE)
            put(&out, "E", 1);
        while (node != root && node->next == NULL) {
            node = node->parent;
            depth--;
            put(&out, "E", 1);
        }
        node = node == root ? NULL : node->next;
    }
    ok = ok && !out.failed && il_xml_buffer_copy(out.bytes, out.count, result);
    free(out.bytes);
    xmlFreeDoc(parsed);
    return ok ? IL_XML_VALID : IL_XML_MALFORMED;
}
