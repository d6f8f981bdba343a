import { join } from 'node:path';

/** As `npm run format` would leave it, so that generating is deterministic and formatting changes nothing. */
export async function formatted(text: string, parser: 'typescript' | 'json' | 'markdown'): Promise<string> {
  const { format, resolveConfig } = await import('prettier');
  const config = await resolveConfig(join(process.cwd(), 'rest/generated/routes.ts'));
  return format(text, { ...config, parser });
}
