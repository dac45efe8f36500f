import Cryptography
import Wire

/// What the host sends to a chip for it to change hands, or to burn its owner's entropy
/// (`Specs/cddl/authorization.cddl`). Parts come encoded, so that what is sent need not hold.
public enum OwnershipRequest {
    /// An authorization by an owner, and the keys that it is by.
    public struct OwnersPart: Hashable, Sendable {
        /// The authorization's encoding.
        public var message: [UInt8]
        /// The raw public keys.
        public var keys: [UInt8]

        /// A part.
        public init(message: [UInt8], keys: [UInt8]) {
            self.message = message
            self.keys = keys
        }

        fileprivate func write(to sink: inout DocumentWriter) {
            sink.bytes(message)
            sink.bytes(keys)
        }
    }

    /// An offer. `owner` is nil while the chip is nobody's; the vendor is among those of the quorum's message then.
    public static func offer(
        next: Digest384, lastLicence: UInt64, quorum: [UInt8], owner: OwnersPart?
    ) -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.array(owner == nil ? 3 : 5)
            sink.digest(next)
            sink.unsigned(lastLicence)
            sink.bytes(quorum)
            owner?.write(to: &sink)
        }
    }

    /// The next owner's acceptance.
    public static func acceptance(_ owner: OwnersPart) -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.array(2)
            owner.write(to: &sink)
        }
    }

    /// Field entropy, 32 bytes, with the owner's leave.
    public static func entropy(_ value: [UInt8], _ owner: OwnersPart) -> [UInt8] {
        DocumentWriter.encode { sink in
            sink.array(3)
            sink.bytes(value)
            owner.write(to: &sink)
        }
    }
}

extension VerifyingKey {
    /// What a chip knows an owner by: SHA-384 of the raw keys.
    public var ownerDigest: Digest384 { Digest384(hashing: raw) }
}
