"""How the page looks: one style sheet, light and dark."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #f6f5f2; --sheet: #ffffff; --ink: #1d1c1a; --soft: #6d6a63; --line: #e4e1da;
  --accent: #3b5bdb; --track: #e9e6df;
  --good: #2b7a3e; --good-bg: #e3f4e6; --wait: #8a5a00; --wait-bg: #fdf0d0;
  --bad: #b02a2a; --bad-bg: #fde4e2; --odd: #6b3fa0; --odd-bg: #efe6fa;
  --calm: #57534b; --calm-bg: #eceae4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #151517; --sheet: #1d1e21; --ink: #e9e8e5; --soft: #98968f; --line: #2e2f34;
    --accent: #8ea2ff; --track: #2e2f34;
    --good: #7fd493; --good-bg: #1b3323; --wait: #f0c36a; --wait-bg: #3a2e13;
    --bad: #ff9a94; --bad-bg: #431f1f; --odd: #c9a8f5; --odd-bg: #332446;
    --calm: #bdbab2; --calm-bg: #2d2e32;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main { max-width: 1320px; margin: 0 auto; padding: 28px 24px 48px; }
header {
  display: flex; flex-wrap: wrap; align-items: baseline; gap: 6px 14px; margin-bottom: 20px;
}
h1 { font-size: 22px; line-height: 1.2; letter-spacing: -.015em; margin: 0; }
h2 { font-size: 13px; letter-spacing: .01em; margin: 0; font-weight: 650; }
header p { margin: 0; color: var(--soft); }
header nav { margin-left: auto; color: var(--soft); }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
code { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.tiles { display: grid; grid-template-columns: repeat(5, 1fr); gap: 12px; margin-bottom: 16px; }
.tile, section { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; }
.tile { padding: 12px 16px 14px; min-width: 0; }
.tile span { color: var(--soft); font-size: 12.5px; }
.tile strong {
  display: block; font-size: 25px; line-height: 1.25; font-weight: 620;
  letter-spacing: -.02em; font-variant-numeric: tabular-nums;
}
.bar {
  height: 4px; margin-top: 4px; border-radius: 2px; background: var(--track); overflow: hidden;
}
.bar i { display: block; height: 100%; background: var(--accent); }
.bar.low i { background: var(--bad); }
.columns { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 16px; }
.column { display: flex; flex-direction: column; gap: 16px; min-width: 0; }
section > div.head {
  display: flex; align-items: baseline; gap: 10px; padding: 12px 16px 10px;
  border-bottom: 1px solid var(--line);
}
section > div.head span { color: var(--soft); font-size: 12.5px; margin-left: auto; }
.scroll { overflow: auto; max-height: 356px; } .tall .scroll { max-height: 900px; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
.tall td:first-child { width: 100%; max-width: 0; overflow: hidden; text-overflow: ellipsis; }
th {
  position: sticky; top: 0; background: var(--sheet); color: var(--soft); font-weight: 500;
  font-size: 12px; text-align: left; padding: 7px 10px 5px; white-space: nowrap;
}
td { padding: 5px 10px; border-top: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { padding-left: 16px; }
th:last-child, td:last-child { padding-right: 16px; }
tbody tr:hover { background: color-mix(in srgb, var(--accent) 6%, transparent); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.soft { color: var(--soft); }
.pill {
  display: inline-block; padding: 0 8px; border-radius: 99px; font-size: 12px; line-height: 20px;
  font-weight: 550; white-space: nowrap; font-variant-numeric: tabular-nums;
}
.good { color: var(--good); background: var(--good-bg); }
.wait { color: var(--wait); background: var(--wait-bg); }
.bad { color: var(--bad); background: var(--bad-bg); }
.odd { color: var(--odd); background: var(--odd-bg); }
.calm { color: var(--calm); background: var(--calm-bg); }
.empty { color: var(--soft); padding: 22px 16px 24px; margin: 0; }
.empty code { color: var(--ink); }
.banner {
  margin: 0 0 16px; padding: 10px 16px; border-radius: 10px; font-weight: 550;
  color: var(--bad); background: var(--bad-bg);
}
ul.plain { list-style: none; margin: 0; padding: 8px 16px 12px; }
ul.plain li { display: flex; gap: 10px; padding: 3px 0; align-items: baseline; }
ul.plain li > :last-child { margin-left: auto; text-align: right; }
details { border-top: 1px solid var(--line); }
summary { padding: 9px 16px; color: var(--soft); cursor: pointer; }
form { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; padding: 8px 16px; }
td form, li form { padding: 0; }
input, select, button {
  font: inherit; padding: 3px 8px; border: 1px solid var(--line); border-radius: 6px;
  color: var(--ink); background: var(--sheet);
}
button { cursor: pointer; font-weight: 550; }
@media (max-width: 980px) {
  .columns { grid-template-columns: minmax(0, 1fr); }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .tile:last-child { grid-column: 1 / -1; }
  main { padding: 18px 12px 32px; }
}
@media (max-width: 560px) {
  .orders :is(th, td):nth-child(3) { display: none; }
  .tall :is(th, td):nth-child(4) { display: none; }
  .tall td:first-child { white-space: normal; overflow-wrap: anywhere; }
  td select { width: 130px; }
  th, td { padding-left: 6px; padding-right: 6px; }
}
"""
