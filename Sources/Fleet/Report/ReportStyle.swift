/// The style sheet of reports. Colours of lines are Okabe and Ito's, which people with colour blindness tell apart.
package enum ReportStyle {
    /// The rules.
    package static let css = """
        :root{color-scheme:light dark;--ground:#fbfaf7;--sheet:#fff;--ink:#1c1e21;--soft:#5d636b;--rule:#dfe0dc;
        --bad:#a3261d;--good:#146c43;--doubt:#8a5a00;--accent:#0b5c8a;
        --c0:#0072b2;--c1:#c14600;--c2:#00795a;--c3:#a8548a;--c4:#8a6d00;--c5:#3d3d3d}
        @media(prefers-color-scheme:dark){:root{--ground:#14171a;--sheet:#1c2024;--ink:#e9e8e4;--soft:#a3a8ae;
        --rule:#343a40;--bad:#ff8a7d;--good:#6fd3a0;--doubt:#f0b95b;--accent:#7cc4f0;
        --c0:#56b4e9;--c1:#ff9a52;--c2:#3fd0a4;--c3:#e39ac6;--c4:#f0e442;--c5:#d0d0d0}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,"Segoe UI","Noto Sans",
        "DejaVu Sans",sans-serif}
        header,main,footer{max-width:72rem;margin:0 auto;padding:0 1.5rem}
        header{padding-top:2.5rem}
        .over{margin:0;color:var(--soft);font-size:.85rem;letter-spacing:.08em;text-transform:uppercase}
        h1{margin:.2rem 0 1rem;font-size:clamp(1.6rem,4vw,2.3rem);line-height:1.2;text-wrap:balance}
        h2{margin:2.8rem 0 .8rem;font-size:1.35rem}
        h3{margin:0 0 .3rem;font-size:1.05rem}
        p{max-width:46rem;margin:.4rem 0}
        a{color:var(--accent)}
        code{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.88em}
        .verdict{max-width:none;padding:.9rem 1.1rem;border-left:.4rem solid var(--doubt);background:var(--sheet)}
        .verdict.kept{border-color:var(--good)}.verdict.broken{border-color:var(--bad)}
        .verdict.kept strong{color:var(--good)}.verdict.broken strong{color:var(--bad)}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:1px;margin:1.5rem 0 0;
        background:var(--rule);border:1px solid var(--rule)}
        .cards>div{padding:.8rem 1rem;background:var(--sheet)}
        dt{color:var(--soft);font-size:.85rem}
        dd{margin:0;font-size:1.45rem;font-variant-numeric:tabular-nums}
        dd.note{color:var(--soft);font-size:.82rem}
        article{margin:0 0 .8rem;padding:.8rem 1.1rem;background:var(--sheet);border-left:.25rem solid var(--soft)}
        article.breach{border-color:var(--bad)}article.doubt{border-color:var(--doubt)}
        article h3 span{float:right;color:var(--soft);font-weight:400}
        article p{max-width:none}
        .evidence{margin:.3rem 0 0;padding:0;list-style:none;font-size:.85rem}
        .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(30rem,100%),1fr));gap:1rem;margin-top:1rem}
        figure{margin:0;padding:1rem 1.2rem;background:var(--sheet);border:1px solid var(--rule);min-width:0}
        figure.full{grid-column:1/-1}
        figure p{color:var(--soft);font-size:.88rem;margin:.1rem 0 .5rem}
        figure>svg{display:block;width:100%;height:auto;overflow:visible}
        .legend{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin:0 0 .4rem;padding:0;list-style:none;font-size:.82rem}
        .legend svg{width:1.5rem;height:.5rem;margin-right:.4rem;overflow:visible}
        .grid{stroke:var(--rule);stroke-width:1}
        .lane{stroke:var(--rule);stroke-width:3}
        .tick{fill:var(--soft);font-size:12px}
        .plots figure:not(.full) .tick{font-size:17px}
        .rule{fill:var(--ink);paint-order:stroke;stroke:var(--sheet);stroke-width:5px;font-size:12px;font-family:ui-monospace,"DejaVu Sans Mono",monospace}
        .line{fill:none;stroke-width:2.2;stroke-linejoin:round}
        .limit{stroke-dasharray:6 5;stroke-width:1.6}
        .c0{stroke:var(--c0)}.c1{stroke:var(--c1)}.c2{stroke:var(--c2)}.c3{stroke:var(--c3)}.c4{stroke:var(--c4)}
        .c5{stroke:var(--c5)}
        .cheat{fill:var(--sheet);stroke:var(--ink);stroke-width:1.8}
        .finding{fill:var(--soft)}.finding.breach{fill:var(--bad)}.finding.doubt{fill:var(--doubt)}
        .wide{overflow-x:auto}
        table{width:100%;border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums}
        th,td{padding:.32rem .7rem;border-bottom:1px solid var(--rule);text-align:left;white-space:nowrap}
        thead th{color:var(--soft);font-weight:500}
        tbody th{font-weight:500}
        .fleet{background:var(--sheet)}
        .broken .state{color:var(--bad);font-weight:600}.kept .state{color:var(--good)}
        .indeterminate .state{color:var(--doubt)}
        .bar{display:inline-block;width:4.5rem;height:.5rem;margin-right:.6rem;background:var(--rule)}
        .bar i{display:block;height:100%;background:var(--c0)}
        .none{color:var(--soft)}
        details{margin-top:.5rem;font-size:.88rem}
        summary{cursor:pointer;color:var(--accent)}
        footer{padding-top:2rem;padding-bottom:2.5rem;color:var(--soft);font-size:.85rem}
        @media print{body{background:#fff}figure,article{break-inside:avoid}}
        """
}
