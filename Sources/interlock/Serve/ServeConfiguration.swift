import Attestation
import Foundation

/// The options of `interlock serve` from a file: a JSON object, each member an option without its dashes.
///
/// Texts and numbers are values, true stands for a flag, a list gives an option several times. What stands on the command
/// line comes after, and so outweighs the file.
enum ServeConfiguration {
    /// The arguments with those of the file that `--config` names in its place.
    static func expanded(_ arguments: [String]) throws(CommandFailure) -> [String] {
        guard arguments.first == "serve",
            let place = arguments.firstIndex(where: { $0 == "--config" || $0.hasPrefix("--config=") })
        else { return arguments }
        var rest = arguments
        let path: String
        if let equals = arguments[place].firstIndex(of: "=") {
            path = String(arguments[place][equals...].dropFirst())
            rest.remove(at: place)
        } else {
            guard arguments.indices.contains(place + 1) else { return arguments }
            path = arguments[place + 1]
            rest.removeSubrange(place...(place + 1))
        }
        return ["serve"] + (try options(path)) + rest.dropFirst()
    }

    private static func options(_ path: String) throws(CommandFailure) -> [String] {
        let json: JSONValue
        do { json = try JSONValue(parsing: try InputFile.content(of: path, limit: 1 << 20)) } catch let error
            as CommandFailure
        { throw error } catch {
            throw CommandFailure(.unusable, "\(path): this is no JSON (\(error)); write an object of options")
        }
        guard case .object(let members) = json.content else {
            throw CommandFailure(.unusable, "\(path): this is no JSON object; write one with an option a member")
        }
        let known = Set(Serve.helpMessage().split { $0 == " " || $0 == "\n" })
        var options: [String] = []
        for member in members {
            guard known.contains("--\(member.name)") else {
                throw CommandFailure(
                    .unusable,
                    "\(path):\(member.value.line): field \(member.name): there is no option --\(member.name); see "
                        + "interlock serve --help")
            }
            guard member.name != "config", let values = values(member.value) else {
                throw CommandFailure(
                    .unusable,
                    "\(path):\(member.value.line): field \(member.name): this is no text, number, true, or list of texts; "
                        + "see interlock serve --help")
            }
            if values.isEmpty { options.append("--\(member.name)") }
            for value in values { options += ["--\(member.name)", value] }
        }
        return options
    }

    /// The values of an option; none for a flag; nil for what can't be one.
    private static func values(_ value: JSONValue) -> [String]? {
        switch value.content {
        case .string(let text), .number(let text): return [text]
        case .boolean(true): return []
        case .array(let items):
            let texts = items.compactMap(\.string)
            return texts.count == items.count && !texts.isEmpty ? texts : nil
        case .boolean(false), .null, .object: return nil
        }
    }
}
