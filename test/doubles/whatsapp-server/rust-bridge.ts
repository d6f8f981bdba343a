import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as RustBridge from 'whatsapp-rust-bridge' with { 'resolution-mode': 'import' };

const NAME = 'whatsapp-rust-bridge';
const load = createRequire(__filename);

/**
 * The Rust implementation of WhatsApp's curve, nodes, Noise and Signal that Baileys brings along. The package exports
 * itself to `import` only; loading it by path is what a CommonJS file can do without waiting.
 * @throws Error when it is not installed
 */
export function loadRustBridge(): typeof RustBridge {
  const folders = load.resolve.paths(NAME) ?? [];
  const file = folders
    .map((folder) => join(folder, NAME, 'dist', 'index.js'))
    .find((candidate) => existsSync(candidate));
  if (!file) throw new Error(`${NAME} is not installed: run npm install`);
  return load(file) as typeof RustBridge;
}

export type { RustBridge };
