// Elements from data. Text is only ever set as text: nothing that came from elsewhere is markup.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export function meta(tag, ...parts) {
  return h(`${tag}.meta`, {}, parts.filter(Boolean).map((part) => (typeof part === "string" ? h("span", {}, part) : part)));
}

export function icon(...paths) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  for (const path of paths) {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", path);
    drawing.append(line);
  }
  return drawing;
}

export function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function time(text) {
  const moment = new Date(text);
  return h("time", { datetime: text }, moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
}

export function day(text) {
  return new Date(text).toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" });
}

export function contactLine(contact) {
  const ways = [];
  if (contact.phone) ways.push(h("a", { href: `tel:${contact.phone.replace(/[^+\d]/g, "")}` }, contact.phone));
  if (contact.email) ways.push(h("a", { href: `mailto:${contact.email}` }, contact.email));
  if (contact.hours) ways.push(contact.hours);
  const told = ways.flatMap((way, place) => (place ? [", ", way] : [way]));
  return contact.name ? [contact.name, told.length ? ": " : "", ...told] : told;
}
