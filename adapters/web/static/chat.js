// The conversation: what is written goes out with a key of its own, what comes back is drawn.

import { card, lines } from "./card.js";
import { day, h, key, contactLine } from "./dom.js";
import { attachTo } from "./files.js";
import { Live } from "./live.js";

const PATIENCE = 20000;
const MOST_AT_ONCE = 1000000;
const byId = (id) => document.getElementById(id);
const log = byId("lines");
const text = byId("text");
const note = byId("note");
const human = byId("human");
const contact = { ...human.dataset };
const cases = new Map();
const pending = new Map();
const waiting = new Map();
const looking = new Map();
let drawn = new Map();
let apart = "";
let acted = 0;

human.append(h("span", {}, "Need a person? "), ...contactLine({ phone: contact.phone, name: "", email: contact.phone ? "" : contact.email }));

const files = attachTo({ input: byId("file"), list: byId("files"), button: byId("attach"), page: document.body, text, say, picture });

const live = new Live("/chat/live", {
  prepare: async () => {
    const answer = await fetch("/chat/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    if (!answer.ok) throw new Error("no session");
  },
  message: take,
  state: (connected) => {
    document.body.dataset.live = connected ? "yes" : "no";
    say(connected ? "" : "The connection is gone. I will be back as soon as it is.");
  },
});

function say(sentence, bad = false) {
  note.textContent = sentence;
  note.classList.toggle("bad", bad);
}

function take(told) {
  if (told.type === "all") {
    cases.clear();
    for (const one of told.cases) cases.set(one.id, one);
    draw();
  } else if (told.type === "case") {
    say("");
    cases.set(told.case.id, told.case);
    if (told.case.erased) cases.delete(told.case.id);
    draw();
  } else if (told.type === "looking") {
    looking.set(told.key, told.text);
    draw();
  } else if (told.type === "shown") {
    waiting.get(told.key)?.(told);
    waiting.delete(told.key);
  } else if (told.type === "ack") {
    const mine = pending.get(told.key);
    if (mine) mine.safe = true;
    draw();
  } else if (told.type === "failed") {
    looking.set(told.key, told.text);
    draw();
  } else if (told.type === "again") {
    live.send({ type: "again" }, { kept: false });
  }
}

// Draws what is known; what is on the page already stays where it is.
function draw() {
  const wanted = [...rows()];
  const near = scrollY + innerHeight > document.documentElement.scrollHeight - 200;
  const now = new Map();
  let before = null;
  let fresh = null;
  for (const [id, make] of wanted) {
    let element = drawn.get(id);
    if (!element) {
      element = make();
      fresh = element;
    }
    if (before ? before.nextSibling !== element : log.firstChild !== element) log.insertBefore(element, before ? before.nextSibling : log.firstChild);
    now.set(id, element);
    before = element;
  }
  for (const [id, element] of drawn) if (!now.has(id)) element.remove();
  const first = drawn.size === 0;
  drawn = now;
  byId("hello").hidden = wanted.length > 0;
  byId("own").hidden = wanted.length === 0;
  whom();
  const asked = performance.now() - acted < PATIENCE;
  if (fresh && (near || first || asked)) fresh.scrollIntoView({ block: fresh.querySelector(".card") ? "start" : "nearest" });
}

function* rows() {
  const kept = new Set();
  let count = 0;
  for (const one of cases.values()) {
    if (!one.moments.length) continue;
    if (count++) yield [`case:${one.id}`, () => h("li.parting", {}, day(one.opened_at))];
    let entries = 0;
    for (const moment of one.moments) {
      if (moment.message) kept.add(moment.message);
      const id = moment.kind === "line" ? `line:${one.id}:${moment.number}:${moment.reply ? JSON.stringify(moment.reply) : ""}` : `entry:${one.id}:${entries++}:${moment.at}`;
      yield [id, () => row(one, moment)];
    }
  }
  for (const [id, mine] of pending) {
    if (kept.has(id)) mine.shown = true;
    if (!mine.shown && mine.text) yield [`mine:${id}:${mine.safe}`, () => own(mine.text, mine.safe ? "" : "Sending")];
    if (kept.has(`to:${id}`)) looking.delete(id);
    if (kept.has(`to:${id}`) || (mine.shown && !mine.text)) pending.delete(id);
  }
  for (const [id, sentence] of looking) {
    if (kept.has(`to:${id}`)) looking.delete(id);
    else yield [`looking:${id}:${sentence}`, () => h("li", { class: "says looking" }, h("p", {}, sentence))];
  }
}

function row(one, moment) {
  if (moment.kind === "entry") return h("li.event", {}, happened(moment, one));
  if (moment.role === "technician") {
    return h("li.from-person", {}, h("p.who", {}, moment.who || "A technician", h("span.badge", {}, "a person")), h("p.words", {}, moment.text));
  }
  if (moment.role === "requester") return own(moment.text);
  const reply = moment.reply;
  if (!reply) return h("li.says", {}, h("p.words", {}, moment.text));
  const press = (button) => pressed(one, button);
  return h("li", {}, reply.kind === "card" ? card(reply, contact, press) : lines(reply, press));
}

function own(words, state = "") {
  const long = words.split("\n").length > 7 || words.length > 500;
  return h(`li.mine${long ? ".long" : ""}`, long ? { tabindex: "0" } : {}, words, state ? h("span.sending", {}, state) : "");
}

function happened(moment, one) {
  const who = moment.who || (moment.role === "requester" ? "You" : "A technician");
  const number = one.ticket ? `#${one.ticket.number}` : "";
  const told = {
    open: `A technician has been asked. Ticket ${number}`,
    claim: `${who} is looking at ticket ${number} now`,
    assign: `${moment.text || "A technician"} is looking at ticket ${number} now`,
    release: `Ticket ${number} waits for a technician`,
    resolve: `${who} has closed ticket ${number}`,
    reopen: `Ticket ${number} is open again`,
  };
  return told[moment.action] ?? "";
}

function pressed(one, button) {
  acted = performance.now();
  const id = key();
  const record = { type: "press", key: id, case: one.id, action: button.action };
  if (["ask_person", "again", "answer"].includes(button.action)) {
    const isAnswer = button.action === "answer";
    pending.set(id, { text: isAnswer ? button.label : "", safe: false });
    if (isAnswer) Object.assign(record, { question: button.question, choice: button.choice, text: button.label });
    live.send(record);
    if (button.action === "ask_person") say("I am passing this on.");
    draw();
    return Promise.resolve({ lines: [] });
  }
  live.send(record, { kept: false });
  return new Promise((resolve) => waiting.set(id, resolve));
}

function picture() {
  const id = key();
  pending.set(id, { text: "", safe: false });
  live.send({ type: "picture", key: id, case: newest() });
}

// A technician who has the case is answered there, unless somebody asks about something else.
function inHand() {
  const held = [...cases.values()].filter((one) => one.ticket && ["claimed", "waiting"].includes(one.ticket.state));
  return held[held.length - 1];
}

function newest() {
  const held = inHand();
  if (!held) return "";
  if (apart === "") return held.id;
  const since = [...cases.values()].filter((one) => one.opened_at >= apart && one.id !== held.id);
  return since.length ? since[since.length - 1].id : "new";
}

function whom() {
  const held = inHand();
  const name = held?.ticket.owner_name || "a technician";
  const waits = [...cases.values()].some((one) => one.ticket?.state === "open");
  byId("to").hidden = !held;
  text.placeholder = held && apart === "" ? `Write to ${name}` : waits ? "Add anything, such as your name" : "Warning or address";
  if (!held) return;
  byId("to-text").textContent = apart === "" ? `You are writing to ${name} (ticket #${held.ticket.number}).` : "You are asking me about something new.";
  byId("to-other").textContent = apart === "" ? "Ask about something new" : `Write to ${name}`;
}

byId("to-other").addEventListener("click", () => {
  apart = apart === "" ? new Date().toISOString() : "";
  whom();
  text.focus();
});

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = wellFormed(text.value.trim());
  const attached = files.held();
  if (!words && !attached.length) {
    text.focus();
    return;
  }
  const id = key();
  const record = { type: "say", key: id, text: words, files: attached, case: newest() };
  if (new TextEncoder().encode(JSON.stringify(record)).length > MOST_AT_ONCE) {
    say("That is too much for one message. Please send only the part with the warning.", true);
    return;
  }
  files.take();
  acted = performance.now();
  const names = attached.map((file) => `[${file.name}]`).join(" ");
  pending.set(id, { text: [words, names].filter(Boolean).join("\n"), safe: false });
  live.send(record);
  text.value = "";
  grow();
  say("");
  draw();
  text.focus();
});

/** Half of a sign that takes two, as a cut-off paste leaves it, cannot be sent. */
function wellFormed(words) {
  return words.toWellFormed ? words.toWellFormed() : words;
}

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId("form").requestSubmit();
  }
});
text.addEventListener("input", grow);

function grow() {
  text.rows = Math.min(8, Math.max(1, text.value.split("\n").length));
}

byId("erase").addEventListener("click", () => byId("sure").showModal());
byId("sure").addEventListener("close", () => {
  if (byId("sure").returnValue !== "yes") return;
  pending.clear();
  looking.clear();
  live.send({ type: "erase", key: key() });
  say("Gone: what you sent here, with its files and answers.");
  text.focus();
});
