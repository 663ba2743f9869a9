#include "report/html_parts.hpp"

namespace ra::report {

// A state is never told by colour alone: each has an icon and a word beside it.
const std::string_view html_style = R"css(
:root{color-scheme:light dark;--page:#f4f6f8;--card:#fff;--ink:#1c2128;--soft:#57606a;--rule:#d8dee4;--grid:#e6eaee;
--link:#0756c0;--passed:#1a7f37;--failed:#cf222e;--running:#9a6700;--cancelled:#6e4fa3;--waiting:#6e7781;--code:#eef1f4;
--failed-soft:#ffebe9;--passed-soft:#dafbe1;--running-soft:#fff4d0;--cancelled-soft:#f1eafd}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--card:#161b22;--ink:#e6edf3;--soft:#9aa4af;--rule:#30363d;
--grid:#222932;--link:#6cb2ff;--passed:#3fb950;--failed:#ff6a61;--running:#d8a52e;--cancelled:#b393f0;--waiting:#8b949e;
--code:#0d1117;--failed-soft:#3a1418;--passed-soft:#10301a;--running-soft:#33270a;--cancelled-soft:#271e3c}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Ubuntu,
"Liberation Sans","DejaVu Sans",sans-serif;-webkit-text-size-adjust:100%}
header,main,footer{max-width:1180px;margin:0 auto;padding:0 20px}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
a:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
code,pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
code{background:var(--code);border-radius:4px;padding:1px 5px;overflow-wrap:anywhere}
.icon{width:1em;height:1em;flex:none;vertical-align:-.125em;fill:none;stroke:currentColor;stroke-width:2;
stroke-linecap:round;stroke-linejoin:round}
.passed{--c:var(--passed);--s:var(--passed-soft)}.retried{--c:var(--passed);--s:var(--passed-soft)}
.failed{--c:var(--failed);--s:var(--failed-soft)}.running{--c:var(--running);--s:var(--running-soft)}
.cancelled{--c:var(--cancelled);--s:var(--cancelled-soft)}.waiting{--c:var(--waiting);--s:var(--code)}
.state{color:var(--c);white-space:nowrap;font-weight:500}
.verdict{border-top:6px solid var(--c);background:var(--card);border-bottom:1px solid var(--rule);margin-bottom:24px}
.verdict header{padding-top:24px;padding-bottom:24px}
h1{font-size:26px;line-height:1.25;font-weight:500;margin:0 0 10px;display:flex;gap:.45em;overflow-wrap:anywhere}
h1 b{font-weight:700}h1 .icon{color:var(--c);width:1.15em;height:1.15em;margin-top:.05em}
h1 .plan{font-weight:400}.verdict p{margin:4px 0;overflow-wrap:anywhere}.numbers{color:var(--soft)}.numbers b{color:var(--ink)}
.share{display:flex;gap:2px;height:10px;margin:16px 0 8px;border-radius:5px;overflow:hidden;background:var(--grid)}
.share i{background:var(--c);min-width:3px}.share .waiting{opacity:.35}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:0;padding:0;list-style:none;font-size:14px}
.legend li{display:flex;gap:6px;align-items:center}
section{background:var(--card);border:1px solid var(--rule);border-radius:8px;margin:0 0 20px;padding:16px 18px}
h2{font-size:17px;margin:0 0 12px;font-weight:600}h2 small,.hint{color:var(--soft);font-size:14px;font-weight:400}
.why{border-left:4px solid var(--failed)}.notes{border-left:4px solid var(--running)}.notes ul{margin:0;padding-left:18px}
.failure{border:1px solid var(--rule);border-left:4px solid var(--c);border-radius:6px;padding:12px 14px;margin:0 0 12px}
.failure:last-child{margin-bottom:0}.failure h3{font-size:15px;margin:0 0 4px;display:flex;flex-wrap:wrap;gap:4px 10px;
align-items:center;overflow-wrap:anywhere}.failure h3 .icon{color:var(--c)}
.failure p{margin:2px 0;overflow-wrap:anywhere}.failure ul{margin:8px 0;padding-left:20px}
.failure li{margin:2px 0;overflow-wrap:anywhere}
.where{color:var(--soft)}.jobs a{white-space:nowrap}
summary{cursor:pointer}
pre{background:var(--code);border:1px solid var(--rule);border-radius:6px;padding:10px 12px;margin:8px 0 0;overflow-x:auto;
white-space:pre-wrap;overflow-wrap:anywhere;max-height:32em;overflow-y:auto;display:flex;flex-direction:column-reverse}
.timeline{--name:minmax(180px,330px);--what:208px}
.row,.axis,.set>summary{display:grid;grid-template-columns:var(--name) minmax(60px,1fr) var(--what);gap:0 14px;
align-items:center}
.axis{position:sticky;top:0;background:var(--card);z-index:1;color:var(--soft);font-size:12px;padding:4px 0;
border-bottom:1px solid var(--rule)}
.axis .track{height:18px;background:none}.axis .track span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.axis .track span:first-child{transform:none}
.set{border-bottom:1px solid var(--rule)}.set:last-of-type{border-bottom:0}
.set>summary{list-style:none;padding:7px 0;font-weight:600;font-size:14px}
.set>summary::-webkit-details-marker{display:none}
.set>summary .label::before{content:"";display:inline-block;border:4px solid transparent;border-left:6px solid var(--soft);
margin-right:6px;transition:transform .1s}.set[open]>summary .label::before{transform:rotate(90deg) translateX(2px)}
.set[open]{padding-bottom:8px}.label small{color:var(--soft);font-weight:400;margin-left:6px}
.row{min-height:28px;font-size:14px}.row .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;padding-left:16px}
.row .name span,.row .name a{white-space:nowrap}
.track{position:relative;height:20px;background-image:repeating-linear-gradient(to right,var(--grid) 0 1px,transparent 1px var(--step))}
.bar{position:absolute;top:3px;height:14px;min-width:4px;border-radius:3px;background:var(--c)}
.bar.failed{background-image:repeating-linear-gradient(135deg,transparent 0 5px,rgba(255,255,255,.28) 5px 8px)}
.bar.running{background-image:linear-gradient(to right,transparent 55%,var(--card));border:1px solid var(--c)}
.bar.cancelled{background:var(--s);border:1px solid var(--c)}
.bar.span{top:8px;height:4px;opacity:.45}
.what{display:flex;justify-content:space-between;gap:8px;font-size:13px;font-weight:400}.what .took{color:var(--soft)}
.took{font-variant-numeric:tabular-nums;white-space:nowrap}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;font-weight:600;color:var(--soft);font-size:13px;border-bottom:1px solid var(--rule);padding:6px 10px 6px 0;
white-space:nowrap}td{padding:6px 10px 6px 0;border-bottom:1px solid var(--grid);vertical-align:top}
tr:last-child td{border-bottom:0}.right{text-align:right}td.set-no{color:var(--soft);text-align:right;width:2.5em}
td.jobs{font-size:13px}tr.first td{border-top:1px solid var(--rule)}
footer{color:var(--soft);font-size:13px;padding-bottom:32px;overflow-wrap:anywhere}
@media (max-width:720px){body{font-size:16px}header,main,footer{padding:0 12px}h1{font-size:21px}section{padding:14px 12px}
.row,.set>summary{grid-template-columns:minmax(0,1fr) auto;gap:0 10px;padding:5px 0}.row .track,.set>summary .track{grid-row:2;grid-column:1/-1}
.row .name{padding-left:0}.axis{grid-template-columns:1fr}.axis>:first-child,.axis>:last-child{display:none}
.less{display:none}.what{gap:10px}}
@media print{body{background:#fff;font-size:11px}section{break-inside:auto;border:0;padding:0}.failure,.row{break-inside:avoid}
.axis{position:static}pre{max-height:none}::details-content{display:block;content-visibility:visible}
.bar,.share i{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";

const std::string_view html_symbols =
    R"svg(<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>)svg"
    R"svg(<symbol id="passed" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10"/><path d="M7.5 12.5l3 3 6-6.5"/></symbol>)svg"
    R"svg(<symbol id="retried" viewBox="0 0 24 24"><path d="M20.5 9A9 9 0 1 0 21 13.5M21 3.5V9h-5.5"/><path d="M8.5 12.5l2.5 2.5 4-5"/></symbol>)svg"
    R"svg(<symbol id="failed" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10"/><path d="M8.5 8.5l7 7M15.5 8.5l-7 7"/></symbol>)svg"
    R"svg(<symbol id="cancelled" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10"/><path d="M7 12h10"/></symbol>)svg"
    R"svg(<symbol id="running" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10"/><path d="M12 6.5V12l3.5 2.5"/></symbol>)svg"
    R"svg(<symbol id="waiting" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9" stroke-dasharray="3 4"/></symbol>)svg"
    R"svg(</defs></svg>)svg";

}  // namespace ra::report
