import { startFloor } from '../floors/start-floor.js';
import { startHttpLoad, type HttpTarget } from '../http-load.js';
import { linkWithHistory, startLinked } from './gateway.js';
import { httpFigures, measureHttp } from './http-figures.js';
import { type Part, withCleanUp } from './part.js';

const CPU_LIMIT = 2;

/** A REST read through the whole gateway against Express answering the same bytes from memory. */
export const rest: Part = (bench) =>
  withCleanUp(async (later) => {
    const linked = await startLinked(bench.cores, later);
    const { gateway, gatewayPid } = linked;
    const id = await linkWithHistory(linked);
    const reads = [
      { name: 'messages?limit=20', path: `/api/sessions/${id}/messages?limit=20` },
      { name: 'sessions', path: '/api/sessions' },
    ];
    const bodies: Record<string, unknown> = {};
    for (const { path } of reads) bodies[path.split('?', 1)[0] ?? ''] = (await gateway.rest('GET', path)).body;
    const floor = await startFloor('express-json', { message: bodies });
    later(() => floor.stop());
    bench.cores.pinServer(floor.pid);
    const load = startHttpLoad();
    later(() => load.stop());

    const figures = [];
    const samples: Record<string, unknown> = {};
    const notes = [];
    for (const { name, path } of reads) {
      const headers = { 'x-api-key': gateway.key };
      const at = (url: string): HttpTarget => ({ url: url + path, method: 'GET', headers });
      const sizes = await Promise.all([bytesOf(at(gateway.url)), bytesOf(at(floor.url))]);
      notes.push(`GET ${name}: ${sizes[0]} bytes from the gateway, ${sizes[1]} from the floor`);
      const paired = await measureHttp(bench, load, `GET ${name}`, {
        subject: { pid: gatewayPid, request: at(gateway.url) },
        floor: { pid: floor.pid, request: at(floor.url) },
      });
      figures.push(...httpFigures(`GET ${name}`, paired, CPU_LIMIT));
      samples[name] = paired;
    }
    return {
      part: 'rest',
      about: 'Subject: the gateway, key checked, rows from SQLite. Floor: Express 5, response.json of the same body.',
      figures,
      notes,
      samples,
    };
  });

async function bytesOf({ url, headers }: HttpTarget): Promise<number> {
  return (await (await fetch(url, { headers })).arrayBuffer()).byteLength;
}
