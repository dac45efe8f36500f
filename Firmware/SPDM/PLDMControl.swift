import ChipABI
import Wire

/// PLDM's control messages (DSP0240 1.1), which MCTP sessions may carry beside SPDM: the terminus tells its number, and
/// that it does nothing else.
enum PLDMControl {
    /// The type byte in front of PLDM messages on MCTP (DSP0239).
    static let messageType: UInt8 = 1

    private enum Command {
        static let getTID: UInt8 = 2
    }

    private enum Completion {
        static let success: UInt8 = 0
        static let unsupportedCommand: UInt8 = 5
        static let invalidType: UInt8 = 0x20
    }

    /// Writes the response to a request; false where it is no request.
    static func answer(_ request: Span<UInt8>, to response: inout MessageBuffer) -> Bool {
        guard request.count >= 3, request[0] & 0x80 != 0 else { return false }
        response.write(request[0] & 0x1f)
        response.write(request[1])
        response.write(request[2])
        guard request[1] & 0x3f == 0 else {
            response.write(Completion.invalidType)
            return true
        }
        guard request[2] == Command.getTID else {
            response.write(Completion.unsupportedCommand)
            return true
        }
        response.write(Completion.success)
        // No one has assigned a terminus number.
        response.write(0)
        return true
    }
}
