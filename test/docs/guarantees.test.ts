import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const suites = readdirSync(join(root, 'test/faults'))
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => file.replace('.test.ts', ''));
const rows = readFileSync(join(root, 'docs/guarantees.md'), 'utf8')
  .split('## What is not promised')[0]!
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const promises = rows.filter(([, what = '']) => what !== 'Promise' && !what.startsWith('---'));
const proofsOf = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

const exists = (proof: string): boolean =>
  proof.startsWith('test/')
    ? existsSync(join(root, proof))
    : proof === 'npm run faults:chromium' || suites.includes(proof);

it('every promise names what shows it, and that is there', () => {
  const missing = promises.flatMap(([, what = '', cell = '']) => {
    const proofs = proofsOf(cell);
    return proofs.length > 0 && proofs.every(exists) ? [] : [[what, proofs]];
  });

  expect(promises.length).toBeGreaterThan(10);
  expect(missing).toEqual([]);
});

it('every suite of faults stands for a promise', () => {
  const named = promises.flatMap(([, , cell = '']) => proofsOf(cell));
  const isNamed = (suite: string): boolean =>
    named.includes(suite) ||
    (suite === 'chromium' ? named.includes('npm run faults:chromium') : false) ||
    named.includes(suite.split('-')[0]!);

  expect(suites.filter((suite) => !isNamed(suite))).toEqual([]);
});
