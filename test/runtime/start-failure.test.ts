import { startFailure } from '../../src/runtime/start-failure.js';

const failed = (message: string, facts: object): Error => Object.assign(new Error(message), facts);

describe('a start that failed', () => {
  it.each([
    [
      'a port that only root may open',
      failed('listen EACCES: permission denied 0.0.0.0:80', { code: 'EACCES', syscall: 'listen', port: 80 }),
      /may not listen on port 80\. Set PORT to 1024 or above/,
    ],
    [
      'an address of another machine',
      failed('listen EADDRNOTAVAIL', { code: 'EADDRNOTAVAIL', syscall: 'listen', address: '10.1.2.3' }),
      /HOST is 10\.1\.2\.3, which is no address of this machine/,
    ],
    [
      'a folder of another user',
      failed("EACCES: permission denied, mkdir './data'", { code: 'EACCES', syscall: 'mkdir', path: './data' }),
      /^\.\/data cannot be opened for writing by user .*chown/,
    ],
    [
      'a read-only disk',
      failed("EROFS: read-only file system, mkdir './data'", { code: 'EROFS', syscall: 'mkdir', path: './data' }),
      /mount a folder that can be written/,
    ],
    ['a database of another user', failed('unable to open database file', { code: 'SQLITE_CANTOPEN' }), /chown/],
    ['a database that is read-only', failed('attempt to write', { code: 'SQLITE_READONLY_DIRECTORY' }), /chown/],
    ['a full disk', failed('database or disk is full', { code: 'SQLITE_FULL' }), /^The disk is full\. Make room/],
    ['a locked database', failed('database is locked', { code: 'SQLITE_BUSY' }), /Another program holds a lock.*fuser/],
  ])('%s: is told with the way out', (_what, error, sentence) => {
    const told = startFailure(error);

    expect(told).toMatch(sentence);
    expect(told).toContain(`(${error.message})`);
    expect(told).not.toContain('\n');
  });

  it('that nobody foresaw is told whole', () => {
    const error = new TypeError('x is not a function');

    expect(startFailure(error)).toBe(error.stack);
    expect(startFailure('a bare string')).toBe('a bare string');
  });
});
