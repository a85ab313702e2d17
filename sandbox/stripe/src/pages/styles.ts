/** The look of all hosted pages: the order beside the form on a wide screen, above it on a narrow one; light and dark. */
export const STYLES = `
:root{color-scheme:light dark;--page:#fff;--side:#f3f5f3;--ink:#16211c;--soft:#5a6a62;--line:#d5ddd8;--edge:#86948d;--field:#fff;
--brand:#0f6b4f;--brand-ink:#fff;--brand-soft:#e3f1eb;--bad:#b3261e;--bad-soft:#fdecea;--warn:#fff1cc;--warn-ink:#5c4300}
@media (prefers-color-scheme:dark){:root{--page:#121815;--side:#18211d;--ink:#eaf1ed;--soft:#9fb0a7;--line:#33423a;--edge:#6f8278;
--field:#1a231f;--brand:#4fc79a;--brand-ink:#06231a;--brand-soft:#1b3329;--bad:#ff9d94;--bad-soft:#3a1d1b;
--warn:#3d3110;--warn-ink:#ffe08a}}
*{box-sizing:border-box}
html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;background:var(--page)}
body{margin:0;color:var(--ink);min-height:100vh;display:flex;flex-direction:column;overflow-wrap:anywhere}
.ribbon{margin:0;padding:.45rem 1rem;background:var(--warn);color:var(--warn-ink);text-align:center;font-size:.875rem}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.columns{flex:1;display:grid;grid-template-columns:1fr 1fr}
.order{background:var(--side);padding:3.5rem 4rem;display:flex;justify-content:flex-end}
.pay{padding:3.5rem 4rem}
.order>div{width:100%;max-width:27rem;position:sticky;top:2rem;align-self:start}
.pay>form,.pay>details{width:100%;max-width:27rem}
.shop{display:flex;align-items:center;gap:.75rem;font-weight:600;margin:0 0 2rem}
.mark{flex:none;width:2.25rem;height:2.25rem;border-radius:.6rem;display:grid;place-items:center;background:var(--brand);
color:var(--brand-ink);font-weight:700}
.back{margin-left:auto;font-weight:400;font-size:.9rem;padding:.35rem 0;text-decoration:none}
.back:hover{text-decoration:underline}
a{color:var(--brand)}
.label{margin:0;color:var(--soft)}
.price{margin:.1rem 0 0;font-size:2.4rem;line-height:1.15;font-weight:700;letter-spacing:-.02em;
font-variant-numeric:tabular-nums}
.lead{margin:0;font-size:1.5rem;font-weight:700}
.then{margin:.4rem 0 0;color:var(--soft)}
.lines{list-style:none;margin:2rem 0 0;padding:0}
.lines li{display:grid;grid-template-columns:1fr auto;gap:.15rem 1.25rem;padding:1rem 0;border-top:1px solid var(--line)}
.lines strong{font-weight:600}
.amount{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.note{grid-column:1;margin:0;color:var(--soft);font-size:.9rem}
.totals{margin:0;border-top:1px solid var(--line);padding-top:1rem;display:grid;grid-template-columns:1fr auto;
gap:.35rem 1.25rem}
.totals dt{color:var(--soft)}
.totals dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
.totals .due{color:var(--ink);font-weight:700;border-top:1px solid var(--line);margin-top:.5rem;padding-top:.75rem}
.totals dt.due{margin-right:-1.25rem}
.totals .due:nth-child(1),.totals .due:nth-child(2){border-top:0;margin-top:0;padding-top:0}
.facts{margin:1.25rem 0 0;display:grid;grid-template-columns:auto 1fr;gap:.25rem 1.25rem;font-size:.9rem}
.facts dt{color:var(--soft)}
.facts dd{margin:0}
.facts+.note{margin-top:.75rem}
.quantity{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin-top:.4rem}
.stepper{display:inline-flex;align-items:center;border:1px solid var(--line);border-radius:.5rem;
background:var(--field);overflow:hidden;width:max-content}
.stepper button{border:0;background:none;color:inherit;font:inherit;width:2.5rem;height:2.5rem;cursor:pointer}
.stepper button:hover{background:var(--brand-soft)}
.stepper input{border:0;width:3.5rem;height:2.5rem;text-align:center;background:none;border-radius:0;padding:0;
appearance:textfield;-moz-appearance:textfield}
.stepper input::-webkit-inner-spin-button{display:none}
h1{font-size:1.25rem;margin:0 0 1.25rem}
.field{margin:0 0 1.1rem;border:0;padding:0;min-width:0}
fieldset{margin:1.75rem 0 1.1rem;border:0;border-top:1px solid var(--line);padding:0;min-width:0}
legend{font-size:1rem!important;padding:0 .75rem 0 0!important;margin:0 0 .9rem!important}
.optional{font-weight:400;color:var(--soft)}
label,legend{display:block;font-size:.9rem;font-weight:600;margin:0 0 .35rem;padding:0}
input,select{width:100%;height:2.9rem;padding:0 .85rem;font:inherit;color:inherit;background:var(--field);
border:1px solid var(--edge);border-radius:.5rem}
input::placeholder{color:var(--soft);opacity:1}
input[readonly]{background:var(--side)}
input[aria-invalid=true],select[aria-invalid=true]{border-color:var(--bad)}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
.error{margin:.35rem 0 0;color:var(--bad);font-size:.9rem}
.error:empty{display:none}
.banner{margin:0 0 1.25rem;padding:.8rem 1rem;border-radius:.5rem;background:var(--bad-soft);color:var(--bad);
border:1px solid currentColor}
.submit{text-decoration:none;display:flex;align-items:center;justify-content:center;gap:.6rem;width:100%;min-height:3.1rem;border:0;
border-radius:.6rem;background:var(--brand);color:var(--brand-ink);font:inherit;font-weight:700;cursor:pointer;
padding:.5rem 1rem}
.submit:hover{filter:brightness(1.08)}
.submit:disabled{opacity:.75;cursor:progress}
.spinner{width:1.1em;height:1.1em;border-radius:50%;border:.17em solid currentColor;border-right-color:transparent;
animation:turn .8s linear infinite}
@keyframes turn{to{transform:rotate(1turn)}}
@media (prefers-reduced-motion:reduce){.spinner{animation-duration:4s}}
[hidden]{display:none!important}
.cards{margin:0 0 1.5rem;padding:.9rem 1rem 1rem;border:1px dashed var(--line);border-radius:.6rem}
.cards h2{font-size:.9rem;margin:0 0 .2rem}
.cards p{margin:0 0 .7rem;font-size:.85rem;color:var(--soft)}
.cards div{display:flex;flex-wrap:wrap;gap:.45rem}
.cards button{font:inherit;font-size:.85rem;color:inherit;padding:.35rem .75rem;border:1px solid var(--line);
border-radius:2rem;background:var(--field);cursor:pointer}
.cards button:hover{border-color:var(--brand)}
.cards button[aria-pressed=true]{background:var(--brand-soft);border-color:var(--brand);font-weight:600}
.check{display:grid;grid-template-columns:auto 1fr;gap:.35rem .6rem;align-items:start}
.check input{width:1.15rem;height:1.15rem;margin:.15rem 0 0}
.check label{font-weight:400;margin:0}
.check .error{grid-column:1/-1}
.promotion{margin-top:1.5rem}
.promotion div{display:flex;gap:.6rem;align-items:center;justify-content:space-between}
.promotion div>span{min-width:0}
.promotion button,.plain{flex:none;font:inherit;font-size:.9rem;font-weight:600;color:var(--brand);padding:.55rem 1rem;border:1px solid var(--line);
border-radius:.5rem;background:var(--field);cursor:pointer}
.promotion button:hover,.plain:hover{border-color:var(--brand)}
.plain.danger{color:var(--bad)}
.plain.danger:hover{border-color:var(--bad)}
.notice{margin:0 0 1.25rem;padding:.8rem 1rem;border-radius:.5rem;background:var(--brand-soft);color:var(--ink)}
.portal details{margin-top:.6rem}
.portal summary,.debit summary{cursor:pointer;font-weight:600;padding:.35rem 0}
.portal #payment{max-width:27rem}
.portal{width:100%;max-width:42rem;margin:0 auto;padding:2.5rem 1.25rem}
.portal section{border-top:1px solid var(--line);padding:1.25rem 0}
.portal h2{font-size:1.05rem;margin:0 0 .75rem}
.portal h3{font-size:1rem;margin:0}
.item{padding:.6rem 0}
.item form,.portal details form{margin-top:.8rem}
.row{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center}
.row span{flex:1 1 14rem}
.row form{margin:0}
.row em{font-style:normal;font-size:.8rem;color:var(--brand);background:var(--brand-soft);padding:.15rem .5rem;border-radius:1rem}
.portal .lines{margin:0}
.portal .cards h2{font-size:.9rem;margin:0 0 .2rem}
.item form .then{margin:0 0 .9rem}
.debit{margin-top:1.25rem;padding-top:1rem;border-top:1px solid var(--line)}
.debit form{margin-top:1rem}
.small{margin:1rem 0 0;color:var(--soft);font-size:.85rem;text-align:center}
:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
.banner:focus{outline:none}
.stepper :focus-visible{outline-offset:-3px}
.center{flex:1;display:grid;place-items:center;padding:2rem 1.25rem;background:var(--side)}
.sheet{width:100%;max-width:29rem;background:var(--page);border:1px solid var(--line);border-radius:1rem;padding:2.25rem}
.sheet h1{font-size:1.5rem;margin:1rem 0 .25rem}
.sheet .shop{margin-bottom:1.5rem}
.badge{width:3.25rem;height:3.25rem;border-radius:50%;display:grid;place-items:center;background:var(--brand-soft);
color:var(--brand)}
.badge.bad{background:var(--warn);color:var(--warn-ink)}
.sheet p .submit{margin-top:1.5rem}
.choice{display:grid;gap:.75rem;margin-top:1.5rem}
.choice .plain{min-height:2.9rem}
.sheet .lines{margin-top:1.5rem}
@media (max-width:820px){.order>div{position:static}.columns{display:block}.order,.pay{padding:1.5rem 1.25rem;display:block}
.order>div,.pay>form,.pay>details{max-width:34rem;margin:0 auto}.shop{margin-bottom:1.25rem}.lines{margin-top:1.25rem}
.price{font-size:2.1rem}.sheet{padding:1.75rem 1.25rem}}
`
