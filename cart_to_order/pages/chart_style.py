"""How the timelines look, on top of the style of all pages."""

CHART_STYLE = """
section.chart { overflow: clip; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0 0 0 auto;
  padding: 0; font-size: 12.5px; color: var(--soft); }
.legend li { white-space: nowrap; }
.legend b { color: var(--ink); font-weight: 600; font-variant-numeric: tabular-nums; }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; }
.plot { --label: 220px; --figure: 164px; --edge: 16px; --cut: 60px; --row: 24px;
  position: relative; padding-bottom: 10px; }
.row { display: grid; grid-template-columns: var(--label) minmax(0, 1fr) var(--figure);
  align-items: center; min-height: var(--row); padding: 0 var(--edge); position: relative; }
.row:hover { background: color-mix(in srgb, var(--accent) 6%, transparent); }
.label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding-right: 12px;
  font-size: 13px; }
.label b { font-weight: 550; }
.label .soft { font-size: 12px; }
.figure { display: flex; align-items: center; justify-content: flex-end; gap: 8px; min-width: 0;
  padding-left: 12px; font-size: 12.5px; font-variant-numeric: tabular-nums;
  white-space: nowrap; }
.figure .pill { overflow: hidden; text-overflow: ellipsis; min-width: 0; line-height: 18px; }
.figure .ms { min-width: 58px; text-align: right; }
.track { position: relative; height: var(--row); }
.track > *, .under > * { position: absolute; }
.under { position: absolute; inset: 0 calc(var(--edge) + var(--figure)) 0
  calc(var(--edge) + var(--label)); pointer-events: none; }
.cut { inset-block: 0; background: repeating-linear-gradient(-55deg, transparent 0 5px,
  color-mix(in srgb, var(--soft) 13%, transparent) 5px 6px);
  border-inline: 1px dashed var(--line); }
.mark { inset-block: 58px 0; width: 0; border-left: 1px solid var(--line); }
.axis { position: sticky; top: 0; z-index: 2; background: var(--sheet); color: var(--soft);
  font-size: 12px; padding-top: 6px; }
.row.axis:hover { background: var(--sheet); }
.axis .track { height: 28px; }
.axis .label, .axis .figure { font-size: 12px; font-variant-numeric: tabular-nums; }
.tick { bottom: 0; white-space: nowrap; transform: translateX(-50%);
  font-variant-numeric: tabular-nums; line-height: 14px; font-size: 11.5px; }
.tick:first-of-type { transform: none; }
.cutlabel { top: -2px; text-align: center; font-size: 11px; line-height: 14px; font-weight: 600;
  white-space: nowrap; }
.phases { padding-top: 2px; padding-bottom: 8px; border-bottom: 1px solid var(--line); }
.row.phases:hover { background: none; }
.phase { top: 2px; height: 20px; line-height: 20px; font-size: 11.5px; font-weight: 550;
  padding: 0 6px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  border-radius: 4px;
  border-left: 2px solid currentColor; color: var(--calm); background: var(--calm-bg); }
.phase:last-child { min-width: max-content; }
.phase.is-cart { color: var(--accent);
  background: color-mix(in srgb, var(--accent) 14%, var(--sheet)); }
.phase.is-submitting { color: var(--wait); background: var(--wait-bg); }
.phase.is-finishing, .phase.is-parked { color: var(--odd); background: var(--odd-bg); }
.phase.is-placed { color: var(--good); background: var(--good-bg); }
.phase.is-rejected { color: var(--bad); background: var(--bad-bg); }
.lane { position: relative; padding: 6px 0 8px; }
.lane + .lane, .between + .lane { border-top: 1px solid var(--line); }
.lanehead { position: relative; display: flex; flex-wrap: wrap; align-items: baseline;
  gap: 2px 10px; padding: 4px var(--edge) 6px; background: var(--sheet); }
.lanehead strong { font-weight: 650; } .lanehead .soft { font-size: 12.5px;
  font-variant-numeric: tabular-nums; }
.lanehead .pill { margin-left: auto; white-space: normal; }
.extent { inset-block: 36px 6px; border-radius: 6px; min-width: 3px;
  background: color-mix(in srgb, var(--accent) 5%, transparent); }
.bar-call, .bar-write, .bar-wait { top: 50%; min-width: 3px; border-radius: 3px; }
.bar-call { height: 14px; margin-top: -7px; background-color: var(--accent); }
.bar-call.wait, .key.failed { background-color: #e09b1f; }
.bar-call.bad { background-color: #d9483b; }
.bar-write { height: 14px; margin-top: -7px; background-color: #9a7bd0; }
.bar-write.bad { background-color: #d9483b; }
.broken { background-image: linear-gradient(-70deg, transparent calc(50% - 4px),
  var(--sheet) 0 calc(50% - 1px), transparent 0 calc(50% + 1px), var(--sheet) 0 calc(50% + 4px),
  transparent 0); }
.bar-wait { height: 8px; margin-top: -4px; border: 1px solid var(--line); min-width: 2px;
  background: repeating-linear-gradient(90deg, color-mix(in srgb, var(--soft) 45%, transparent)
  0 3px, transparent 3px 6px); }
.key.call { background: var(--accent); } .key.write { background: #9a7bd0; }
.key.failed { background: linear-gradient(135deg, #e09b1f 50%, #d9483b 50%); }
.key.pause { background: repeating-linear-gradient(90deg, var(--soft) 0 2px, transparent 2px 4px); }
.is-write { --row: 20px; } .is-write .label b { font-weight: 450; }
.is-write .label::before, .is-wait .label::before { content: ""; display: inline-block;
  width: 14px; }
.is-wait { --row: 20px; color: var(--soft); } .is-wait .label b { font-weight: 400; }
.is-event .label b { color: var(--wait); }
.event { width: 9px; height: 9px; margin: 8px 0 0 -4px; rotate: 45deg; background: #e09b1f; }
.between { border-top: 1px solid var(--line); background: var(--paper); }
.between .label { font-size: 12.5px; overflow: visible; }
@media (max-width: 980px) {
  .tick.second { display: none; }
}
@media (max-width: 760px) {
  .plot { --edge: 12px; --cut: 44px; }
  .row { grid-template-columns: minmax(0, 1fr) auto; padding-block: 3px; }
  .row .label { grid-area: 1 / 1; } .row .figure { grid-area: 1 / 2; }
  .row .track { grid-area: 2 / 1 / 3 / 3; --row: 16px; }
  .under { inset-inline: var(--edge); }
  .mark { display: none; } .cut, .extent { opacity: .6; }
  .phase:last-child { min-width: 0; }
  .lanehead .pill { margin-left: 0; }
  .legend { margin-left: 0; }
  .phases .track { --row: 24px !important; } .axis .track { height: 30px; }
}
"""
