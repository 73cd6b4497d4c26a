// The host of the page: JSON-RPC by postMessage, as the MCP Apps extension has it (2026-01-26).
"use strict";
const host = (() => {
  const waiting = new Map(), listeners = new Map();
  let last = 0, context = {}, abilities = {};
  const post = (message) => window.parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  const tell = (method, params = {}) => post({ method, params });
  const ask = (method, params = {}) => new Promise((resolve, reject) => {
    const id = ++last;
    waiting.set(id, { resolve, reject });
    post({ id, method, params });
  });
  let dressed = () => undefined;
  const onDress = (listener) => { dressed = listener; };
  const on = (method, listener) => listeners.set(method, listener);

  function hear(event) {
    const message = event.data;
    if (event.source !== window.parent || !message || message.jsonrpc !== "2.0") return;
    if (message.method === undefined) {
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (asked && message.error) asked.reject(new Error(String(message.error.message)));
      else if (asked) asked.resolve(message.result);
    } else if (message.id !== undefined) {
      const known = message.method === "ping" || message.method === "ui/resource-teardown";
      post({ id: message.id, ...(known ? { result: {} } : { error: { code: -32601, message: "Method not found" } }) });
    } else {
      const listener = listeners.get(message.method);
      if (listener) listener(message.params || {});
    }
  }

  function dress(change) {
    context = { ...context, ...change };
    const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = context.theme || (dark ? "dark" : "light");
    document.documentElement.dataset.display = context.displayMode || "fullscreen";
    dressed();
  }

  async function connect() {
    window.addEventListener("message", hear);
    on("ui/notifications/host-context-changed", dress);
    dress({});
    const answer = await ask("ui/initialize", {
      protocolVersion: "2026-01-26",
      appInfo: { name: "lastlook-view", version: "1" },
      appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
    });
    abilities = answer.hostCapabilities || {};
    dress(answer.hostContext || {});
    tell("ui/notifications/initialized");
    new ResizeObserver(() => tell("ui/notifications/size-changed", {
      width: Math.ceil(document.documentElement.scrollWidth),
      height: Math.ceil(document.body.getBoundingClientRect().height),
    })).observe(document.body);
  }

  return {
    connect, on, onDress, tell, ask,
    locale: () => context.locale || "en",
    isInline: () => context.displayMode === "inline",
    canBe: (mode) => (context.availableDisplayModes || []).includes(mode),
    async become(mode) { dress({ displayMode: (await ask("ui/request-display-mode", { mode })).mode }); },
    can: (what) => abilities[what] !== undefined,
    call: (name, args) => ask("tools/call", { name, arguments: args }),
  };
})();
