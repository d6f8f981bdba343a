import type { EngineInfo } from '../../src/services/session-service.js';
import { builder } from '../builder.js';
import { CapabilityEnum, Engine } from './session-enums.js';

export const EngineInfoType = builder.objectRef<EngineInfo>('EngineInfo').implement({
  description: 'A library that can speak for sessions.',
  access: 'viewer',
  fields: (t) => ({
    kind: t.expose('kind', { type: Engine, description: 'Which library.' }),
    isDefault: t.exposeBoolean('isDefault', {
      description: 'Whether sessions get it that name none: ENGINE_TYPE.',
    }),
    capabilities: t.field({
      type: [CapabilityEnum],
      description: 'What it can do.',
      resolve: ({ capabilities }) => [...capabilities],
    }),
  }),
});

builder.queryField('engines', (t) =>
  t.field({
    type: [EngineInfoType],
    description: 'The engines of this gateway and what each can do.',
    access: 'viewer',
    resolve: (_root, _args, { services }) => services.sessions.listEngines(),
  }),
);
