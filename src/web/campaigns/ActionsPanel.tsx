import { Stack, Text, Title } from '@mantine/core'
import { useAnswer, type AnswerTo } from '../api.ts'
import { jt, msg, plural, t } from '../languages/messages.ts'
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
          {t`Actions`}
        </Title>
        <Text size="sm" c="dimmed">
          {jt`Which ${(
            <TextLink inherit underline="always" to="/settings/click-rules">
              {t`click rules`}
            </TextLink>
          )} people’s clicks counted for, and what each click raised. Clicks of machines never
            count.`}
        </Text>
      </div>
      {data !== undefined && data.behind > 0 && (
        <Text size="sm" role="status">
          {plural(
            data.behind,
            msg`${wholeNumber(data.behind)} link has not been held against the newest rules yet:
              these numbers may grow.`,
            msg`${wholeNumber(data.behind)} links have not been held against the newest rules yet:
              these numbers may grow.`,
          )}
        </Text>
      )}
      <DataTable
        label={t`Click rules and what they raised`}
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
      <EmptyState title={t`No click rule yet`} action={toRules(t`Make a click rule`)}>
        {t`A rule says what a click on certain links raises: a customer action, an interest with
          its points, a tag. It may count the clicks on this mailing, too.`}
      </EmptyState>
    )
  }
  return (
    <EmptyState title={t`No click counted for a rule`} action={toRules(t`See the click rules`)}>
      {plural(
        rules,
        msg`Nobody clicked a link of this mailing that fits one of ${wholeNumber(rules)} click rule,
          in the time it counts.`,
        msg`Nobody clicked a link of this mailing that fits one of ${wholeNumber(rules)} click
          rules, in the time it counts.`,
      )}
    </EmptyState>
  )
}

function columnsOf(campaignId: number): Column<Raised>[] {
  return [
    { id: 'rule', header: t`Rule`, width: 160, cell: (row) => <Rule {...row} /> },
    {
      id: 'people',
      header: t`People`,
      isFigure: true,
      cell: (row) => (
        <RuleDoor campaignId={campaignId} row={row}>
          {row.people}
        </RuleDoor>
      ),
    },
    {
      id: 'clicks',
      header: t`Clicks`,
      isFigure: true,
      cell: (row) => (
        <RuleDoor campaignId={campaignId} row={row}>
          {row.clicks}
        </RuleDoor>
      ),
    },
    {
      id: 'outcomes',
      header: t`Each click raises`,
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
        {jt`counted until ${(<Moment at={appliesUntil} />)}`}
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
      label={t`${people} with ${counted(row.clicks, 'click', 'clicks')} for ${row.rule}`}
    >
      {wholeNumber(children)}
    </CampaignDoor>
  )
}

function outcomeWords({ kind, name, code, points }: Outcome): string {
  if (kind === 'tag') return t`tag “${name}”`
  const [count, key] = [wholeNumber(points), code ?? '']
  return kind === 'interest'
    ? plural(
        points,
        msg`interest ${name} (${key}), ${count} point`,
        msg`interest ${name} (${key}), ${count} points`,
      )
    : plural(points, msg`“${name}”, ${count} point`, msg`“${name}”, ${count} points`)
}
