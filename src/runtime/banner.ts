import { VERSION } from './version.js';

interface BannerFacts {
  readonly url: string;
  /** Whether GraphiQL and the REST page are served. */
  readonly docs: boolean;
  readonly keyFile: string;
  readonly firstKey: { readonly key: string | null; readonly prefix: string };
}

/** What the operator sees once the gateway answers. The key in full only on the boot that made it. */
export function banner({ url, docs, keyFile, firstKey }: BannerFacts): string {
  const lines = [`openwa-graphql ${VERSION} is ready`, ''];
  if (docs) {
    lines.push(`  GraphiQL  ${url}/graphql${firstKey.key === null ? '' : `#key=${firstKey.key}`}`);
    lines.push(`  REST      ${url}/api/docs`);
  }
  lines.push(`  Health    ${url}/api/health`);
  lines.push(
    firstKey.key === null
      ? `  Key       ${firstKey.prefix}... (shown in full on the first start; see ${keyFile})`
      : `  Key       ${firstKey.key}  (shown once; kept in ${keyFile})`,
  );
  return `\n${lines.join('\n')}\n\n`;
}
