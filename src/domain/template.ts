/** What a template is made of; header and footer may be missing. */
export interface TemplateText {
  readonly header: string | null;
  readonly body: string;
  readonly footer: string | null;
}

/** What fills a gap. */
export type TemplateValue = string | number | boolean;
export type TemplateValues = Readonly<Record<string, TemplateValue>>;

const GAP = /\{\{\s*([\w.-]+)\s*\}\}/g;

/**
 * Header, body and footer, a blank line between them, with every `{{name}}` that a value is known for filled in; one
 * without a value stays as it is. Values are put in as they are: a gap inside a value is not filled again.
 */
export const renderTemplate = ({ header, body, footer }: TemplateText, values: TemplateValues): string =>
  [header, body, footer]
    .filter((part) => part !== null && part !== '')
    .join('\n\n')
    .replace(GAP, (gap, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : gap));
