import type { Provisions } from './provisions.js';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The OpenAPI document that a running gateway shows; undefined where it shows none (production). */
export async function shownDocument(url: string): Promise<Provisions['document'] | undefined> {
  const answer = await fetch(`${url}/api/docs/openapi.json`);
  if (answer.status === 404) {
    await answer.body?.cancel();
    return undefined;
  }
  const { paths } = (await answer.json()) as OpenApi;
  return {
    routes: Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    ),
  };
}
