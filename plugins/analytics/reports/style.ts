/**
 * The look of the pages: light and dark, by what the reader's system says.
 *
 * @module
 */

/** One style sheet, in every page. */
export const STYLE: string = `
:root{color-scheme:light dark;--ground:#fff;--ink:#1b1f24;--soft:#5a6472;--line:#d9dee5;--card:#f6f8fa;--accent:#2f6fb3;
--good:#2c8a4b;--even:#9aa3ad;--bad:#c2452d;--heat:47,111,179}
@media (prefers-color-scheme:dark){:root{--ground:#14171c;--ink:#e6e9ee;--soft:#a3adba;--line:#333b46;--card:#1d2229;
--accent:#6fb0ef;--good:#5cc182;--even:#77818d;--bad:#f0836b;--heat:111,176,239}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem;background:var(--ground);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
a{color:var(--accent)}
nav{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;margin-bottom:1rem}
h1{font-size:1.7rem;line-height:1.2;margin:.2rem 0}
h2{font-size:1.2rem;margin:2.5rem 0 .5rem;padding-top:.5rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.2rem 0 .4rem}
p.note{color:var(--soft);margin:.2rem 0 1rem;max-width:60rem}
dl.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));gap:.75rem;margin:1.2rem 0}
dl.tiles div{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.7rem .9rem}
dl.tiles dt{color:var(--soft);font-size:.85rem}
dl.tiles dd{margin:0;font-size:1.35rem;font-weight:600;overflow-wrap:anywhere}
dl.tiles dd.small{font-size:.85rem;font-weight:400;color:var(--soft)}
.beside{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:1.5rem;align-items:start}
@media (max-width:50rem){.beside{grid-template-columns:minmax(0,1fr)}}
figure{margin:0}
figcaption{font-size:.85rem;color:var(--soft);margin-top:.3rem}
svg{display:block;width:100%;max-width:46rem;height:auto}
svg text{fill:var(--ink);font-size:12px;font-family:inherit}
svg .soft{fill:var(--soft)}
svg .grid{stroke:var(--line);stroke-width:1}
svg .bar{fill:var(--accent)}
svg a:hover .bar,svg a:focus .bar{fill:var(--ink)}
svg .second{fill:var(--even)}
svg .good{fill:var(--good)}
svg .even{fill:var(--even)}
svg .bad{fill:var(--bad)}
svg .curve{fill:none;stroke:var(--accent);stroke-width:2}
svg .dot{fill:var(--accent)}
svg .cell{fill:rgb(var(--heat));stroke:var(--ground)}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:2px solid var(--accent)}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
thead th{color:var(--soft);font-weight:500}
tbody th{font-weight:500;min-width:7rem}
th.number{text-align:right}
td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
details{margin:.4rem 0;border:1px solid var(--line);border-radius:.5rem;padding:.4rem .8rem}
details:has(:target){border-color:var(--accent)}
summary{cursor:pointer;font-weight:600}
footer{margin-top:3rem;color:var(--soft);font-size:.85rem}
`;
