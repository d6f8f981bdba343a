import { startFloor } from '../floors/start-floor.js';
import { startHttpLoad, type HttpTarget } from '../http-load.js';
import { linkWithHistory, startLinked } from './gateway.js';
import { httpFigures, measureHttp } from './http-figures.js';
import { type Part, withCleanUp } from './part.js';

const CPU_LIMIT = 1.6;

/** `session` and nine fields of it: ten. */
const QUERY = `query ($id: ID!) {
  session(id: $id) { id name status engine phone pushName capabilities lastError createdAt }
}`;

/** A GraphQL query through the whole gateway against Yoga saying hello. */
export const graphql: Part = (bench) =>
  withCleanUp(async (later) => {
    const linked = await startLinked(bench.cores, later);
    const { gateway, gatewayPid } = linked;
    const id = await linkWithHistory(linked);
    const floor = await startFloor('yoga-hello');
    later(() => floor.stop());
    bench.cores.pinServer(floor.pid);
    const load = startHttpLoad();
    later(() => load.stop());

    const { data, errors } = await gateway.query<{ session: object | null }>(QUERY, { id });
    if (errors !== undefined || !data?.session) throw new Error(`the query failed: ${JSON.stringify(errors)}`);
    const at = (url: string, body: object): HttpTarget => ({
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-api-key': gateway.key },
      body: JSON.stringify(body),
    });
    const paired = await measureHttp(bench, load, 'query of 10 fields', {
      subject: { pid: gatewayPid, request: at(`${gateway.url}/graphql`, { query: QUERY, variables: { id } }) },
      floor: { pid: floor.pid, request: at(`${floor.url}/graphql`, { query: '{ hello }' }) },
    });
    return {
      part: 'graphql',
      about: 'Subject: the gateway, key checked, one session of ten fields from SQLite. Floor: Yoga, { hello }.',
      figures: httpFigures('query of 10 fields', paired, CPU_LIMIT),
      notes: [],
      samples: { query: paired },
    };
  });
