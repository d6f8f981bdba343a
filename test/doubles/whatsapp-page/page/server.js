/** The way to the double: requests up, an event stream down. */
let pageId;
const missed = new Set();

/** @throws Error with the server's name for it: `ServerStatusCodeError` when it refused */
export async function request(op, args = {}) {
  const response = await fetch('/double/request', { method: 'POST', body: JSON.stringify({ page: pageId, op, args }) });
  const { result, error, name } = await response.json();
  if (error === undefined) return result;
  throw Object.assign(new Error(error), { name: name ?? 'Error' });
}

/** @returns the path under which the file can be downloaded */
export async function upload(blob, mimetype) {
  const response = await fetch('/double/media', { method: 'POST', body: blob, headers: { 'content-type': mimetype } });
  if (!response.ok) throw new Error('upload failed');
  return (await response.json()).path;
}

/** The library asked for something the page does not have: the double collects what to add. */
export function miss(what) {
  if (missed.has(what)) return;
  missed.add(what);
  if (pageId !== undefined) report('missing', { what });
}

/** @param onEvent gets every event but the first, which names this page */
export function connect(onHello, onEvent) {
  const stream = new EventSource('/double/events');
  stream.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.t !== 'hello') return void attempt(event.t, () => onEvent(event));
    if (pageId !== undefined) return location.reload();
    pageId = event.page;
    for (const what of missed) report('missing', { what });
    attempt('hello', onHello);
  };
}

async function attempt(during, action) {
  try {
    await action();
  } catch (error) {
    report('pageError', { during, error: String(error?.stack ?? error) });
  }
}

const report = (op, args) => void request(op, args).catch(() => {});
