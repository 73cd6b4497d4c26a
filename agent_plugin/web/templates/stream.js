// Gradio's client takes its stream of answers for open until it has read that it is closed. A question whose receipt
// comes in between is answered where nobody listens. So a receipt waits until the stream has brought a word of that
// very question, or has been closed.
(() => {
  const ask = window.fetch.bind(window);
  const streams = new Set();
  const ID = /"event_id":\s*"(\w+)"/g;
  const opened = async (request) => {
    const stream = { signal: request.signal, heard: new Set() };
    streams.add(stream);
    const left = () => streams.delete(stream);
    request.signal.addEventListener("abort", left);
    try {
      const answer = await ask(request);
      if (!answer.ok) left();
      const decoder = new TextDecoder();
      let tail = "";
      const listened = new TransformStream({
        transform(piece, on) {
          tail += decoder.decode(piece, { stream: true });
          for (const found of tail.matchAll(ID)) stream.heard.add(found[1]);
          tail = tail.slice(-64);  // an id may lie across two pieces
          on.enqueue(piece);
        },
        flush() { setTimeout(left, 1000); },  // one that ended without a word is none
      });
      return new Response(answer.body.pipeThrough(listened), answer);
    } catch (error) {
      left();
      throw error;
    }
  };
  const heard = async (id) => {
    while (streams.size && ![...streams].some((one) => one.heard.has(id))) await new Promise((on) => setTimeout(on, 10));
  };
  window.fetch = async (what, how) => {
    const path = new URL(what.url || what, location).pathname;
    if (path.endsWith("/queue/data")) return opened(new Request(what, how));
    const answer = await ask(what, how);
    if (answer.ok && path.endsWith("/queue/join")) await heard((await answer.clone().json()).event_id);
    return answer;
  };
})();
