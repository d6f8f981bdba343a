import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthFolder } from '../../../src/engines/baileys/auth-folder.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'auth-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('is readable for its owner only, and tells which link it is of', async () => {
  const folder = new AuthFolder(join(root, 'baileys'), 'depot-nine');

  await folder.create('link-1');

  expect(await folder.readLinkId()).toBe('link-1');
  expect(statSync(folder.path).mode & 0o777).toBe(0o700);
});

it('tells of no link when it, or its marker, is gone or damaged', async () => {
  const folder = new AuthFolder(root, 'depot-nine');
  const never = await folder.readLinkId();
  await folder.create('link-1');
  writeFileSync(join(folder.path, 'linked.json'), '{"linkId":');
  const damaged = await folder.readLinkId();
  await folder.remove();

  expect([never, damaged, await folder.readLinkId()]).toEqual([undefined, undefined, undefined]);
});

it('cannot be made to leave its root', () => {
  expect(() => new AuthFolder(root, '../elsewhere')).toThrow('session id');
});
