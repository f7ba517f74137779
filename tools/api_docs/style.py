"""How the page looks, in light and in dark."""

STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#dfe4ea;--ground:#fff;
--panel:#f6f8fa;--link:#0b5cad;--get:#0b6b53;--post:#8a4b08;--bad:#a1260d}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa6b5;--line:#2c3542;
--ground:#12171e;--panel:#1a212b;--link:#7db7f5;--get:#5fd0ae;--post:#e9ae6b;--bad:#ff9d86}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
.page{display:grid;grid-template-columns:19rem minmax(0,1fr);max-width:82rem;margin:0 auto}
.page>nav{grid-area:1/1;position:sticky;top:0;align-self:start;height:100vh;overflow:auto;
padding:2rem 1.5rem;
border-right:1px solid var(--line);font-size:.9rem}
.page>nav strong{display:block;margin-bottom:1rem;font-size:1.05rem}
.page>nav h2{margin:1.4rem 0 .3rem;font-size:.72rem;letter-spacing:.08em;text-transform:uppercase;
color:var(--soft);border:0;padding:0}
.page>nav a{display:block;padding:.15rem 0;color:inherit;text-decoration:none;
overflow-wrap:anywhere}
.page>nav a:hover,.page>nav a:focus{color:var(--link);text-decoration:underline}
main{grid-area:1/2;padding:2rem 2.5rem 6rem}
.to-contents{display:none}
h1{margin:0 0 .3rem;font-size:2rem;line-height:1.2}
h2{margin:3rem 0 1rem;padding-top:1.5rem;border-top:1px solid var(--line);font-size:1.35rem}
h3{margin:2rem 0 .6rem;font-size:1.02rem}
p{max-width:46rem;margin:.4rem 0 1rem}
.lead{font-size:1.1rem;color:var(--soft)}
a{color:var(--link)}
code,pre{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code{background:var(--panel);padding:.1em .3em;border-radius:4px;overflow-wrap:anywhere}
pre{margin:.5rem 0;padding:1rem;overflow:auto;background:var(--panel);border-radius:8px;
border:1px solid var(--line);max-height:32rem}
.route{display:flex;flex-wrap:wrap;gap:.7rem;align-items:baseline}
.route code{background:none;font-size:1.1rem;padding:0}
.verb{font:700 .8rem ui-monospace,monospace;padding:.2rem .6rem;border-radius:5px;
border:1.5px solid currentColor}
.get{color:var(--get)}.post{color:var(--post)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th{text-align:left;color:var(--soft);font-weight:600;font-size:.8rem}
th,td{padding:.45rem .8rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td:first-child{white-space:nowrap}
.must{color:var(--bad);font-size:.78rem;white-space:nowrap}
details{margin:.35rem 0;border:1px solid var(--line);border-radius:8px;padding:.45rem .9rem}
summary{cursor:pointer}
.status{display:inline-block;min-width:2.7rem;font-weight:700}
.ok{color:var(--get)}.no{color:var(--bad)}
@media (max-width:52rem){.page{display:block}.to-contents{display:block}
.page>nav{position:static;height:auto;border-right:0;border-top:1px solid var(--line)}
main{padding:1.5rem}td:first-child{white-space:normal}}
"""
