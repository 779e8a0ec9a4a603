import { Button } from '@mantine/core'
import { useState } from 'react'
import { usePages, type RowOf } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import type { Webhook } from './WebhooksScreen.tsx'

type Delivery = RowOf<'webhooks.deliveries'>
const PAGE_ROWS = 20
const EVERY_MS = 5_000

const STATES = {
  waiting: { tone: 'waiting', word: t`Waiting` },
  failing: { tone: 'bad', word: t`Failing` },
  delivered: { tone: 'good', word: t`Delivered` },
  failed: { tone: 'bad', word: t`Given up` },
} as const

const columns: Column<Delivery>[] = [
  { id: 'type', header: t`What`, cell: ({ type }) => type },
  {
    id: 'status',
    header: t`Outcome`,
    cell: ({ status, tries }) => {
      const { tone, word } = STATES[status === 'waiting' && tries > 0 ? 'failing' : status]
      return <StateBadge tone={tone}>{word}</StateBadge>
    },
  },
  {
    id: 'outcome',
    header: t`Last try`,
    width: 200,
    cell: ({ outcome }) => said(outcome) || t`not yet`,
  },
  { id: 'tries', header: t`Tries`, isFigure: true, cell: ({ tries }) => tries },
  { id: 'created', header: t`Written`, cell: ({ createdAt }) => <Moment at={createdAt} /> },
  { id: 'next', header: t`Next try`, cell: ({ nextTryAt }) => <Moment at={nextTryAt} /> },
]

/** What was sent to a webhook, with its outcome; looked at when asked for. */
export function WebhookDeliveries({ webhook }: { webhook: Webhook }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? t`Hide the deliveries` : t`Show the deliveries`}
      </Button>
      {isOpen && <Deliveries webhook={webhook} />}
    </div>
  )
}

function Deliveries({ webhook }: { webhook: Webhook }) {
  const { rows, more, isPending, error, retry } = usePages(
    'webhooks.deliveries',
    { params: { webhookId: webhook.id }, query: { limit: PAGE_ROWS } },
    { every: EVERY_MS },
  )
  if (error) return <ErrorNotice error={error} onRetry={retry} />
  return (
    <DataTable
      label={t`Deliveries to ${webhook.name}`}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      more={more}
      isPending={isPending}
      empty={
        <EmptyState title={t`Nothing was sent yet`}>
          {t`What it is told of is sent within seconds. A test shows whether it would arrive.`}
        </EmptyState>
      }
    />
  )
}
