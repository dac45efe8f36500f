#include "Shim.h"

int il_der_first_element(const uint8_t *der, size_t count, size_t *start, size_t *length) {
    if (count > INT32_MAX)
        return 0;
    const uint8_t *cursor = der;
    long content = 0;
    int tag = 0, class = 0;
    int ok = (ASN1_get_object(&cursor, &content, &tag, &class, (long)count) & 0x80) == 0;
    if (ok) {
        const uint8_t *first = cursor;
        long rest = content;
        ok = (ASN1_get_object(&cursor, &content, &tag, &class, rest) & 0x80) == 0;
        *start = (size_t)(first - der);
        *length = (size_t)(cursor - first) + (size_t)content;
    }
    ERR_clear_error();
    return ok;
}

int il_oid_from_text(const char *text, il_buffer *content) {
    ASN1_OBJECT *object = OBJ_txt2obj(text, 1);
    int ok = object != NULL && OBJ_length(object) > 0 &&
             il_buffer_copy(OBJ_get0_data(object), OBJ_length(object), content);
    ASN1_OBJECT_free(object);
    ERR_clear_error();
    return ok;
}

int il_oid_to_text(const uint8_t *content, size_t count, il_buffer *text) {
    // Short-form length only: no identifier in use has 128 content octets.
    if (count == 0 || count > 127)
        return 0;
    uint8_t der[2 + 127] = {V_ASN1_OBJECT, (uint8_t)count};
    memcpy(der + 2, content, count);
    const uint8_t *cursor = der;
    ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &cursor, (long)count + 2);
    // Seven bits an octet make at most three digits an octet, and dots.
    char buffer[640];
    int length = object == NULL ? -1 : OBJ_obj2txt(buffer, sizeof buffer, object, 1);
    int ok = length > 0 && (size_t)length < sizeof buffer && il_buffer_copy(buffer, (size_t)length, text);
    ASN1_OBJECT_free(object);
    ERR_clear_error();
    return ok;
}

int il_time_to_der(int64_t seconds, il_buffer *der) {
    ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)seconds);
    uint8_t *bytes = NULL;
    int count = time == NULL ? -1 : i2d_ASN1_TIME(time, &bytes);
    int ok = count > 0 && il_buffer_copy(bytes, (size_t)count, der);
    if (count > 0)
        OPENSSL_free(bytes);
    ASN1_TIME_free(time);
    ERR_clear_error();
    return ok;
}
