/** The way to the double: requests up, an event stream down. */
let pageId;
const missed = new Set();

let isLeaving = false;

/** Loads the page anew. */
export function reload() {
  isLeaving = true;
  location.reload();
}

/** @throws Error with the server's name for it: `ServerStatusCodeError` when it refused */
export async function request(op, args = {}) {
  const { result, error, name } = await post({ page: pageId, op, args });
  if (error === undefined) return result;
  throw Object.assign(new Error(error), { name: name ?? 'Error' });
}

/** WhatsApp Web asks through a socket: a page that goes gets no answer, where a fetch would still be told that it failed. */
async function post(asked) {
  try {
    const response = await fetch('/double/request', { method: 'POST', body: JSON.stringify(asked) });
    return await response.json();
  } catch (error) {
    if (isLeaving) return new Promise(() => {});
    throw error;
  }
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
    if (pageId !== undefined) return reload();
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
