import InterlockTesting

#if canImport(Glibc)
    import Glibc
#endif

/// The target that $INTERLOCK_FUZZ_TARGET names.
private let target: FuzzTarget = {
    guard let name = unsafe getenv("INTERLOCK_FUZZ_TARGET"),
        let target = FuzzTarget(rawValue: unsafe String(cString: name))
    else { fatalError("Set INTERLOCK_FUZZ_TARGET to one of \(FuzzTarget.allCases.map(\.rawValue))") }
    return target
}()

/// libFuzzer's entry: aborts where a target's promise is broken.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard target.run(bytes) else { fatalError("\(target.rawValue) broke its promise") }
    return 0
}
