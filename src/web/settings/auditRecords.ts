import type { LinkProps } from '@tanstack/react-router'
import { tc } from '../languages/messages.ts'

/** What the audit calls the kinds of records it tells of. */
const KINDS: Readonly<Record<string, string>> = {
  alarm: tc('record')`alarm`,
  analyst: tc('record')`SQL login`,
  api_key: tc('record')`API key`,
  campaign: tc('record')`campaign`,
  click_rule: tc('record')`click rule`,
  connection: tc('record')`connection`,
  consent: tc('record')`consent`,
  consent_policy: tc('record')`consent rule`,
  dashboard: tc('record')`dashboard`,
  erasure: tc('record')`erasure`,
  field: tc('record')`field`,
  file_source: tc('record')`source of files`,
  import: tc('record')`import`,
  list: tc('record')`list at the service`,
  own_field: tc('record')`field of the firm’s own`,
  person: tc('record')`person`,
  person_list: tc('record')`list`,
  problem: tc('record')`problem`,
  push: tc('record')`push`,
  topic: tc('record')`topic`,
  user: tc('record')`user`,
  view: tc('record')`view`,
  view_schedule: tc('record')`view sent by mail`,
  webhook: tc('record')`webhook`,
  workspace: tc('record')`firm`,
}

/** "connection 3"; of the firm, and of what has no number, its kind alone. */
export function recordWords(subject: string, subjectId: string): string {
  const kind = KINDS[subject] ?? subject.replaceAll('_', ' ')
  return isNumber(subjectId) && subject !== 'workspace' ? `${kind} ${subjectId}` : kind
}

/** Where the record is looked at; undefined where no screen shows it alone. */
export function recordDoor(subject: string, subjectId: string): LinkProps | undefined {
  if (!isNumber(subjectId)) return undefined
  const doors: Record<string, LinkProps> = {
    campaign: { to: '/campaigns/$campaignId', params: { campaignId: subjectId } },
    connection: { to: '/connections/$connectionId', params: { connectionId: subjectId } },
    dashboard: { to: '/dashboards/$dashboardId', params: { dashboardId: subjectId } },
    import: { to: '/imports/$importId', params: { importId: subjectId } },
    person: { to: '/people/$personId', params: { personId: subjectId } },
    person_list: { to: '/lists/$listId', params: { listId: subjectId } },
    push: { to: '/pushes/$pushId', params: { pushId: subjectId } },
    view: { to: '/views/$viewId', params: { viewId: subjectId } },
  }
  return doors[subject]
}

function isNumber(id: string): boolean {
  return /^\d+$/.test(id)
}
