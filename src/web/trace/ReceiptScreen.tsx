import { Code, Group, Stack, Text, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useAnswer, usePages } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { bytes, wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { LinesSkeleton, PageSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { Facts } from '../runs/Facts.tsx'
import { useMay } from '../session/session.ts'
import { ROW_COLUMNS } from './rowColumns.tsx'
import { contentWords, STATES, type Receipt } from './words.ts'

const route = getRouteApi('/inside/receipts/$receiptId')
const PAGE_ROWS = 100

/** One receipt: where it came from, what became of each row, and the page as it came. */
export default function ReceiptScreen() {
  const receiptId = Number(route.useParams().receiptId)
  const may = useMay()
  const { data, error, refetch } = useAnswer('receipts.show', { params: { receiptId } })
  if (error && !data) return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <>
      <PageHeader title={contentWords(data)} sub={<Sub receipt={data} />} />
      <Stack gap="lg">
        <ReceiptFacts receipt={data} />
        {data.reason !== null && (
          <Text size="sm" c="var(--homing-bad)">
            {said(data.reason)}
          </Text>
        )}
        <section>
          <Title order={2} mb="xs">
            {t`What became of each row`}
          </Title>
          <Rows receiptId={receiptId} />
        </section>
        {may('sync') && <Body receiptId={receiptId} />}
      </Stack>
    </>
  )
}

function Sub({ receipt }: { receipt: Receipt }) {
  const { tone, word } = STATES[receipt.status]
  const connectionId = String(receipt.connection.id)
  return (
    <Group gap="xs">
      <StateBadge tone={tone}>{word}</StateBadge>
      <span>
        {jt`Receipt ${receipt.id} from ${(
          <TextLink
            size="sm"
            underline="always"
            to="/connections/$connectionId"
            params={{ connectionId }}
          >
            {receipt.connection.name}
          </TextLink>
        )} · ${(
          <TextLink size="sm" underline="always" to="/receipts" search={{ connectionId }}>
            {t`all its receipts`}
          </TextLink>
        )}`}
      </span>
    </Group>
  )
}

function ReceiptFacts({ receipt }: { receipt: Receipt }) {
  const { runId, campaign } = receipt
  return (
    <Facts
      facts={[
        [t`Came home`, <Moment key="received" at={receipt.receivedAt} />],
        [
          t`Brought by`,
          runId === null ? (
            t`the service itself`
          ) : (
            <TextLink key="run" size="sm" to="/runs/$runId" params={{ runId: String(runId) }}>
              {t`run ${runId}`}
            </TextLink>
          ),
        ],
        [
          t`Campaign`,
          campaign === null ? (
            '–'
          ) : (
            <TextLink
              key="campaign"
              size="sm"
              to="/campaigns/$campaignId"
              params={{ campaignId: String(campaign.id) }}
            >
              {campaign.name}
            </TextLink>
          ),
        ],
        [t`Read by`, receipt.reader ?? '–'],
        [t`Last read`, <Moment key="settled" at={receipt.settledAt} />],
        [t`Kept as`, bytes(receipt.bytes)],
      ]}
    />
  )
}

function Rows({ receiptId }: { receiptId: number }) {
  const rows = usePages('receipts.rows', {
    params: { receiptId },
    query: { limit: PAGE_ROWS },
  })
  if (rows.error) return <ErrorNotice error={rows.error} onRetry={rows.retry} />
  return (
    <DataTable
      label={t`Rows`}
      columns={ROW_COLUMNS}
      rows={rows.rows}
      rowKey={(row) => `${row.row} ${row.eventId} ${row.problemId}`}
      more={rows.more}
      isPending={rows.isPending}
      empty={
        <Text size="sm" c="dimmed">
          {t`No row was found in this page.`}
        </Text>
      }
    />
  )
}

/** The page as it came; asked for only when somebody opens it. */
function Body({ receiptId }: { receiptId: number }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
      <summary>{t`The page as it came`}</summary>
      {isOpen && <BodyText receiptId={receiptId} />}
    </details>
  )
}

function BodyText({ receiptId }: { receiptId: number }) {
  const { data, error, refetch } = useAnswer('receipts.body', { params: { receiptId } })
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={4} />
  return (
    <>
      <Text size="xs" c="dimmed" my={4}>
        {data.isCut
          ? t`${wholeNumber(data.bytes)} bytes; the first
              ${wholeNumber(data.text.length)} characters`
          : t`${wholeNumber(data.bytes)} bytes`}
      </Text>
      <Code block tabIndex={0} aria-label={t`The page as it came`} mah={480}>
        {data.text}
      </Code>
    </>
  )
}
