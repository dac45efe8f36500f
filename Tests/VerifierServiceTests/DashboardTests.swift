import Attestation
import InterlockTesting
import Testing

import VerifierService

@Suite("The dashboard")
struct DashboardTests {
    private static let pages = ["", "/chips", "/findings", "/licences", "/log", "/log/0", "/log/1"]
    private static let hostile = "<script>alert('x')</script>\u{202e}\"&"

    private func page(_ world: LicensingWorld, _ path: String, query: String = "") async -> ServiceResponse {
        await world.service.ask("GET", "/dashboard\(path)", query: query, as: LicensingWorld.auditor)
    }

    private func text(_ response: ServiceResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    /// A world in which much has happened, with names that are markup.
    private func world() async throws -> LicensingWorld {
        let lines =
            LicensingWorld.ladder.replacing("name: deposit", with: "name: \"deposit <b>\"") + """
                thresholds:
                  - {name: "<i>big", over: run, operations: 100, beyond: prohibited}

                """
        let world = try LicensingWorld(agreement: lines, name: Self.hostile)
        try await world.attest()
        let licence = try await world.licence()
        for chip in world.chips { try world.install(licence, on: chip) }
        try await world.breach(world.chips[1])
        try await world.attest()
        _ = await world.ask(
            "POST", "licence-requests", .object([:]), as: Peer(role: .host, name: "<img src=x onerror=alert(1)>"))
        return world
    }

    @Test("every page is whole, and names that are markup stay text")
    func escaped() async throws {
        let world = try await world()
        let chips = world.chips.map { "/chips/\($0.id)" }
        var all = ""
        for path in Self.pages + chips + (0..<12).map({ "/log/\($0)" }) {
            let response = await page(world, path)
            guard response.status == .ok else {
                #expect(path.hasPrefix("/log/") && response.status == .notFound, "\(path): \(response.detail)")
                continue
            }
            let text = text(response)
            #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">") && text.hasSuffix("</html>\n"))
            #expect(response.header("content-type") == "text/html; charset=utf-8")
            for part in ["<script>", "<img", "<i>", "<b>d", "\u{202e}", "onerror=alert(1)>", "alert('x')"] {
                #expect(!text.contains(part), "\(path): \(part)")
            }
            let names = [
                "<h1>", "<nav aria-label=", "<main id=\"content\"", "class=\"skip\"", "<title>", "role=\"status\"",
            ]
            for part in names { #expect(text.contains(part), "\(path): \(part)") }
            all += text
        }
        for part in [
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;", "&lt;img src=x", "&lt;i&gt;big", "deposit &lt;b&gt;",
        ] {
            #expect(all.contains(part), "\(part)")
        }
    }

    @Test("nothing is loaded but the service's own style sheet and script, and nothing stands inline")
    func policy() async throws {
        let world = try await world()
        for path in Self.pages + ["/style.css", "/live.js"] {
            let response = await page(world, path)
            let policy = response.header("content-security-policy") ?? ""
            #expect(policy.hasPrefix("default-src 'none';") && !policy.contains("unsafe") && !policy.contains("http"))
            #expect(response.header("x-content-type-options") == "nosniff")
            #expect(!text(response).contains(" style=") && !text(response).contains(" onclick="))
        }
    }

    @Test("the pages say what is so: findings with evidence, what is due, signatures that are missing")
    func content() async throws {
        let world = try await world()
        let findings = text(await page(world, "/findings"))
        #expect(findings.contains("IL-COMP-11") && findings.contains("/interlock/v1/evidence/"))
        #expect(findings.contains("warn from <time"))
        world.service.wait(7 * LicensingWorld.day)
        #expect(text(await page(world, "/findings")).contains("warn <span class=\"tag doubt\">due</span>"))
        let licences = text(await page(world, "/licences"))
        #expect(licences.contains("0 of 3") && licences.contains("may sign: Norland, Vesta, Maren"))
        let log = text(await page(world, "/log", query: "kind=signature"))
        #expect(log.contains("Norland signs, 1 of 2") && !log.contains("<td>agreement</td>"))
        #expect(await page(world, "/log", query: "kind=other").status == .badRequest)
        let fleet = text(await page(world, ""))
        #expect(
            fleet.contains("<span class=\"tag good\">within</span>") && fleet.contains("Training against thresholds"))
    }

    @Test("without a log the pages say so, and the rest is there")
    func bare() async throws {
        let service = try TestService()
        for path in ["", "/chips", "/findings", "/licences", "/log"] {
            let response = await service.ask("GET", "/dashboard\(path)", as: LicensingWorld.auditor)
            #expect(response.status == .ok, "\(path)")
        }
        let chip = "/dashboard/chips/\(String(repeating: "0", count: 32))"
        #expect(await service.ask("GET", chip, as: LicensingWorld.auditor).status == .notFound)
    }
}
