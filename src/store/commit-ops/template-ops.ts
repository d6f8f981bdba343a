import type { Sql } from '../sql.js';
import type { TemplatePatch } from '../write-op.js';
import type { Handlers } from './batch.js';
import { preparePatch } from './prepare-patch.js';

type TemplateOp = 'template.insert' | 'template.patch' | 'template.delete';

const PATCHABLE = ['name', 'body', 'header', 'footer'] as const satisfies readonly (keyof TemplatePatch)[];

export function templateOps(sql: Sql): Handlers<TemplateOp> {
  const createdAt = sql.dialect.moment('@createdAt');
  const insert = sql.prepare(
    `INSERT INTO "Template" ("id", "sessionId", "name", "body", "header", "footer", "createdAt", "updatedAt")
     VALUES (@id, @sessionId, @name, @body, @header, @footer, ${createdAt}, ${createdAt})`,
  );
  const patch = preparePatch<TemplatePatch>(sql, 'Template', PATCHABLE);
  const remove = sql.prepare('DELETE FROM "Template" WHERE "id" = ?');
  return {
    'template.insert': ({ row }) => insert.run(row),
    'template.patch': async (op, batch) => {
      if (!(await patch(op.templateId, op.patch, op.at))) batch.drop(op.op, op.templateId);
    },
    'template.delete': ({ templateId }) => remove.run(templateId),
  };
}
