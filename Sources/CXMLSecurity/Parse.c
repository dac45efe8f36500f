#include "Shim.h"

void il_xml_buffer_free(il_xml_buffer buffer) { free(buffer.bytes); }

int il_xml_buffer_copy(const void *bytes, size_t count, il_xml_buffer *buffer) {
    // One byte more, so that an empty buffer is still an allocation and null still means failure.
    uint8_t *copy = malloc(count + 1);
    if (copy == NULL)
        return 0;
    if (count != 0)
        memcpy(copy, bytes, count);
    copy[count] = 0;
    buffer->bytes = copy;
    buffer->count = count;
    return 1;
}

static void keep_silent(void *context, xmlErrorPtr error) {
    (void)context;
    (void)error;
}

xmlDocPtr il_xml_parse(const uint8_t *document, size_t count) {
    if (count == 0 || count > INT_MAX)
        return NULL;
    xmlInitParser();
    // The handler is the thread's own: faults are told by what functions return, never printed.
    xmlSetStructuredErrorFunc(NULL, keep_silent);
    // No XML_PARSE_NOENT, no XML_PARSE_DTDLOAD, no XML_PARSE_HUGE: entities stay what they are, and limits hold.
    xmlDocPtr parsed = xmlReadMemory(
        (const char *)document, (int)count, NULL, "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (parsed == NULL)
        return NULL;
    if (xmlGetIntSubset(parsed) != NULL || xmlDocGetRootElement(parsed) == NULL) {
        xmlFreeDoc(parsed);
        return NULL;
    }
    return parsed;
}
