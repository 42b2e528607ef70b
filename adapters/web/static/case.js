// One case as a technician sees it: both views side by side, the chain, what was said and done.

import { h, meta, time } from "./dom.js";

const DID = {
  open: "asked for a technician",
  claim: "took the ticket",
  release: "gave it back",
  assign: "assigned it to",
  resolve: "closed it",
  reopen: "opened it again",
  note: "noted",
  escalate: "raised it",
};

const WENT = { due: "on its way", delivered: "delivered", dead: "given up" };
const LONG = 900;

export function caseView(one, me, draft, on) {
  return h("div", {},
    h("a.button.small.back", { href: "#" }, "All tickets"),
    head(one, me, on),
    verdict(one, on),
    h("div.views", {},
      h("section.panel", { "aria-label": "On their screen" }, h("h2", {}, "On their screen"), ...theirs(one)),
      h("section.panel", { "aria-label": "Seen from here" }, h("h2", {}, "Seen from here"), ...ours(one.record?.check))),
    h("section.panel.wide", {}, h("h2", {}, "What was said and done"), h("ol.timeline", {}, one.moments.map(moment)), one.ticket ? answer(one, me, draft, on) : ""),
    one.attachments.length ? h("section.panel.wide", {}, h("h2", {}, "Files"), h("ul", {}, one.attachments.map((file) => h("li", {}, h("a", { href: `/desk/api/cases/${one.id}/files/${file.id}`, download: "" }, file.name))))) : "",
    one.deliveries.length ? h("section.panel.wide", {}, h("h2", {}, "Where it went"), h("ul", {}, one.deliveries.map((d) => meta("li", `${d.place}: ${d.kind}, ${WENT[d.state] ?? d.state}${d.error ? ` (${d.error})` : ""}`)))) : "");
}

function head(one, me, on) {
  const ticket = one.ticket;
  const title = h("div", {}, h("h1", {}, one.title || "A question"), meta("p", ticket ? h("b", {}, `${ticket.priority} #${ticket.number}`) : "No ticket",
    ticket ? ticket.state : "", ticket?.owner ? `with ${ticket.owner === me.key ? "you" : ticket.owner_name}` : "nobody has it",
    one.requester, one.place));
  return h("header.case-head", {}, title, ticket ? h("div.row", {}, steps(one, me, on)) : "");
}

function steps(one, me, on) {
  const { ticket } = one;
  const button = (action, label, first) => h(`button.button.small${first ? ".first" : ""}`, { type: "button", "data-step": action, onclick: () => on.step(one, action) }, label);
  if (ticket.state === "resolved") return [button("reopen", "Open again", true)];
  const made = [];
  if (!ticket.owner) made.push(button("claim", "Take it", true));
  if (ticket.owner === me.key) made.push(button("release", "Give it back"));
  const others = Object.entries(me.people).filter(([key]) => key !== ticket.owner && !(key === me.key && !ticket.owner));
  if (others.length) made.push(assign(one, others, on));
  made.push(button("resolve", "Close it"));
  return made;
}

function assign(one, others, on) {
  const choice = h("select", { "aria-label": "Assign to" }, h("option", { value: "" }, "Assign to"), others.map(([key, name]) => h("option", { value: key }, name)));
  choice.addEventListener("change", () => choice.value && on.step(one, "assign", { to: choice.value }));
  return choice;
}

function verdict(one, on) {
  const told = one.record;
  if (!told) return "";
  const buttons = [[true, "Verdict right"], [false, "Verdict wrong"]].map(([right, label]) =>
    h("button.button.small", { type: "button", onclick: () => on.judge(one, right) }, label));
  const both = told.comparison ? `Comparison: ${told.comparison.name.replaceAll("_", " ")} (row ${told.comparison.row})` : "Nothing to compare";
  return h("section.verdict", { "aria-label": "What certdesk said" },
    h("div", {}, h("b", {}, `${told.answer.label}: ${told.answer.headline}`), meta("p", both, `Verdict: ${(told.verdict ?? "none").replaceAll("_", " ")}`, `Risk: ${told.risk.replaceAll("_", " ")}`, `Fixed by: ${told.responsible.replaceAll("_", " ")}`)),
    h("div.row", {}, buttons));
}

function facts(pairs) {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "" && String(value).length);
  return known.length ? h("dl.facts", {}, known.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, String(value))])) : "";
}

function theirs(one) {
  const told = one.record?.reported ?? {};
  const answers = one.answers;
  const yes = (value, right, wrong) => (value === null || value === undefined ? "" : value ? right : wrong);
  const list = facts([
    ["Program", told.client], ["Codes", (told.codes ?? []).join(", ")], ["Host", told.host],
    ["Certificate for", (told.certificate_names ?? []).join(", ")], ["Issuer", told.issuer],
    ["Valid from", told.not_before], ["Valid until", told.not_after], ["Its clock", told.clock],
    ["Can be passed", yes(told.hsts, "no (HSTS)", "")],
    ["Where", yes(answers.one_site, "only this site", "many sites")],
    ["Mobile data", yes(answers.gone_on_mobile, "gone there", "still there")],
    ["Date and time", yes(answers.clock_right, "right", "wrong")],
  ]);
  const parts = [list || meta("p", "Nothing but an address or a question.")];
  if (one.shown_chain.length) parts.push(h("h3", {}, "The chain that was pasted (proves nothing by itself)"), chain(one.shown_chain, [], []));
  else if (list) parts.push(meta("p", "No chain was pasted."));
  return parts;
}

