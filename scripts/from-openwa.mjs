// Turns an export of OpenWA (GET /api/infra/export-data there) into a body for POST /api/infra/import-data here: its
// sessions, webhooks with their secrets, and templates, all under the ids they had. See docs/migration.md.
//   node scripts/from-openwa.mjs export.json [baileys|whatsapp-web.js] > import.json
import { readFileSync } from 'node:fs';

const ENGINES = ['whatsapp-web.js', 'baileys'];
const [file, engine = 'whatsapp-web.js'] = process.argv.slice(2);
if (file === undefined || !ENGINES.includes(engine)) {
  process.stderr.write(`usage: node scripts/from-openwa.mjs export.json [${ENGINES.join('|')}] > import.json\n`);
  process.exit(2);
}

/** SQLite exports JSON as text, moments without a zone, and flags as numbers; PostgreSQL does not. */
const json = (value, otherwise) => (typeof value === 'string' ? JSON.parse(value) : value) ?? otherwise;
const moment = (value) => {
  if (value === null || value === undefined) return null;
  const text = String(value).replace(' ', 'T');
  return new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`).toISOString();
};

const session = (row) => ({
  id: row.id,
  name: row.name,
  // a session that was linked is one that AUTO_START_SESSIONS starts
  status: row.phone ? 'disconnected' : 'created',
  engine,
  phone: row.phone ?? null,
  pushName: row.pushName ?? null,
  connectedAt: moment(row.connectedAt),
  lastActiveAt: moment(row.lastActiveAt),
  lastError: null,
  config: json(row.config, {}),
  proxyUrl: row.proxyUrl ?? null,
  proxyType: row.proxyType ?? null,
  createdAt: moment(row.createdAt),
  updatedAt: moment(row.updatedAt),
});

const webhook = (row) => ({
  id: row.id,
  sessionId: row.sessionId,
  url: row.url,
  events: json(row.events, ['message.received']),
  secret: row.secret || null,
  headers: json(row.headers, {}),
  filters: json(row.filters, null),
  retryCount: row.retryCount ?? 3,
  active: Boolean(row.active ?? true),
  lastTriggeredAt: moment(row.lastTriggeredAt),
  createdAt: moment(row.createdAt),
  updatedAt: moment(row.updatedAt),
});

const template = (row) => ({
  id: row.id,
  sessionId: row.sessionId,
  name: row.name,
  body: row.body,
  header: row.header ?? null,
  footer: row.footer ?? null,
  createdAt: moment(row.createdAt),
  updatedAt: moment(row.updatedAt),
});

const { tables = {} } = JSON.parse(readFileSync(file, 'utf8'));
const { sessions = [], webhooks = [], templates = [], ...rest } = tables;
const ids = new Set(sessions.map(({ id }) => id));
/** OpenWA leaves rows behind when a session is deleted. */
const ofSession = (rows) => rows.filter(({ sessionId }) => ids.has(sessionId));
const taken = {
  sessions: sessions.map(session),
  webhooks: ofSession(webhooks).map(webhook),
  templates: ofSession(templates).map(template),
};
process.stdout.write(`${JSON.stringify({ tables: taken }, null, 2)}\n`);

for (const [name, rows] of Object.entries(taken)) process.stderr.write(`${rows.length} ${name}\n`);
for (const [name, rows] of Object.entries(rest)) {
  if (rows.length > 0) process.stderr.write(`not taken along: ${rows.length} ${name}\n`);
}
