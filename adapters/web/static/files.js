// Files that somebody adds, drops or pastes: text as it is, certificates as PEM, pictures not yet.

import { h } from "./dom.js";

const MOST = 256 * 1024;
const MOST_FILES = 8;
const TEXT = /\.(txt|log|pem|crt|cer|der|p7b)$/i;
const SEQUENCE = 0x30;

export function attachTo({ input, list, button, page, text, say, picture }) {
  let held = [];

  function show() {
    list.hidden = held.length === 0;
    list.replaceChildren(...held.map((file) => h("li.file", {}, file.name,
      h("button.button.quiet.small", {
        type: "button",
        "aria-label": `Remove ${file.name}`,
        onclick: () => {
          held = held.filter((one) => one !== file);
          show();
          text.focus();
        },
      }, "Remove"))));
  }

  async function add(files) {
    for (const file of files) {
      if (file.type.startsWith("image/")) {
        picture();
      } else if (!TEXT.test(file.name) && !file.type.startsWith("text/")) {
        say(`I can read text and certificates (.txt, .log, .pem, .crt, .cer). ${file.name} is neither.`, true);
      } else if (file.size > MOST) {
        say(`${file.name} is larger than 256 kB. Please send only the part with the warning.`, true);
      } else if (held.length >= MOST_FILES) {
        say("That is enough for one message. Please send these first.", true);
      } else {
        held.push({ name: file.name.slice(0, 200), text: readable(new Uint8Array(await file.arrayBuffer())) });
        say("");
      }
    }
    show();
  }

  button.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    await add(input.files);
    input.value = "";
    text.focus();
  });
  text.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length && !event.clipboardData.getData("text/plain")) {
      event.preventDefault();
      add(files);
    } else if ((event.clipboardData?.getData("text/plain").length ?? 0) > 2 * MOST) {
      event.preventDefault();
      say("That is a very long text. Please paste only the part with the warning.", true);
    }
  });
  page.addEventListener("dragover", (event) => {
    event.preventDefault();
    page.classList.add("dropping");
  });
  page.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) page.classList.remove("dropping");
  });
  page.addEventListener("drop", (event) => {
    event.preventDefault();
    page.classList.remove("dropping");
    add([...event.dataTransfer.files]);
  });

  return {
    held: () => held,
    take() {
      const taken = held;
      held = [];
      show();
      return taken;
    },
  };
}

// DER begins with a sequence; as PEM it can be read like anything that is pasted.
function readable(bytes) {
  const isBinary = bytes[0] === SEQUENCE && bytes.subarray(0, 64).some((byte) => byte < 9 || byte > 126);
  if (!isBinary) return new TextDecoder().decode(bytes);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const body = btoa(binary).replace(/.{64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
}
