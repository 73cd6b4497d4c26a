// Once, when the page is there: files may be dropped anywhere, what is not sent yet stays, an answer is shown from
// its first line, and what is copied is plain text.
() => {
  const $ = (query, from = document) => from.querySelector(query);
  const box = () => $("#ll-ask textarea");
  const log = () => $("#ll-chat [role=log]");

  // Files.
  const hasFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  document.addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    const input = $("#ll-ask input[type=file]");
    if (!input || event.target.closest?.("#ll-ask")) return;  // there Gradio takes them itself
    const carried = new DataTransfer();
    for (const file of event.dataTransfer.files) carried.items.add(file);
    input.files = carried.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    box()?.focus();
  });

  // What is not sent yet, by conversation.
  const draft = () => `lastlook-draft${new URLSearchParams(location.search).get("chat") || ""}`;
  document.addEventListener("input", (event) => {
    if (event.target === box()) localStorage.setItem(draft(), event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target === box() && event.key === "Enter" && !event.shiftKey) localStorage.removeItem(draft());
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#ll-ask .submit-button")) localStorage.removeItem(draft());
  }, true);
  const restore = () => {
    const kept = localStorage.getItem(draft());
    if (!kept || !box() || box().value) return;
    box().value = kept;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  };

  // An answer is seen from its first line; who has scrolled away is not pulled back.
  let follows = true, asked = 0, shown = null, written = false;
  const button = document.createElement("button");
  button.id = "ll-new";
  button.type = "button";
  button.hidden = true;
  button.textContent = document.documentElement.lang.startsWith("zh") || navigator.language.startsWith("zh") ? "新的回答 ↓" : "New answer ↓";
  const isAnswer = (one) => one.innerText.trim() && !$(".thought-group", one);
  const all = (who) => [...(log()?.querySelectorAll(`[data-testid=${who}]`) || [])];
  const newest = () => {
    const last = all("user").at(-1);
    const after = all("bot").filter((one) => !last || last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    return after.find(isAnswer) || null;
  };
  const reveal = (one) => {
    const frame = log();
    if (!frame || !one) return;
    frame.scrollTop += one.getBoundingClientRect().top - frame.getBoundingClientRect().top - 8;
    const top = one.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight - 120) $("#ll-chat").scrollIntoView({ block: "start" });
    button.hidden = true;
  };
  button.addEventListener("click", () => { follows = true; reveal(newest()); });
  const away = () => { follows = false; };
  for (const kind of ["wheel", "touchmove"]) document.addEventListener(kind, (event) => { if (event.target.closest?.("#ll-chat")) away(); }, { passive: true });
  document.addEventListener("keydown", (event) => {
    if (["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(event.key) && event.target.closest?.("#ll-chat")) away();
  });
  const changed = () => {
    const frame = log();
    if (!frame) return;
    for (const one of frame.querySelectorAll("[data-testid][aria-label]")) {
      const words = one.innerText.trim() || $("img", one)?.alt || "";
      if (one.getAttribute("aria-label") !== words) one.setAttribute("aria-label", words);  // no markup, no address
    }
    for (const inner of frame.querySelectorAll(".thought-group .title button")) {  // Gradio's button within a button
      const outer = inner.closest(".title"), words = outer.innerText.trim();
      for (const name of ["role", "tabindex"]) outer.removeAttribute(name);
      if (words && inner.getAttribute("aria-label") !== words) inner.setAttribute("aria-label", words);
      inner.onkeydown = (event) => event.stopPropagation();  // its click opens; the key would close again
    }
    const users = all("user");
    if (users.length > asked) {
      follows = true;
      if (asked) reveal(users.at(-1));
      asked = users.length;
      written = false;
    }
    const answer = newest();
    if (answer && (answer !== shown || !written)) {
      shown = answer;
      written = true;
      if (follows) reveal(answer); else button.hidden = false;
    }
  };
  const watch = () => {
    const chat = $("#ll-chat");
    if (!chat) return setTimeout(watch, 100);
    chat.append(button);
    new MutationObserver(changed).observe(chat, { childList: true, subtree: true, characterData: true });
    changed();
    restore();
  };
  watch();

  // Copied is what is read: no markup, no address.
  const plain = (one) => {
    const copy = one.cloneNode(true);
    for (const image of copy.querySelectorAll("img")) image.remove();
    for (const mark of copy.querySelectorAll(".thought-group, .message-buttons, .options, button")) mark.remove();
    copy.style.cssText = "position:absolute;left:-9999px;white-space:normal";
    document.body.append(copy);
    const words = copy.innerText.replace(/\n{3,}/g, "\n\n").trim();
    copy.remove();
    return words;
  };
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("#ll-chat .message-buttons button");
    if (!pressed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const buttons = pressed.closest(".message-buttons");
    const row = [buttons.previousElementSibling, buttons.closest(".message-row"), buttons.parentElement].find((one) => one && one.querySelector("[data-testid]"));
    const words = [...row.querySelectorAll("[data-testid=bot], [data-testid=user]")].map(plain).filter(Boolean).join("\n\n");
    navigator.clipboard.writeText(words);
  }, true);
}
