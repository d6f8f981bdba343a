import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { ENGINE_KINDS } from '../../src/domain/session.js';

it.each(ENGINE_KINDS)(
  'drives the full circle of the demo on all four surfaces, on %s',
  async (engine) => {
    const program = resolve(__dirname, '../../dist/demo/demo.js');
    const demo = spawn(process.execPath, [program, '--once', '--engine', engine], { stdio: 'pipe' });
    let output = '';
    demo.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    demo.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));

    const [code] = (await once(demo, 'exit')) as [number];

    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('The full circle: every step seen'),
    });
  },
  60_000,
);
