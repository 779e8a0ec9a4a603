import { sql } from 'kysely'
import { termsOfTarget } from '../sought.ts'
import { rows, without, type Section } from './section.ts'

/** What colleagues and programs had to do with the person's records. */
export const HANDLED: readonly Section[] = [
  rows(
    {
      name: 'problems',
      title: 'Records that needed somebody',
      about: 'Rows about the person that could not be read, and what somebody put right.',
      tables: ['problem', 'mend'],
    },
    {
      from: ({ workspaceId, target }) => sql`problem p
        where p.workspace_id = ${workspaceId}
          and erasure_without(concat_ws(' ', p.record::text, p.sentence),
              ${termsOfTarget(target)}::text[])
            <> concat_ws(' ', p.record::text, p.sentence)`,
      key: 'p.id',
      item: `jsonb_build_object('id', p.id, 'cause', p.cause, 'sentence', p.sentence,
        'record', p.record, 'status', p.status, 'first_at', p.first_at, 'last_at', p.last_at,
        'mends', (select coalesce(jsonb_agg(jsonb_build_object('field', m.field, 'was', m.was,
            'became', m.became, 'at', m.mended_at) order by m.id), '[]')
          from mend m where m.workspace_id = p.workspace_id and m.problem_id = p.id))`,
    },
  ),
  rows(
    {
      name: 'imports',
      title: 'Refused rows of imports',
      about: 'Rows of imported files that name the person and were refused, with the reason.',
      tables: ['import', 'import_refusal'],
    },
    {
      from: ({ workspaceId, target }) => sql`import_refusal r
        join import i on i.workspace_id = r.workspace_id and i.id = r.import_id
        where r.workspace_id = ${workspaceId}
          and erasure_without(r.record::text, ${termsOfTarget(target)}::text[]) <> r.record::text`,
      key: 'array[r.import_id::bigint, r.line::bigint]',
      item: `${without('r')} || jsonb_build_object('file', i.file_name, 'at', i.started_at)`,
    },
  ),
  rows(
    {
      name: 'audit',
      title: 'What colleagues did',
      about: 'Entries of the audit about the person: who did what, and when.',
      tables: ['audit'],
    },
    {
      from: ({ workspaceId, target }) => sql`audit u
        where u.workspace_id = ${workspaceId} and u.subject = 'person'
          and u.subject_id = ${String(target.personId)}`,
      key: 'u.id',
      item: without('u', 'chain', 'salt', 'erased_in', 'actor_id'),
    },
  ),
  rows(
    {
      name: 'messages',
      title: 'Messages that mention you',
      about: 'Mails to colleagues and messages to other systems in which the person is named.',
      tables: ['mail', 'webhook_delivery'],
    },
    {
      from: ({ workspaceId, target }) => sql`(
          select id::bigint * 2 as id, 'mail' as kind, subject || E'\n' || body as text, created_at
          from mail where workspace_id = ${workspaceId}
          union all
          select id::bigint * 2 + 1, 'webhook', body, created_at
          from webhook_delivery where workspace_id = ${workspaceId}) x
        where erasure_without(x.text, ${termsOfTarget(target)}::text[]) <> x.text`,
      key: 'x.id',
      item: `jsonb_build_object('kind', x.kind, 'text', x.text, 'at', x.created_at)`,
    },
  ),
]
