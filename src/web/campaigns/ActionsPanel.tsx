import { Stack, Text, Title } from '@mantine/core'
import { useAnswer, type AnswerTo } from '../api.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import { ButtonLink, TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { CampaignDoor } from './CampaignDoor.tsx'
import { paceOf } from './paces.ts'
import type { PanelProps } from './useWindow.ts'

type Actions = AnswerTo<'campaigns.actions'>
type Raised = Actions['items'][number]
type Outcome = Raised['outcomes'][number]

/** What the clicks on this mailing raised, rule by rule; the people of each are a door to them. */
export function ActionsPanel({ campaign }: PanelProps) {
  const { data, error, isPending, refetch } = useAnswer(
    'campaigns.actions',
    { params: { campaignId: campaign.id } },
    { every: paceOf(campaign) },
  )
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  return (
    <Stack component="section" gap="sm" aria-labelledby="actions">
      <div>
        <Title order={2} id="actions">
          Actions
        </Title>
        <Text size="sm" c="dimmed">
          Which{' '}
          <TextLink inherit underline="always" to="/settings/click-rules">
            click rules
          </TextLink>{' '}
          people’s clicks counted for, and what each click raised. Clicks of machines never count.
        </Text>
      </div>
      {data !== undefined && data.behind > 0 && (
        <Text size="sm" role="status">
          {counted(data.behind, 'link has', 'links have')} not been held against the newest rules
          yet: these numbers may grow.
        </Text>
      )}
      <DataTable
        label="Click rules and what they raised"
        columns={columnsOf(campaign.id)}
        rows={data?.items ?? []}
        rowKey={(row) => row.ruleId}
        isPending={isPending}
        empty={<Nothing rules={data?.rules ?? 0} />}
      />
    </Stack>
  )
}

function Nothing({ rules }: Pick<Actions, 'rules'>) {
  const toRules = (words: string) => (
    <ButtonLink variant="default" to="/settings/click-rules">
      {words}
    </ButtonLink>
  )
  if (rules === 0) {
    return (
      <EmptyState title="No click rule yet" action={toRules('Make a click rule')}>
        A rule says what a click on certain links raises: a customer action, an interest with its
        points, a tag. It may count the clicks on this mailing, too.
      </EmptyState>
    )
  }
  return (
    <EmptyState title="No click counted for a rule" action={toRules('See the click rules')}>
      Nobody clicked a link of this mailing that fits one of{' '}
      {counted(rules, 'click rule', 'click rules')}, in the time it counts.
    </EmptyState>
  )
}

function columnsOf(campaignId: number): Column<Raised>[] {
  return [
    { id: 'rule', header: 'Rule', width: 160, cell: (row) => <Rule {...row} /> },
    {
      id: 'people',
      header: 'People',
      isFigure: true,
      cell: (row) => (
        <RuleDoor campaignId={campaignId} row={row}>
          {row.people}
        </RuleDoor>
      ),
    },
    {
      id: 'clicks',
      header: 'Clicks',
      isFigure: true,
      cell: (row) => (
        <RuleDoor campaignId={campaignId} row={row}>
          {row.clicks}
        </RuleDoor>
      ),
    },
    {
      id: 'outcomes',
      header: 'Each click raises',
      width: 240,
      cell: (row) =>
        row.outcomes.map((one) => <div key={outcomeWords(one)}>{outcomeWords(one)}</div>),
    },
  ]
}

function Rule({ rule, appliesUntil }: Raised) {
  if (appliesUntil === null) return rule
  return (
    <>
      {rule}
      <Text size="xs" c="dimmed">
        counted until <Moment at={appliesUntil} />
      </Text>
    </>
  )
}

/** Both numbers lead to one list: its rows are the people, and its times add up to the clicks. */
function RuleDoor(props: { campaignId: number; row: Raised; children: number }) {
  const { campaignId, row, children } = props
  const people = counted(row.people, 'person', 'people')
  return (
    <CampaignDoor
      campaignId={campaignId}
      figure="clicks"
      value={{ count: row.people }}
      audience="human"
      filter={{ ruleId: row.ruleId }}
      label={`${people} with ${counted(row.clicks, 'click', 'clicks')} for ${row.rule}`}
    >
      {wholeNumber(children)}
    </CampaignDoor>
  )
}

function outcomeWords({ kind, name, code, points }: Outcome): string {
  if (kind === 'tag') return `tag “${name}”`
  const what = kind === 'interest' ? `interest ${name} (${code})` : `“${name}”`
  return `${what}, ${counted(points, 'point')}`
}
