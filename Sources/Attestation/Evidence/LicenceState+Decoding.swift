import Cryptography
import Wire

extension LicenceState {
    @_lifetime(reader: copy reader)
    static func read(from reader: inout DocumentReader) throws(DocumentError) -> LicenceState? {
        let start = reader.offset
        let count = try reader.map("guarantee.licence")
        try reader.constant(1, "guarantee.licence.installed")
        let isInstalled = try reader.unsigned("guarantee.licence.installed", in: 0...1) == 1
        guard count == (isInstalled ? 5 : 1) else {
            throw DocumentError(.unexpectedItem, at: start, field: "guarantee.licence")
        }
        guard isInstalled else { return nil }
        try reader.constant(2, "guarantee.licence.digest")
        let digest = try reader.digest("guarantee.licence.digest")
        try reader.constant(3, "guarantee.licence.sequence")
        let sequence = try reader.unsigned("guarantee.licence.sequence")
        try reader.constant(4, "guarantee.licence.total")
        let total = try Allowance.read("guarantee.licence.total", from: &reader)
        try reader.constant(5, "guarantee.licence.training")
        let training = try Allowance.read("guarantee.licence.training", from: &reader)
        return LicenceState(digest: digest, sequence: sequence, total: total, training: training)
    }
}

extension Allowance {
    @_lifetime(reader: copy reader)
    static func read(_ field: StaticString, from reader: inout DocumentReader) throws(DocumentError) -> Allowance {
        try reader.array(2, field)
        return Allowance(used: try reader.operations(field), allowed: try reader.operations(field))
    }
}
