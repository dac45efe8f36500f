import Quorum

/// What a requester wants in a certificate request: CertificationRequestInfo (RFC 2986, section 4.1) among a message's
/// bytes. The key in it is not looked at: the chip's own goes in its place.
struct RequesterInfo {
    /// The subject's name; nil where it is empty, and the chip's own serves.
    let subject: Range<Int>?
    /// The attributes.
    let attributes: Range<Int>

    private typealias Tag = DERElement.Tag

    /// Reads it from a range of a message; nil where that is not exactly one.
    init?(_ message: Span<UInt8>, _ range: Range<Int>) {
        guard let all = DERElement(message, at: range.lowerBound, below: range.upperBound), all.tag == Tag.sequence,
            all.whole.upperBound == range.upperBound
        else { return nil }
        let end = all.content.upperBound
        var offset = all.content.lowerBound
        guard let version = DERElement.next(message, &offset, below: end, tag: Tag.integer),
            version.content.count == 1, message[version.content.lowerBound] == 0,
            let subject = DERElement.next(message, &offset, below: end, tag: Tag.sequence),
            DERElement.next(message, &offset, below: end, tag: Tag.sequence) != nil,
            let attributes = DERElement.next(message, &offset, below: end, tag: Tag.constructedContext(0)),
            offset == end
        else { return nil }
        self.subject = subject.content.isEmpty ? nil : subject.whole
        self.attributes = attributes.whole
    }
}
