import findMyWay from 'find-my-way';
import type { Route } from './table.js';

/** A path with a longer parameter leads nowhere. */
export const MAX_PARAMETER_LENGTH = 512;

export interface Match<T> {
  readonly target: T;
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
}

export interface Router<T> {
  /** @returns undefined where no route has this method and path; `malformed` for a path that cannot be decoded */
  find(method: string, url: string): Match<T> | 'malformed' | undefined;
}

const never = () => undefined;

/** The table as a radix tree, built once. HEAD is answered by the GET route. @throws Error on two equal routes */
export function buildRouter<T>(routes: readonly Route[], targetOf: (route: Route) => T): Router<T> {
  const tree = findMyWay({ ignoreTrailingSlash: true, maxParamLength: MAX_PARAMETER_LENGTH, onBadUrl: never });
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    tree.on(route.method, path, never, targetOf(route));
  }
  return {
    find(method, url) {
      const found = tree.find((method === 'HEAD' ? 'GET' : method) as findMyWay.HTTPMethod, url);
      if (found === null) return undefined;
      // What find-my-way answers for a bad URL is a handler without a store.
      if (found.store === null || found.store === undefined) return 'malformed';
      return { target: found.store as T, path: found.params, query: found.searchParams };
    },
  };
}
