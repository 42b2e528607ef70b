// A reply as something to look at: the verdict first, then why, then the one next step.

import { contactLine, h, icon } from "./dom.js";

const ICONS = {
  stop: ["M8 3h8l5 5v8l-5 5H8l-5-5V8z", "M12 8v5", "M12 16.500v.010"],
  wait: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 7.500V12l3 2"],
  confirm: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M9.500 9.500a2.500 2.500 0 1 1 3.600 2.300c-.7.400-1.100.800-1.100 1.700", "M12 16.500v.010"],
  read: ["M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12z", "M12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z"],
  blocked: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M5.700 5.700l12.600 12.600"],
  well: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M8 12.300l2.700 2.700L16 9.500"],
  news: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 11v5", "M12 7.500v.010"],
};
const FEEDBACK = new Set(["helped", "not_helped"]);
const OPENS = new Set(["details", "simple", "draft_owner", "draft_network"]);

export function card(reply, contact, press) {
  const panels = h("div", { hidden: true });
  const answers = reply.buttons.filter((button) => button.action === "answer");
  const steps = reply.buttons.filter((b) => b.action !== "answer" && !FEEDBACK.has(b.action));
  const feedback = reply.buttons.filter((button) => FEEDBACK.has(button.action));
  return h("article.card", { "data-tone": reply.tone, "data-category": reply.category },
    h("div.card-head", {},
      h("p.card-marks", {},
        h("span.mark", {}, icon(...ICONS[reply.tone]), reply.mark),
        h("span.label", {}, reply.label),
        reply.about ? h("span.about", {}, reply.about) : ""),
      h("h2", {}, reply.headline)),
    h("div.card-body", {},
      reply.aside ? h("p.aside", {}, reply.aside) : "",
      reply.why ? h("p", {}, reply.why) : "",
      reply.next_step ? h("div.next", {}, h("span.name", {}, "What to do now"), h("p", {}, reply.next_step)) : "",
      reply.who_fixes ? h("p", {}, h("span.name", {}, "Who fixes it"), reply.who_fixes) : "",
      reply.question ? h("div.question", {}, h("p", {}, reply.question), h("div.row", {}, answers.map((b) => answer(b, press)))) : "",
      reply.notes.map((note) => h("p.contact", {}, note)),
      h("div.steps", {}, steps.map((button) => step(button, panels, press))),
      panels,
      h("p.contact", {}, "Still stuck? ", contactLine(contact))),
    feedback.length ? foot(feedback, press) : "");
}

export function lines(reply, press) {
  const buttons = reply.buttons.map((button) => step(button, null, press));
  return h("div.says", {},
    reply.title ? h("h3", {}, reply.title) : "",
    h("p.words", {}, reply.lines.join("\n")),
    buttons.length ? h("div.row", {}, buttons) : "");
}

function step(button, panels, press) {
  const opens = panels && OPENS.has(button.action);
  const first = button.action === "ask_person" ? ".first" : "";
  const element = h(`button.button${first}`, { type: "button", "data-action": button.action, "aria-expanded": opens ? "false" : null }, button.label);
  element.addEventListener("click", () => (opens ? unfold(element, button, panels, press) : press(button, element)));
  return element;
}

function answer(button, press) {
  const element = h("button.button", { type: "button", "data-choice": button.choice }, button.label);
  element.addEventListener("click", () => press(button, element));
  return element;
}

async function unfold(element, button, panels, press) {
  const open = element.getAttribute("aria-expanded") === "true";
  for (const other of element.parentElement.querySelectorAll("[aria-expanded]")) other.setAttribute("aria-expanded", "false");
  panels.replaceChildren();
  panels.hidden = true;
  if (open) return;
  element.setAttribute("aria-expanded", "true");
  const shown = await press(button, element);
  if (element.getAttribute("aria-expanded") !== "true") return;
  const evidence = button.action === "details" ? ".evidence" : "";
  const text = shown.lines.join("\n");
  const copy = h("button.button.small", { type: "button" }, "Copy");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = "Copied";
  });
  panels.replaceChildren(h(`section.shown${evidence}`, { "aria-label": shown.title },
    h("h3", {}, shown.title), h("pre", { tabindex: "0" }, text), button.action === "simple" || !navigator.clipboard ? "" : h("div.row", {}, copy)));
  panels.hidden = false;
}

function foot(feedback, press) {
  const told = h("span", { role: "status" }, "Did this help?");
  const buttons = feedback.map((button) => {
    const element = h("button.button.quiet.small", { type: "button", "data-action": button.action }, button.label);
    element.addEventListener("click", async () => {
      const shown = await press(button, element);
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === element));
      told.textContent = shown.lines.join(" ");
    });
    return element;
  });
  return h("div.card-foot", {}, h("div.row", {}, told), h("div.row", {}, buttons));
}
