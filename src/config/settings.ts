/** A variable as it was read, fit to be shown. */
export interface Setting {
  readonly name: string;
  /** As it was understood; null: none. A secret that is set is hidden. */
  readonly value: string | null;
  readonly source: 'default' | 'environment';
}

const HIDDEN = '***';
const SECRETS = new Set(['API_MASTER_KEY', 'API_KEY_PEPPER', 'METRICS_TOKEN', 'DATABASE_PASSWORD']);
/** Read, but not the gateway's own. */
const FOREIGN = new Set(['PATH']);

/** @param values by name, as they were understood @param set what was set at all */
export function settingsOf(
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
  set: Readonly<Record<string, unknown>>,
): readonly Setting[] {
  return names
    .filter((name) => !FOREIGN.has(name))
    .map((name) => ({
      name,
      value: SECRETS.has(name) && values[name] !== undefined ? HIDDEN : shown(values[name]),
      source: Object.hasOwn(set, name) ? 'environment' : 'default',
    }));
}

function shown(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.join(',');
  return typeof value === 'string' ? withoutPassword(value) : String(value as number | boolean);
}

/** An address may carry a password. */
const withoutPassword = (text: string): string => text.replace(/(?<=^[a-z]+:\/\/)[^/@\s]+(?=@)/i, HIDDEN);
