extension String {
    /// A YAML scalar that stands anywhere: plain where its characters are, else in double quotes.
    package var scalar: String {
        let isPlain = utf8.allSatisfy { byte in
            let scalar = UnicodeScalar(byte)
            return scalar.isASCII && scalar.properties.isAlphabetic || "0123456789 -".unicodeScalars.contains(scalar)
        }
        return isPlain && first?.isLetter ?? false && last != " " ? self : quoted
    }

    /// A YAML scalar in double quotes, on one line.
    package var quoted: String {
        "\"" + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}
