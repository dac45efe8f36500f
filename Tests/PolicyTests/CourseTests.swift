import Agreement
import Appraisal
import Attestation
import Cryptography
import Testing

@Suite("Course of an agreement")
struct CourseTests {
    private let day: UInt64 = 86_400

    private func course(
        _ events: [Course.Event] = [], _ detections: [Course.Detection] = [], agreement: String = "phased-treaty"
    ) throws -> Course {
        Course(
            of: try Trial.draft(agreement).tested.agreement, from: UTCSeconds(1_772_323_200), events: events,
            detections: detections)
    }

    private func found(_ rule: Rule, _ tick: UInt64) -> Course.Detection { Course.Detection(rule: rule, tick: tick) }

    @Test("no step is due before its time, and the last stays due")
    func rungs() throws {
        let course = try course([], [found(.agreementAllowanceExceeded, day)])
        let steps = [0, 7, 8, 15, 22, 29, 4000].map { course.rung(at: $0 * day) }
        #expect(steps == [nil, nil, .warn, .suspend, .revoke, .forfeit, .forfeit])
        #expect(try self.course([], [found(.ordinaryRefusal, 0)]).rung(at: 400 * day) == nil)
    }

    @Test("the hardest step of several findings is what is due")
    func hardest() throws {
        let course = try course([], [found(.late, 0), found(.tampered, 10 * day)])
        #expect(course.rung(at: 14 * day) == .suspend)
        #expect(course.rung(at: 31 * day) == .revoke)
    }

    @Test("votes before the breach, by others, or twice by one do not take a deposit")
    func votes() throws {
        let three = ["Commonwealth of Maren", "Compute Inspectorate", "Federation of Orrin"]
        let vote = { (tick: UInt64, by: [String]) in
            Course.Event(tick: tick, act: .forfeit(escrow: "Norland's deposit", by: by))
        }
        let breach = [found(.tampered, 5 * day)]
        let name = "Norland's deposit"
        #expect(try course([vote(6 * day, three)], breach).escrow(name, at: 6 * day) == "forfeited")
        #expect(try course([vote(4 * day, three)], breach).escrow(name, at: 6 * day) == "held")
        #expect(
            try course([vote(6 * day, [three[0]]), vote(7 * day, [three[0], three[1]])], breach)
                .escrow(name, at: 8 * day) == "held")
        #expect(
            try course([vote(6 * day, ["Republic of Norland", three[0], three[1]])], breach)
                .escrow(name, at: 8 * day) == "held")
        #expect(try course([vote(6 * day, three)], [found(.late, day)]).escrow(name, at: 8 * day) == "held")
        #expect(try course().escrow(name, at: 730 * day) == "returned")
        #expect(try course([], breach).escrow(name, at: 800 * day) == "held")
        #expect(try course([], [found(.tampered, 731 * day)]).escrow(name, at: 732 * day) == "returned")
    }

    @Test("phases are entered in their order, when their conditions hold")
    func phases() throws {
        let enter = { (tick: UInt64, phase: String, signers: Int) in
            Course.Event(tick: tick, act: .enter(phase: phase, signers: signers))
        }
        #expect(try course().phase(at: 400 * day) == "halted")
        #expect(try course([enter(30 * day, "full", 5)]).phase(at: 400 * day) == "halted")
        #expect(try course([enter(30 * day, "pilot", 3)]).phase(at: 30 * day) == "pilot")
        #expect(try course([enter(30 * day, "pilot", 3)]).phase(at: 30 * day - 1) == "halted")
        // A breach before the pilot takes nothing back, for the halted phase has nowhere to go.
        let course = try course(
            [enter(30 * day, "pilot", 3)], [found(.tampered, 10 * day), found(.tampered, 40 * day)])
        #expect(course.phase(at: 47 * day - 1) == "pilot")
        #expect(course.phase(at: 47 * day) == "halted")
        #expect(try self.course([], [], agreement: "inference-only").phase(at: 0) == nil)
    }

    @Test("an agreement without a deadline for its steps dates none")
    func undated() throws {
        let course = try course([], [found(.late, 0)], agreement: "minimal-monitoring")
        #expect(course.rung(at: 4000 * day) == nil)
    }

    @Test("the largest tick ends every agreement, and crashes none", arguments: ["phased-treaty", "inference-only"])
    func largest(name: String) throws {
        let events = [
            Course.Event(tick: .max, act: .leave(signers: 8)), Course.Event(tick: .max, act: .goBack(signers: 8)),
            Course.Event(tick: 0, act: .leave(signers: 0)),
        ]
        let course = try course(events, [found(.tampered, .max)], agreement: name)
        #expect(course.standing(at: .max) == "ended")
        _ = course.phase(at: .max)
        _ = course.rung(at: .max)
        _ = course.escrow("Norland's deposit", at: .max)
    }
}
