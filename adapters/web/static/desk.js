// The desk: who is signed in, the queue, and one case; drawn anew whenever something changed.

import { caseView } from "./case.js";
import { h, meta } from "./dom.js";
import { Live } from "./live.js";

const byId = (id) => document.getElementById(id);
const WAIT = 120;
let me = null;
let tab = "open";
let drafts = new Map();
let timer = 0;
let shownCase = "";

export async function ask(path, options = {}) {
  const answer = await fetch(`/desk/api/${path}`, options);
  if (answer.status === 401) {
    signedOut();
    throw new Error("signed out");
  }
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : { error: await answer.text() };
  if (!answer.ok) throw new Error(told.error || "That did not work.");
  return told;
}

export function post(path, body) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

function say(sentence) {
  byId("note").textContent = sentence;
}

async function begin() {
  me = await ask("me");
  byId("me").textContent = me.name;
  byId("leave").hidden = false;
  byId("sign-in").hidden = true;
  byId("room").hidden = false;
  new Live("/desk/live", { prepare: async () => {}, message: soon, state: (up) => {
    document.body.dataset.live = up ? "yes" : "no";
    say(up ? "" : "The connection is gone. This page is not up to date until it is back.");
    if (up) soon();
  } });
  await refresh();
}

function signedOut() {
  byId("room").hidden = true;
  byId("leave").hidden = true;
  byId("sign-in").hidden = false;
  if (location.hash === "#wrong") say("That link is not valid.");
  byId("token").focus();
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, WAIT);
}

async function refresh() {
  try {
    await Promise.all([drawQueue(), drawCase()]);
  } catch (error) {
    say(error.message === "signed out" ? "" : error.message);
  }
}

async function drawQueue() {
  if (tab === "dead") {
    const { rows } = await ask("dead");
    count(rows.length);
    byId("queue").replaceChildren(...(rows.length ? rows.map(dead) : [meta("li", "Everything was delivered.")]));
    return;
  }
  const { rows, undelivered } = await ask(`queue${tab === "resolved" ? "?state=resolved" : ""}`);
  count(undelivered);
  const listed = tab === "mine" ? rows.filter((row) => row.owner === me.key) : rows;
  const focused = document.activeElement?.dataset?.case;
  byId("queue").replaceChildren(...(listed.length ? listed.map(ticket) : [meta("li", "Nobody waits here.")]));
  if (focused) byId("queue").querySelector(`[data-case="${CSS.escape(focused)}"]`)?.focus();
}

function count(undelivered) {
  const tab = byId("tabs").querySelector("[data-tab=dead]");
  tab.replaceChildren("Undelivered", undelivered ? h("span.count", {}, undelivered > 99 ? "99+" : String(undelivered)) : "");
}

function ticket(row) {
  const late = row.state === "open" && new Date(row.due_at) < new Date();
  return h("li", {}, h("a.ticket", {
    href: `#${row.case}`, "data-case": row.case, "data-priority": row.priority, "aria-current": String(row.case === location.hash.slice(1)),
  },
  meta("span", h("b", {}, row.priority), `#${row.number}`, row.state === "waiting" ? "waits for the person" : row.state, age(row.opened_at), late ? h("span.late", {}, "late") : ""),
  h("strong", {}, row.title),
  meta("span", row.owner ? row.owner_name || "taken" : "nobody has it", row.place)));
}

function dead(row) {
  const again = h("button.button.small", { type: "button", onclick: () => act(() => post("dead", { key: row.key })) }, "Try again");
  return h("li.panel", {}, h("strong", {}, `${row.place}: ${row.title}`), meta("p", row.attempts === 1 ? "tried once" : `tried ${row.attempts} times`), h("p", {}, row.error), again);
}

export function age(text) {
  const minutes = Math.max(0, Math.round((Date.now() - new Date(text)) / 60000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}

async function drawCase() {
  const id = location.hash.slice(1);
  byId("room").dataset.open = id ? "yes" : "no";
  if (!id || id === "wrong") {
    byId("case").replaceChildren(h("div.nothing", {}, h("h2", {}, "Choose a ticket"), h("p", {}, "You see what the person saw beside what certdesk sees, and everything that was said.")));
    return;
  }
  const one = await ask(`cases/${encodeURIComponent(id)}`);
  const box = byId("reply");
  if (box && shownCase) drafts.set(shownCase, box.value);
  const held = document.activeElement === box && box ? [box.selectionStart, box.selectionEnd] : null;
  byId("case").replaceChildren(caseView(one, me, drafts.get(id) ?? "", { act, step, judge }));
  const fresh = byId("reply");
  if (held && fresh && shownCase === id) {
    fresh.focus();
    fresh.setSelectionRange(...held);
  }
  shownCase = id;
}

async function act(doing) {
  try {
    say("");
    await doing();
  } catch (error) {
    say(error.message);
  }
  await refresh();
}

function step(one, action, body = {}) {
  return act(async () => {
    await post(`tickets/${one.ticket.ticket}/${action}`, { version: one.ticket.version, ...body });
    if (action === "answer" || action === "note") {
      drafts.delete(one.id);
      byId("reply").value = "";
    }
  });
}

function judge(one, right) {
  return act(() => post(`cases/${one.id}/verdict`, { right }).then(() => say("Noted. Thank you.")));
}

addEventListener("hashchange", () => {
  const from = shownCase;
  refresh().then(() => {
    if (from !== location.hash.slice(1)) byId("case").focus();
  });
});
byId("tabs").addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-tab]");
  if (!chosen) return;
  tab = chosen.dataset.tab;
  for (const one of byId("tabs").children) one.setAttribute("aria-pressed", String(one === chosen));
  refresh();
});
byId("token-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch("/desk/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token: byId("token").value.trim() }) });
  if (!answer.ok) {
    say("That is not a technician's token.");
    return;
  }
  byId("token").value = "";
  say("");
  begin();
});
byId("leave").addEventListener("click", async () => {
  await fetch("/desk/session", { method: "DELETE" });
  location.reload();
});

begin().catch(() => {});
