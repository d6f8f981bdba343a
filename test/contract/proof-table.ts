import { CAPABILITIES, CAPABILITY_NAMES, type Capability } from '../../src/engine/capability.js';
import type { EngineName } from './words.js';

/** What is true of a capability on an engine. Only the first two are allowed. */
export type Standing = 'proved' | 'unsupported' | 'DECLARED, NOT PROVED' | 'PROVED, NOT DECLARED' | 'NOT REFUSED';

interface Findings {
  readonly declared: ReadonlySet<Capability>;
  readonly proved: Set<Capability>;
  /** By an answer of NOT_IMPLEMENTED, with nothing seen outside. */
  readonly refused: Set<Capability>;
}

/** What the suite found out, capability by engine. */
export class ProofTable {
  private readonly found = new Map<EngineName, Findings>();

  declare(engine: EngineName, declared: Iterable<Capability>): void {
    this.found.set(engine, { declared: new Set(declared), proved: new Set(), refused: new Set() });
  }

  proved(engine: EngineName, capabilities: readonly Capability[]): void {
    for (const capability of capabilities) this.found.get(engine)?.proved.add(capability);
  }

  refused(engine: EngineName, capability: Capability): void {
    this.found.get(engine)?.refused.add(capability);
  }

  standing(engine: EngineName, capability: Capability): Standing {
    const { declared, proved, refused } = this.found.get(engine) ?? {};
    if (declared?.has(capability)) return proved?.has(capability) ? 'proved' : 'DECLARED, NOT PROVED';
    if (proved?.has(capability)) return 'PROVED, NOT DECLARED';
    return refused?.has(capability) ? 'unsupported' : 'NOT REFUSED';
  }

  /** For people; one line a capability. */
  print(): string {
    const engines = [...this.found.keys()];
    const rows = CAPABILITY_NAMES.map((capability) => [
      capability,
      ...engines.map((engine) => this.standing(engine, capability)),
      CAPABILITIES[capability],
    ]);
    const lines = [['Capability', ...engines, ''], ...rows];
    const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
    const text = lines.map(
      (line) =>
        `  ${line
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}`,
    );
    return `What each engine can do, as the contract suite saw it\n\n${text.join('\n')}\n`;
  }
}
