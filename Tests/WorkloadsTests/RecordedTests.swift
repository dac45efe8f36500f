import Accelerator
import InterlockTesting
import Testing
import Workloads

/// Traces that others recorded, against closed forms: `$INTERLOCK_DATA` has them, or the tests skip.
@Suite("Recorded traces")
struct RecordedTests {
    @Test("the oracle has the published numbers of ResNet-50")
    func oracle() {
        #expect(ResNet50.forward == 4_089_184_256)
        #expect(ResNet50.parameters == 25_557_032)
        #expect(ResNet50.convolutions.count == 53)
    }

    @Test(
        "a recorded training step of ResNet-50 costs what its layers say, to the last multiply-accumulate",
        .enabled(if: Recorded.has(Recorded.chakra), Recorded.absent))
    func products() throws {
        let bytes = try Recorded.member("tests/data/chakra.0.et", of: Recorded.chakra)
        for pieces in [1 << 20, 977] {
            let workload = try Reading.workload(bytes, pieces: pieces)
            #expect(workload.source == .chakra)
            #expect(workload.records == 3665)
            let forward = try Reading.multiplyAccumulates(workload, "aten::conv2d", "aten::linear")
            let backward = try Reading.multiplyAccumulates(workload, "aten::convolution_backward", "aten::mm")
            #expect(forward == 32 * UInt128(ResNet50.forward))
            #expect(backward == 32 * UInt128(ResNet50.backward))
            let counters = try workload.counters(ranks: 2)
            #expect(counters.multiplyAccumulates == forward + backward)
            #expect(counters[.multiplyAccumulates(.fp32)] == forward + backward)
        }
    }

    @Test(
        "all-reduced bytes of the step are four times the parameters, in the buckets of the recording",
        .enabled(if: Recorded.has(Recorded.chakra), Recorded.absent))
    func collectives() throws {
        let bytes = try Recorded.member("tests/data/chakra.0.et", of: Recorded.chakra)
        let workload = try Reading.workload(bytes)
        #expect(workload.exchanges[.allReduce]?.bytes == 4 * UInt128(ResNet50.parameters))
        let buckets = workload.operations.compactMap { operation -> UInt64? in
            guard case .exchange(let exchange) = operation.work, exchange.kind == .allReduce else { return nil }
            return exchange.bytes / 4
        }
        #expect(buckets == [2_049_000, 7_875_584, 6_563_840, 6_637_568, 2_431_040])
        // Running means and variances, and the 53 counts of batches.
        #expect(workload.exchanges[.broadcast]?.bytes == 4 * UInt128(ResNet50.buffers) + 8 * 53)
        #expect(workload.needsRanks)
        let links = try workload.counters(ranks: 2)[.linkBytesSent]
        #expect(links == 4 * UInt128(ResNet50.parameters + ResNet50.buffers) + 8 * 53)
        #expect(try workload.counters()[.linkBytesSent] == 0)
    }

    @Test(
        "three steps in a Kineto trace all-reduce three times as much, though host and kernel both record it",
        .enabled(if: Recorded.has(Recorded.training), Recorded.absent))
    func kineto() throws {
        let workload = try Reading.workload(try #require(ExternalData.bytes(Recorded.training)))
        #expect(workload.source == .kineto)
        #expect(workload.exchanges[.allReduce]?.bytes == 3 * 4 * UInt128(ResNet50.parameters))
        #expect(workload.exchanges[.broadcast]?.bytes == 3 * (4 * UInt128(ResNet50.buffers) + 8 * 53))
        #expect(!workload.needsRanks)
        #expect(try workload.counters().multiplyAccumulates == 0)
        // Without shapes nothing is computed, and the names say so.
        #expect(workload.unmetered.contains { $0.name == "aten::convolution_backward" })
    }

    @Test(
        "an inference rank of which only index arithmetic was recorded is refused, not metered as nothing",
        .enabled(if: Recorded.has(Recorded.inference), Recorded.absent))
    func inference() throws {
        let bytes = try #require(ExternalData.bytes(Recorded.inference))
        let error = try #require(throws: WorkloadError.self) { try Reading.workload(bytes) }
        #expect(error.description.contains("none of 16158 records"))
    }

    @Test(
        "a Chakra graph without shapes is refused, not metered as nothing",
        .enabled(if: Recorded.has(Recorded.chakraJSON), Recorded.absent))
    func withoutShapes() throws {
        for name in ["chakra.0.json", "small_chakra.0.json"] {
            let bytes = try Recorded.member("jsonData/\(name)", of: Recorded.chakraJSON)
            let error = try #require(throws: WorkloadError.self) { try Reading.workload(bytes) }
            #expect(error.description.contains("nothing in it can be metered"))
        }
    }

    @Test(
        "each rank of a ring sends 2(n − 1)/n of ASTRA-sim's buffer",
        .enabled(if: Recorded.has("astra-sim/all_reduce.0.et"), Recorded.absent),
        arguments: 0..<8)
    func astra(rank: Int) throws {
        let workload = try Reading.workload(try #require(ExternalData.bytes("astra-sim/all_reduce.\(rank).et")))
        #expect(workload.exchanges[.allReduce]?.bytes == 1 << 20)
        #expect(try workload.counters(ranks: 8)[.linkBytesSent] == 2 * 7 * (1 << 20) / 8)
    }
}
