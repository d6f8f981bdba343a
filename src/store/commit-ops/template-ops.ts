import type { TemplatePatch } from '../write-op.js';
import type { Database, Handlers } from './batch.js';
import { preparePatch } from './prepare-patch.js';

type TemplateOp = 'template.insert' | 'template.patch' | 'template.delete';

const PATCHABLE = ['name', 'body', 'header', 'footer'] as const satisfies readonly (keyof TemplatePatch)[];

export function templateOps(database: Database): Handlers<TemplateOp> {
  const insert = database.prepare(
    `INSERT INTO "Template" ("id", "sessionId", "name", "body", "header", "footer", "createdAt", "updatedAt")
     VALUES (@id, @sessionId, @name, @body, @header, @footer, @createdAt, @createdAt)`,
  );
  const patch = preparePatch<TemplatePatch>(database, 'Template', PATCHABLE);
  const remove = database.prepare('DELETE FROM "Template" WHERE "id" = ?');
  return {
    'template.insert': ({ row }) => insert.run(row),
    'template.patch': (op, batch) => {
      if (!patch(op.templateId, op.patch, op.at)) batch.drop(op.op, op.templateId);
    },
    'template.delete': ({ templateId }) => remove.run(templateId),
  };
}
