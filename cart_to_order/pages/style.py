"""How all pages look: one style sheet, in light and in dark, for wide windows and for phones."""

STYLE = """
:root { color-scheme: light dark; --paper: #f6f5f2; --sheet: #fff; --ink: #1d1c1a; --soft: #66635c;
  --line: #e4e1da; --accent: #3b5bdb; --good: #2b7a3e; --good-bg: #e3f4e6; --wait: #8a5a00;
  --wait-bg: #fdf0d0; --bad: #b02a2a; --bad-bg: #fde4e2; --odd: #6b3fa0; --odd-bg: #efe6fa;
  --calm: #57534b; --calm-bg: #eceae4; }
@media (prefers-color-scheme: dark) { :root { --paper: #151517; --sheet: #1d1e21; --ink: #e9e8e5;
  --soft: #a19f98; --line: #2e2f34; --accent: #8ea2ff; --good: #7fd493; --good-bg: #1b3323;
  --wait: #f0c36a; --wait-bg: #3a2e13; --bad: #ff9a94; --bad-bg: #431f1f; --odd: #c9a8f5;
  --odd-bg: #332446; --calm: #bdbab2; --calm-bg: #2d2e32; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 14px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 1320px; margin: 0 auto; padding: 28px 24px 48px; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 14px; margin: 0 0 16px; }
header p { margin: 0; color: var(--soft); } header nav { margin-left: auto; color: var(--soft); }
h1 { margin: 0; font-size: 22px; line-height: 1.2; letter-spacing: -.015em; }
h2 { margin: 0; font-size: 13px; font-weight: 650; }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
code { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.soft { color: var(--soft); } .key-name { overflow-wrap: anywhere; }
.beside { margin: 0 0 12px; }
section, .tile { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; }
section { margin: 0 0 16px; }
section > .head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 10px;
  padding: 12px 16px 10px; border-bottom: 1px solid var(--line); }
section > .head > span { margin-left: auto; color: var(--soft); font-size: 12.5px; }
.tiles { display: grid; grid-template-columns: repeat(5, 1fr); gap: 12px; margin: 0 0 16px; }
.tile { padding: 12px 16px 14px; min-width: 0; }
.tile span { color: var(--soft); font-size: 12.5px; }
.tile strong { display: block; font-size: 25px; line-height: 1.25; font-weight: 620;
  letter-spacing: -.02em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tile strong .pill { font-size: 15px; line-height: 26px; }
.pill { display: inline-block; padding: 0 8px; border-radius: 99px; font-size: 12px;
  line-height: 20px; font-weight: 550; white-space: nowrap; font-variant-numeric: tabular-nums; }
.pill.good { color: var(--good); background: var(--good-bg); }
.pill.wait { color: var(--wait); background: var(--wait-bg); }
.pill.bad { color: var(--bad); background: var(--bad-bg); }
.pill.odd { color: var(--odd); background: var(--odd-bg); }
.pill.calm { color: var(--calm); background: var(--calm-bg); }
.scroll { overflow: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
th { padding: 7px 10px 5px; text-align: left; color: var(--soft); font-weight: 500;
  font-size: 12px; white-space: nowrap; }
td { padding: 5px 10px; border-top: 1px solid var(--line); white-space: nowrap;
  vertical-align: top; }
:is(th, td):first-child { padding-left: 16px; } :is(th, td):last-child { padding-right: 16px; }
tbody tr:hover { background: color-mix(in srgb, var(--accent) 6%, transparent); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.is-key a { display: inline-block; max-width: 340px; overflow: hidden; text-overflow: ellipsis;
  vertical-align: bottom; }
td.is-reason { white-space: normal; min-width: 190px; max-width: 420px; overflow-wrap: anywhere; }
td.is-reason small { display: block; color: var(--soft); font-size: 12px; line-height: 1.35; }
.empty { margin: 0; padding: 22px 16px 24px; color: var(--soft); }
.empty code { color: var(--ink); }
.banner { margin: 0 0 16px; padding: 10px 16px; border-radius: 10px; font-weight: 550;
  color: var(--bad); background: var(--bad-bg); overflow-wrap: anywhere; }
.banner.odd { color: var(--odd); background: var(--odd-bg); }
.banner small { display: block; font-weight: 400; font-size: 13px; }
.words { margin: 0; padding: 10px 16px; color: var(--soft); border-top: 1px solid var(--line); }
.more { margin: 0; padding: 10px 16px; border-top: 1px solid var(--line); }
form { display: flex; flex-wrap: wrap; gap: 10px 12px; align-items: end; padding: 12px 16px 14px; }
label { display: flex; flex-direction: column; gap: 2px; color: var(--soft); font-size: 12px; }
label.wide { flex: 1 1 230px; }
input, select, button { font: inherit; font-size: 14px; min-height: 34px; padding: 3px 8px;
  width: 100%; border: 1px solid var(--line); border-radius: 6px; color: var(--ink);
  background: var(--sheet); }
form button { width: auto; padding: 3px 16px; font-weight: 550; cursor: pointer; }
.views { display: flex; flex-wrap: wrap; gap: 4px 8px; margin: 0 0 12px; }
.views a { padding: 4px 12px; border: 1px solid var(--line); border-radius: 99px;
  background: var(--sheet); }
.views a[aria-current] { color: var(--sheet); background: var(--accent);
  border-color: var(--accent); }
.commands details { border-top: 1px solid var(--line); }
.commands .head + details { border-top: 0; }
.commands summary { padding: 9px 16px; cursor: pointer; font-weight: 550; }
.commands summary span { font-weight: 400; color: var(--soft); }
.commands code { display: block; margin: 0 16px 12px; padding: 8px 10px; border-radius: 6px;
  background: var(--paper); overflow-wrap: anywhere; user-select: all; }
@media (max-width: 760px) {
  main { padding: 16px 12px 32px; } header nav { margin-left: 0; }
  section > .head > span { margin-left: 0; width: 100%; }
  .tiles { grid-template-columns: repeat(6, 1fr); gap: 8px; }
  .tile { grid-column: span 2; padding: 8px 12px 10px; } .tile strong { font-size: 19px; }
  .tile:nth-child(-n+2) { grid-column: span 3; }
  label, label.wide { flex: 1 1 140px; } form button { flex: 1 1 100%; min-height: 40px; }
  .list :is(th, td):is(.is-took, .is-calls, .is-deliveries, .is-fix, .is-age, .is-store),
  .attention :is(th, td).is-order { display: none; }
  :is(th, td) { padding-inline: 6px; }
  td.is-key a { max-width: 110px; }
  td.is-reason { min-width: 120px; }
}
"""
