import { formatted } from '../rest/codegen/format.js';
import type { EngineKind } from '../src/domain/session.js';
import { CAPABILITIES, CAPABILITY_NAMES, type Capability } from '../src/engine/capability.js';
import { BAILEYS_CAPABILITIES } from '../src/engines/baileys/capabilities.js';
import { WWEBJS_CAPABILITIES } from '../src/engines/wwebjs/capabilities.js';

const DECLARED: Readonly<Record<EngineKind, ReadonlySet<Capability>>> = {
  'whatsapp-web.js': WWEBJS_CAPABILITIES,
  baileys: BAILEYS_CAPABILITIES,
};

const HEAD = `<!-- Generated from what the engines declare. Do not edit: run \`npm run codegen\`. -->

# What each engine can do

A session speaks through one engine: \`createSession(engine:)\` names it, \`ENGINE_TYPE\` is the default. What an engine does not declare is refused with \`NOT_IMPLEMENTED\` (REST: 501) before the engine is touched, whatever the state of the session. What it declares, the contract suite proves on that engine.

The same table at run time: \`engines { kind isDefault capabilities }\`, and \`Session.capabilities\` for the engine of one session.
`;

/** GraphQL Code Generator plugin: writes \`docs/capabilities.md\` from the sets that the adapters declare. */
export async function plugin(): Promise<string> {
  const kinds = Object.keys(DECLARED) as EngineKind[];
  const cell = (kind: EngineKind, capability: Capability): string => (DECLARED[kind].has(capability) ? 'yes' : '501');
  const rows = CAPABILITY_NAMES.map((capability) =>
    [`\`${capability}\``, CAPABILITIES[capability], ...kinds.map((kind) => cell(kind, capability))].join(' | '),
  );
  const table = [['Capability', 'What it is', ...kinds].join(' | '), ['-', '-', ...kinds.map(() => '-')].join(' | ')];
  return formatted(`${HEAD}\n${[...table, ...rows].map((row) => `| ${row} |`).join('\n')}\n`, 'markdown');
}
