import type { Setting as SettingRow } from '../../src/config/settings.js';
import type { DataExported } from '../../src/services/export-service.js';
import type { DataImported } from '../../src/services/import-service.js';
import type { InfraStatus as Status } from '../../src/services/infra-service.js';
import { builder } from '../builder.js';
import { EngineInfoType } from './engine.js';
import { Health, HealthStatus, ReadinessDetails } from './health.js';
import { Engine } from './session-enums.js';

const InfraStatus = builder.objectRef<Status>('InfraStatus').implement({
  description: 'What the gateway is made of, and whether that works.',
  access: 'admin',
  fields: (t) => ({
    status: t.expose('status', { type: HealthStatus, description: 'ERROR as soon as one part is not up.' }),
    details: t.expose('details', { type: ReadinessDetails, description: 'Part by part.' }),
    version: t.exposeString('version', { description: 'Version of the gateway.' }),
    uptimeS: t.exposeInt('uptimeS', { description: 'How long it runs, in seconds.', rest: { name: 'uptime' } }),
    engine: t.expose('engine', { type: Engine, description: 'The engine a session gets that names none.' }),
    databaseType: t.exposeString('databaseType', { description: 'Kind of the data database: `sqlite` or `postgres`.' }),
    storageType: t.exposeString('storageType', { description: 'Kind of storage for files: always `local`.' }),
    storagePath: t.exposeString('storagePath', { description: 'Where files are kept.' }),
  }),
});

const DataExport = builder.objectRef<DataExported>('DataExport').implement({
  description: 'The data at one moment. Secrets of webhooks are in it in clear text.',
  access: 'admin',
  fields: (t) => ({
    exportedAt: t.expose('exportedAt', { type: 'DateTime', description: 'When it was made.' }),
    dataDbType: t.exposeString('dataDbType', { description: 'Kind of database it is from: `sqlite` or `postgres`.' }),
    tables: t.expose('tables', { type: 'JSONObject', description: 'The rows, by table.' }),
    counts: t.expose('counts', { type: 'JSONObject', description: 'How many rows, by table.' }),
  }),
});

const DataImport = builder.objectRef<DataImported>('DataImport').implement({
  description: 'What became of an import.',
  access: 'admin',
  fields: (t) => ({
    imported: t.exposeBoolean('imported', {
      description: 'Whether the data is there now. If not, nothing has changed.',
    }),
    counts: t.expose('counts', { type: 'JSONObject', description: 'How many rows the file has, by table.' }),
    warnings: t.stringList({
      description: 'What is wrong, by table, row and column, where nothing was imported; else what was left out.',
      resolve: ({ warnings }) => [...warnings],
    }),
  }),
});

const SettingSource = builder.enumType('SettingSource', {
  description: 'Where the value of a setting is from.',
  values: {
    DEFAULT: { value: 'default', description: 'It was not set.' },
    ENVIRONMENT: { value: 'environment', description: 'The environment, `.env` or `data/.env.generated`.' },
  } as const,
});

const Setting = builder.objectRef<SettingRow>('Setting').implement({
  description: 'A variable the gateway reads.',
  access: 'admin',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name.' }),
    value: t.exposeString('value', {
      nullable: true,
      description: 'Its value as it was understood; null: none. A secret that is set is `***`.',
    }),
    source: t.expose('source', { type: SettingSource, description: 'Where that is from.' }),
  }),
});

builder.queryFields((t) => ({
  infraHealth: t.field({
    type: Health,
    description: 'That the gateway answers. Needs no key over REST.',
    access: 'public',
    rest: {
      method: 'GET',
      path: '/api/infra/health',
      status: 200,
      tag: 'infrastructure',
      selection: '{ status timestamp }',
    },
    resolve: (_root, _args, { services }) => services.health.health(),
  }),
  infraStatus: t.field({
    type: InfraStatus,
    description: 'What the gateway is made of, and whether that works.',
    access: 'admin',
    rest: { method: 'GET', path: '/api/infra/status', status: 200, tag: 'infrastructure' },
    resolve: (_root, _args, { services }) => services.infra.status(),
  }),
  infraEngines: t.field({
    type: [EngineInfoType],
    description: 'The engines of this gateway, as REST shows them; `engines` needs no admin key.',
    access: 'admin',
    rest: { method: 'GET', path: '/api/infra/engines', status: 200, tag: 'infrastructure' },
    resolve: (_root, _args, { services }) => services.sessions.listEngines(),
  }),
  currentEngine: t.field({
    type: EngineInfoType,
    nullable: true,
    description: 'The engine a session gets that names none.',
    access: 'admin',
    rest: { method: 'GET', path: '/api/infra/engines/current', status: 200, tag: 'infrastructure' },
    resolve: (_root, _args, { services }) => services.sessions.listEngines().find(({ isDefault }) => isDefault),
  }),
  exportData: t.field({
    type: DataExport,
    nullable: true,
    description:
      'Every session, webhook, chat, contact, message, template and batch; no scheduled messages, which would be sent ' +
      'twice. Needs a key that is not limited to some sessions; ' +
      'fails with PAYLOAD_TOO_LARGE where there is too much for one answer.',
    access: 'admin',
    rest: { method: 'GET', path: '/api/infra/export-data', status: 200, tag: 'infrastructure', errors: [409, 413] },
    resolve: (_root, _args, { services, caller }) => services.exports.data(caller!),
  }),
  settings: t.field({
    type: [Setting],
    description: 'Every variable the gateway reads, with its value; secrets are hidden. They change by a restart only.',
    access: 'admin',
    rest: { method: 'GET', path: '/api/settings', status: 200, tag: 'settings' },
    resolve: (_root, _args, { services }) => [...services.infra.settings()],
  }),
}));

builder.mutationFields((t) => ({
  importData: t.field({
    type: DataImport,
    description:
      'Puts an export in place of everything stored, all of it or nothing. API keys stay; batches that are not over fail. Needs a key that is not ' +
      'limited to some sessions; fails with CONFLICT while sessions run.',
    access: 'admin',
    rest: {
      method: 'POST',
      path: '/api/infra/import-data',
      status: 200,
      tag: 'infrastructure',
      otherProperties: 'ignored',
      errors: [409],
    },
    args: {
      tables: t.arg({ type: 'JSONObject', required: true, description: '`tables` of an export.' }),
      stopOrphans: t.arg.boolean({ description: 'Before that stops the sessions that run; not, unless told.' }),
      force: t.arg.boolean({ description: 'The same without asking their engines; not, unless told.' }),
    },
    resolve: (_root, { tables, stopOrphans, force }, { services, caller }) =>
      services.imports.data(caller!, { tables, stopOrphans: stopOrphans ?? false, force: force ?? false }),
  }),
}));
