import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
const source = ['src', 'schema', 'rest']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => file.endsWith('.ts') && !file.includes('generated'))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

/** The answers of the table, up to what differs from case to case. */
const answers = [...page.matchAll(/^\| \d{3} (`.*?)\s+\|/gm)]
  .flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text))
  .map((text) => text.split(/["\d:]|\.\.\./, 1)[0]?.trim() ?? '');

describe('the troubleshooting page', () => {
  it('names answers', () => expect(answers.length).toBeGreaterThan(10));

  it.each(answers)('"%s" is what the gateway says', (text) => {
    expect(source.includes(text)).toBe(true);
  });
});
