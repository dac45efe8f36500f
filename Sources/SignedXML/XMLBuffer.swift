import CXMLSecurity

/// Runs a C function that may hand over an allocated buffer, and copies the buffer into an array.
///
/// - Returns: the function's answer, and the content where the answer is VALID.
func takeBuffer(_ produce: (UnsafeMutablePointer<il_xml_buffer>) -> CInt) -> (answer: CInt, content: [UInt8]?) {
    var buffer = unsafe il_xml_buffer()
    let answer = unsafe produce(&buffer)
    guard answer == CInt(IL_XML_VALID) else { return (answer, nil) }
    // Sound: on success C has set an allocation of `count` bytes, which is copied and then freed once.
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
    unsafe il_xml_buffer_free(buffer)
    return (answer, bytes)
}
