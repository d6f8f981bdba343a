import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';

const HEADERS_PLACEHOLDER = '__OPENWA_HEADERS__';

/** What GraphiQL shows first: enough to see a session, and how to go on. */
const FIRST_QUERY = `# Your key goes into the Headers tab below:
#   {"X-API-Key": "owa_k1_..."}
# The book at the top left describes every field.

query Sessions {
  sessions {
    id
    name
    status
    phone
  }
}

# Live: choose this one with the play button.
subscription Everything {
  events {
    __typename
    cursor
    occurredAt
  }
}
`;

/**
 * The key may stand behind the `#` of the address, which browsers never send anywhere: the first-boot banner prints
 * such a link. It is moved into the Headers tab and removed from the address bar.
 */
const KEY_FROM_HASH = `<script>
  window.openwaHeaders = JSON.stringify({ 'X-API-Key': decodeURIComponent((/[#&]key=([^&]+)/.exec(location.hash) || [])[1] || '') }, null, 2);
  if (location.hash.includes('key=')) history.replaceState(null, '', location.pathname + location.search);
</script>`;

interface Page {
  readonly body: Buffer;
  readonly etag: string;
}

async function renderPage(): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'openwa-graphql',
    defaultQuery: FIRST_QUERY,
    headers: HEADERS_PLACEHOLDER,
    shouldPersistHeaders: true,
    subscriptionsProtocol: 'SSE',
  })
    .replace('<div id="root"></div>', `<div id="root"></div>${KEY_FROM_HASH}`)
    .replace(JSON.stringify(HEADERS_PLACEHOLDER), 'window.openwaHeaders');
  const body = await promisify(gzip)(html);
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}

/** A browser opening the endpoint, as opposed to a client that queries it. */
export const wantsGraphiQL = (request: IncomingMessage): boolean =>
  request.method === 'GET' &&
  (request.headers.accept ?? '').includes('text/html') &&
  !new URL(request.url ?? '/', 'http://localhost').searchParams.has('query');

/** Serves GraphiQL with every script, style and worker inside the one page. Made and packed on its first visit. */
export function createGraphiQL(): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  let page: Promise<Page> | undefined;
  return async (request, response) => {
    const { body, etag } = await (page ??= renderPage());
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return;
    }
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-encoding': 'gzip',
        'content-length': body.length,
        'cache-control': 'no-cache',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        etag,
      })
      .end(body);
  };
}
