import Accelerator

/// The type of a tensor's elements, by the names that PyTorch's traces and NCCL use.
struct ElementType: Hashable {
    /// The format that products in it are computed in; nil where the accelerator has none.
    let format: NumberFormat?
    /// Length of an element, in bytes.
    let bytes: UInt64

    /// The type of a name; nil where the name is none.
    init?(_ name: some StringProtocol) {
        switch name {
        case "float", "Float", "c10::Float": (format, bytes) = (.fp32, 4)
        case "double", "Double": (format, bytes) = (.fp64, 8)
        case "c10::Half", "Half", "half": (format, bytes) = (.fp16, 2)
        case "c10::BFloat16", "BFloat16", "bfloat16": (format, bytes) = (.bf16, 2)
        case "c10::Float8_e4m3fn", "c10::Float8_e5m2", "c10::Float8_e4m3fnuz", "c10::Float8_e5m2fnuz",
            "Float8_e4m3fn", "Float8_e5m2":
            (format, bytes) = (.fp8, 1)
        case "signed char", "Char", "int8": (format, bytes) = (.int8, 1)
        case "unsigned char", "Byte", "bool", "Bool": (format, bytes) = (nil, 1)
        case "short", "short int", "Short": (format, bytes) = (nil, 2)
        case "int", "Int": (format, bytes) = (nil, 4)
        case "long", "long int", "Long": (format, bytes) = (nil, 8)
        default: return nil
        }
    }
}
