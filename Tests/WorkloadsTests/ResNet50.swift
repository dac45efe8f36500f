/// ResNet-50 (arXiv 1512.03385, table 1) by its published dimensions, with the stride in the 3×3 convolution as PyTorch
/// has it: an oracle that shares no code with the reader of traces.
enum ResNet50 {
    /// A convolution: channels in and out, kernel side, and side of its result.
    struct Convolution {
        let taken: Int
        let made: Int
        let kernel: Int
        let side: Int

        var weights: Int { taken * made * kernel * kernel }
        var multiplyAccumulates: Int { weights * side * side }
    }

    static let first = Convolution(taken: 3, made: 64, kernel: 7, side: 112)
    static let head = (width: 2048, classes: 1000)

    static let convolutions: [Convolution] = {
        var all = [first]
        var taken = 64
        for (blocks, width, side) in [(3, 64, 56), (4, 128, 28), (6, 256, 14), (3, 512, 7)] {
            for block in 0..<blocks {
                // The first block of a stage halves the side in its second convolution, but for the first stage.
                let before = block == 0 && width > 64 ? 2 * side : side
                all.append(Convolution(taken: taken, made: width, kernel: 1, side: before))
                all.append(Convolution(taken: width, made: width, kernel: 3, side: side))
                all.append(Convolution(taken: width, made: 4 * width, kernel: 1, side: side))
                if block == 0 { all.append(Convolution(taken: taken, made: 4 * width, kernel: 1, side: side)) }
                taken = 4 * width
            }
        }
        return all
    }()

    /// Multiply-accumulates of one image's forward pass.
    static var forward: Int { convolutions.reduce(0) { $0 + $1.multiplyAccumulates } + head.width * head.classes }

    /// Of its backward pass: twice as many, but for the gradient of the image itself.
    static var backward: Int { 2 * forward - first.multiplyAccumulates }

    /// Weights, scales and shifts.
    static var parameters: Int {
        convolutions.reduce(0) { $0 + $1.weights + 2 * $1.made } + head.width * head.classes + head.classes
    }

    /// Running means and variances of the normalisations, which data parallelism broadcasts.
    static var buffers: Int { convolutions.reduce(0) { $0 + 2 * $1.made } }
}
