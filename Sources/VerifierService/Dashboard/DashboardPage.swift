/// A page of the dashboard: the frame around its content.
enum DashboardPage {
    /// What may be loaded: the service's own style sheet and script, and nothing else.
    static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'"

    /// The fields of every answer of the dashboard.
    static let headers: [(name: String, value: String)] = [
        ("content-security-policy", policy), ("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"), ("cache-control", "no-store"),
    ]

    private static let places: [(endpoint: Endpoint, name: String)] = [
        (.showFleet, "Fleet"), (.showChips, "Chips"), (.showFindings, "Findings"), (.showLicences, "Licences"),
        (.showLog, "Log"),
    ]

    /// A page.
    ///
    /// - Parameters:
    ///   - title: its heading.
    ///   - place: where in the navigation it is.
    ///   - peer: who reads.
    ///   - moment: when it was made, RFC 3339.
    ///   - content: what stands below the heading.
    /// - Returns: the answer.
    static func response(
        _ title: String, at place: Endpoint, for peer: Peer, made moment: String, _ content: HTML
    ) -> ServiceResponse {
        let links = places.map { endpoint, name -> HTML in
            endpoint == place
                ? "<li><a href=\"\(endpoint.path)\" aria-current=\"page\">\(name)</a></li>"
                : "<li><a href=\"\(endpoint.path)\">\(name)</a></li>"
        }
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title) – Interlock verifier</title>\
            <meta name="viewport" content="width=device-width, initial-scale=1">\
            <link rel="stylesheet" href="/dashboard/style.css"><script src="/dashboard/live.js" defer></script>\
            <noscript><meta http-equiv="refresh" content="60"></noscript></head>
            <body><a class="skip" href="#content">Skip to the content</a>
            <header><p class="brand">Interlock verifier</p><nav aria-label="Pages"><ul>\(links)</ul></nav></header>
            <main id="content" tabindex="-1"><h1>\(title)</h1>
            \(content)
            </main>
            <footer><p>Made at \(HTML.time(moment)) for \(peer.description). <span id="live" role="status"></span></p>\
            </footer></body></html>

            """
        return ServiceResponse(
            .ok, headers: headers, type: "text/html; charset=utf-8", body: Array(page.text.utf8))
    }

    /// The style sheet: no colour says what no word says; contrasts are above 4.5 to 1 in both schemes.
    static let style = """
        :root{color-scheme:light dark;--ground:#f6f5f1;--sheet:#fff;--ink:#1b1d20;--soft:#565c64;--rule:#d9dad5;
        --accent:#0a5583;--bad:#9c2018;--doubt:#7a4e00;--good:#0f6139}
        @media(prefers-color-scheme:dark){:root{--ground:#131619;--sheet:#1b1f23;--ink:#eae9e5;--soft:#a9afb6;
        --rule:#363c43;--accent:#83c7f3;--bad:#ff9185;--doubt:#f2bf66;--good:#77d6a6}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI","DejaVu Sans",sans-serif}
        header,main,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}
        header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.5rem 2rem;padding-top:1rem;padding-bottom:.75rem;
        border-bottom:1px solid var(--rule)}
        .brand{margin:0;font-weight:700}
        nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0;padding:0;list-style:none}
        nav a{display:inline-block;padding:.25rem 0;text-decoration:none}
        nav a[aria-current]{border-bottom:3px solid var(--accent);font-weight:600}
        a{color:var(--accent)}
        :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        main:focus{outline:none}
        .skip{position:absolute;left:-100rem;padding:.5rem 1rem;background:var(--sheet)}
        .skip:focus{left:1rem;top:.5rem;z-index:1}
        h1{margin:1.5rem 0 1rem;font-size:1.75rem}
        h2{margin:2rem 0 .6rem;font-size:1.2rem}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1px;margin:0;background:var(--rule);
        border:1px solid var(--rule)}
        .cards div{padding:.8rem 1rem;background:var(--sheet)}
        dt{color:var(--soft);font-size:.85rem}
        dd{margin:0;font-size:1.3rem;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        .wide{overflow-x:auto;background:var(--sheet);border:1px solid var(--rule)}
        table{width:100%;border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
        th,td{padding:.45rem .75rem;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top}
        tbody tr:last-child>*{border-bottom:0}
        thead th{color:var(--soft);font-weight:600}
        tbody th{font-weight:600}
        tbody th,time,.whole{white-space:nowrap}
        code,pre{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.88em;overflow-wrap:anywhere}
        pre{padding:.9rem;background:var(--sheet);border:1px solid var(--rule);white-space:pre-wrap}
        .tag{display:inline-block;padding:0 .5rem;border:1px solid;border-radius:1rem;font-size:.85rem;white-space:nowrap}
        .bad{color:var(--bad)}.doubt{color:var(--doubt)}.good{color:var(--good)}
        .bar{display:grid;grid-template-columns:minmax(8rem,14rem) minmax(6rem,1fr) auto;gap:1rem;align-items:center;margin:.4rem 0}
        meter{width:100%;height:1rem}
        ul.plain{margin:0;padding:0;list-style:none}
        .none,footer{color:var(--soft)}
        .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        form{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;margin:0 0 1rem}
        select,button{font:inherit;padding:.3rem .7rem;color:inherit;background:var(--sheet);border:1px solid var(--soft)}
        footer{padding-top:1.5rem;padding-bottom:2rem;font-size:.85rem}
        @media(max-width:40rem){.bar{grid-template-columns:1fr}}

        """

    /// The script: asks for the page again every five seconds and puts its content in, unless somebody is reading in it by
    /// keyboard or has marked text.
    static let script = """
        "use strict";
        const say = (text) => { document.getElementById("live").textContent = text; };
        const isBusy = () => {
          const main = document.getElementById("content");
          const marked = String(document.getSelection() || "");
          return document.hidden || marked !== "" || (main.contains(document.activeElement) && document.activeElement !== main);
        };
        const renew = async () => {
          if (isBusy()) return;
          try {
            const answer = await fetch(location.href, { credentials: "same-origin" });
            if (!answer.ok) { say("The service answers " + answer.status + "; this page is as it was."); return; }
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            const fresh = page.getElementById("content");
            const main = document.getElementById("content");
            if (isBusy() || !fresh || fresh.isEqualNode(main)) return;
            main.replaceChildren(...fresh.childNodes);
            say("Changed at " + new Date().toISOString().slice(11, 19) + "Z.");
          } catch (error) { say("The service does not answer; this page is as it was."); }
        };
        setInterval(renew, 5000);

        """
}
