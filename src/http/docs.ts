import express, { type Express } from 'express';
// not the package's index: that one loads the whole user interface into the server
import absolutePath from 'swagger-ui-dist/absolute-path.js';
import openapi from '../../rest/generated/openapi.json';
import { VERSION } from '../runtime/version.js';

export const DOCS_PATH = '/api/docs';

const INITIALIZER = `window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: '${DOCS_PATH}/openapi.json',
    dom_id: '#swagger-ui',
    deepLinking: true,
    persistAuthorization: true,
    presets: [SwaggerUIBundle.presets.apis],
  });
};`;

const WELCOME = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>openwa-graphql</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}code{background:#eee;padding:.1rem .3rem}</style>
<h1>openwa-graphql ${VERSION}</h1>
<p>The gateway runs.</p>
<ul>
<li><a href="/graphql">GraphiQL</a>: explore, query and subscribe</li>
<li><a href="${DOCS_PATH}">REST</a>: the documented /api routes</li>
<li><a href="/api/health">Health</a></li>
</ul>
<p>Every request but health wants your key: <code>X-API-Key: owa_k1_...</code></p>
</html>`;

/** What people look at: the page at `/`, the OpenAPI page with all its assets. Off the hot path, so it is Express. */
export function createPages(options: { docs: boolean }): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' });
    next();
  });
  if (options.docs) {
    app.get('/', (_request, response) => void response.type('html').send(WELCOME));
    app.get([`${DOCS_PATH}/openapi.json`, '/api/docs-json'], (_request, response) => void response.json(openapi));
    app.get(`${DOCS_PATH}/swagger-initializer.js`, (_request, response) => void response.type('js').send(INITIALIZER));
    app.use(DOCS_PATH, express.static(absolutePath(), { index: 'index.html', redirect: true }));
  }
  app.use((request, response) => {
    response
      .status(404)
      .json({ statusCode: 404, message: `Cannot ${request.method} ${request.path}`, error: 'Not Found' });
  });
  return app;
}