function ours(check) {
  if (!check) return [meta("p", "certdesk has not looked at a site in this case.")];
  const problems = check.problems.map((p) => h("li", {}, h("b", {}, p.id.replaceAll("_", " ")), ` (${p.severity})${p.evidence ? `: ${p.evidence}` : ""}`));
  const bad = check.problems.filter((p) => p.severity === "error" && p.certificate !== null).map((p) => p.certificate);
  return [
    facts([
      ["Host", `${check.target.host ?? check.target.input}${check.target.port ? `:${check.target.port}` : ""}`],
      ["Address", check.connection?.address], ["Connection", check.connection ? `${check.connection.protocol}, ${check.connection.cipher}` : ""],
      ["Chrome shows", check.browsers.chrome ?? codeless(check)], ["Firefox shows", check.browsers.firefox ?? codeless(check)],
      ["In order", check.alternative],
    ]),
    problems.length ? h("h3", {}, "Findings") : "", problems.length ? h("ul.problems", {}, problems) : "",
    check.served_chain.length ? h("h3", {}, "The chain") : "", check.served_chain.length ? chain(check.served_chain, check.path ?? [], bad) : "",
    check.answer.owner_steps.length ? h("h3", {}, "For who runs the server") : "",
    h("ol.problems", {}, check.answer.owner_steps.map((text) => h("li", {}, text))),
  ];
}

/** Without a code the page opens, unless nobody saw the server. */
function codeless(check) {
  return ["unreachable", "unclear"].includes(check.category) ? "not known" : "the page";
}

function name(text, names = []) {
  return text?.match(/CN=([^,]+)/)?.[1] ?? names[0] ?? text ?? "";
}

function chain(served, path, bad) {
  const links = served.map((one, index) => h(`li.link-of-chain${bad.includes(index) ? ".bad" : ""}`, {},
    h("b", {}, one.error ? "unreadable" : name(one.subject, one.names ?? []) || "no subject"),
    one.error ? h("span", {}, one.error) : h("span", {}, `${one.not_before.slice(0, 10)} to ${one.not_after.slice(0, 10)}, ${one.key}`),
    one.names?.length ? h("p", {}, one.names.slice(0, 6).join(", "), one.names_total > 6 ? ` and ${one.names_total - 6} more` : "") : "",
    h("code", {}, one.sha256.slice(0, 32))));
  const sent = new Set(served.map((one) => one.sha256));
  const anchor = path.length && !sent.has(path[path.length - 1]);
  const last = served[served.length - 1];
  if (anchor) links.push(h("li.link-of-chain.anchor", {}, h("b", {}, name(last.issuer)), h("span", {}, "trusted here; not sent, and need not be")));
  else if (!path.length && last.issuer && last.issuer !== last.subject) links.push(h("li.link-of-chain.anchor.gap", {}, h("b", {}, name(last.issuer)), h("span", {}, "not known here")));
  return h("ol.chain", {}, links);
}

function moment(one) {
  if (one.kind === "entry") {
    const words = one.action === "assign" || one.text === "" ? "" : h("p.words", {}, one.text);
    const to = one.action === "assign" ? ` ${one.text}` : "";
    return h("li", {}, time(one.at), h(`div${one.is_private ? ".private" : ""}`, {}, h("p.by", {}, `${one.who || (one.role === "requester" ? "The person" : "certdesk")} ${DID[one.action] ?? one.action}${to}`, one.is_private ? " (internal)" : ""), words));
  }
  const by = { requester: "The person", technician: one.who || "A technician", certdesk: "certdesk" }[one.role];
  return h("li", {}, time(one.at), h(`div${one.role === "technician" ? ".answered" : ""}`, {}, h("p.by", {}, by), words(one.text)));
}

/** A pasted page is read in a box of its own; what follows it stays in sight. */
function words(text) {
  const long = text.length > LONG || text.split("\n").length > 12;
  return h(`p.words${long ? ".long" : ""}`, long ? { tabindex: "0" } : {}, text);
}

function answer(one, me, draft, on) {
  const { ticket } = one;
  const box = h("textarea", { id: "reply", "aria-label": "Answer or note", maxlength: "8000", placeholder: "Write to the person, or a note for colleagues" });
  box.value = draft;
  const mine = !ticket.owner || ticket.owner === me.key;
  const open = ticket.state !== "resolved";
  const send = (action) => box.value.trim() ? on.step(one, action, { text: box.value }) : box.focus();
  return h("div.answer", {}, box, h("div.row", {},
    open && mine ? h("button.button.first", { type: "button", "data-step": "answer", onclick: () => send("answer") }, "Send to the person") : "",
    h("button.button", { type: "button", "data-step": "note", onclick: () => send("note") }, "Keep as a note"),
    open && !mine ? meta("p", `${ticket.owner_name} has this ticket; take it over first to answer.`) : ""));
}
