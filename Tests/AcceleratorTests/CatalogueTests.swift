import Accelerator
import Testing

@Suite("Published runs")
struct CatalogueTests {
    @Test("there are at least 40, each of another model")
    func count() throws {
        let runs = try PublishedRun.catalogue()
        #expect(runs.count >= 40)
        #expect(Set(runs.map(\.name)).count == runs.count)
    }

    @Test("metered operations are within 2 % of the source's own formula, like for like")
    func ratio() throws {
        for run in try PublishedRun.catalogue() {
            let row = try CatalogueRow(run)
            guard let ratio = row.ratio else {
                #expect(run.formula == .hardware, "\(run.name)")
                continue
            }
            #expect((0.98...1.02).contains(ratio), "\(run.name): \(ratio)")
        }
    }

    @Test("the formula itself gives the published figure within 2.5 %, where a figure is published")
    func formula() throws {
        for run in try PublishedRun.catalogue() {
            guard let published = run.published else { continue }
            let ratio = run.formulaOperations / published
            #expect((0.975...1.025).contains(ratio), "\(run.name): \(ratio)")
        }
    }

    @Test("LaMDA is shown as the miss that it is")
    func lamda() throws {
        let run = try #require(try PublishedRun.catalogue().first { $0.name == .lamda })
        let row = try CatalogueRow(run)
        #expect(row.ratio == nil)
        #expect(try #require(row.distanceFromPublished) < -0.5)
        #expect(run.note != nil)
    }

    @Test("PaLM's declared utilisation exceeds what the meter leaves of its declared chip-hours")
    func inconsistent() throws {
        let run = try #require(try PublishedRun.catalogue().first { $0.name == .palm })
        let implied = try #require(try CatalogueRow(run).impliedUtilisation)
        #expect((0.30...0.31).contains(implied))
        #expect(try #require(run.hardware?.utilisation) > 1.4 * implied)
    }

    @Test("a run's total is the sum of its steps, the rest of its tokens included")
    func execution() throws {
        for run in try PublishedRun.catalogue() {
            let (counters, work) = try run.execute()
            #expect(counters.multiplyAccumulates == work.multiplyAccumulates, "\(run.name)")
            let steps = run.tokens / UInt64(run.sequence) / UInt64(run.batch)
            #expect(counters[.commands(.optimiserStep)] == UInt128(steps), "\(run.name)")
            let sequences = UInt128(run.tokens) / UInt128(run.sequence)
            // Forward, and twice as much backward; the layers once more, but not the head, where they are recomputed.
            let weights = run.model.parameters
            let trained = sequences * UInt128(run.sequence)
            var expected = 3 * trained * weights.multiplying
            if run.recompute == .full { expected += trained * (weights.multiplying - weights.head) }
            #expect(work.weightMultiplyAccumulates == expected, "\(run.name)")
        }
    }

    @Test("every published architecture can be built")
    func architectures() throws {
        for model in PublishedModel.allCases { #expect(try model.transformer().parameters.total > 0) }
    }
}
