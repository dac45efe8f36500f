import Fleet

/// A run under licence as one page of HTML that needs nothing else.
struct RunPage {
    private let report: RunReport
    private let picture: LossPicture

    init(_ report: RunReport, _ picture: LossPicture) {
        (self.report, self.picture) = (report, picture)
    }

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>A model trained and served under licence</title>
        <style>\(ReportStyle.css)
        .text{white-space:pre-wrap;overflow-wrap:anywhere}</style>
        </head>
        <body>
        <header>
        <p class="over">Interlock workload report</p>
        <h1>A model trained and served under licence</h1>
        <p class="verdict \(report.verdict ?? report.verdictAtEnd)">\(Markup.escape(report.headline)).</p>
        </header>
        <main>
        <section><h2>Loss</h2><figure class="full"><p>Nats a byte, by step.</p>
        \(report.losses.isEmpty ? "" : picture.svg)
        </figure></section>
        <section><h2>The chips</h2>\(table)
        \(([report.meters] + report.lineage).map { "<p>\(Markup.escape($0))</p>" }.joined(separator: "\n"))</section>
        <section><h2>What it writes</h2>\(answers)</section>
        <section><h2>The licence and the verdict</h2>
        \(report.conclusion.map { "<p>\(Markup.escape($0))</p>" }.joined(separator: "\n"))
        </section>
        </main>
        <footer><p>Seed \(report.seed) · the same text, options and seed give the same bytes.</p></footer>
        </body>
        </html>

        """
    }

    private var table: String {
        Markup.table(
            ["Chip", "Replica", "Stage", "Rank", "Operations", "Of training", "Openings", "Bytes sent"],
            report.chips.map { chip in
                [
                    chip.name, "\(chip.replica)", "\(chip.stage)", "\(chip.rank)", Figures.grouped(chip.operations),
                    Figures.grouped(chip.ofTraining), "\(chip.openings)", Figures.grouped(chip.linkBytesSent),
                ]
            })
    }

    private var answers: String {
        report.answers.isEmpty
            ? "<p class=\"none\">Nothing: it was not served.</p>"
            : report.answers.map { "<pre class=\"text\">\(Markup.escape($0))</pre>" }.joined(separator: "\n")
    }
}
