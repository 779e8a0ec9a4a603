import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { TasksUnderWay } from '../problems/TasksUnderWay.tsx'
import { useMay } from '../session/session.ts'
import { InterestsPanel } from './InterestsPanel.tsx'
import { fitsForm, RuleForm, type KeptRule as Rule } from './RuleForm.tsx'

type Interest = AnswerTo<'interests.list'>['items'][number]

/** Which clicks raise what: the rules, one that is being made, and the interests they name. */
export default function ClickRulesScreen() {
  const may = useMay()
  const [changed, setChanged] = useState<Rule | null>(null)
  const { data, error, refetch } = useAnswer('clickRules.list', {})
  const interests = useAnswer('interests.list', {})
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data || !interests.data) return <LinesSkeleton lines={8} />
  const live = data.items.filter((rule) => rule.appliesUntil === null)
  return (
    <Stack gap="lg">
      <TasksUnderWay />
      <Panel title={t`Click rules`} isPlain>
        <Text size="sm" c="dimmed" mb="sm">
          {t`A person’s click on a link that fits raises what the rule says, once. Clicks of
            machines never count, and one that turns out to be a machine’s is taken away again.`}
        </Text>
        <DataTable
          label={t`Click rules`}
          columns={columnsOf(interests.data.items, may('sync') ? setChanged : null)}
          rows={live}
          rowKey={(rule) => rule.id}
          empty={
            <EmptyState title={t`No rule yet`}>
              {t`Make one below: paste a link to try it, and see how many clicks it would have
                found.`}
            </EmptyState>
          }
        />
      </Panel>
      {may('sync') && (
        <Panel title={changed === null ? t`A new rule` : t`Change ${changed.name}`}>
          <RuleForm
            key={changed?.id ?? 'new'}
            interests={interests.data.items}
            rule={changed}
            onDone={() => setChanged(null)}
          />
        </Panel>
      )}
      <InterestsPanel interests={interests.data} />
    </Stack>
  )
}

function columnsOf(interests: Interest[], change: ((rule: Rule) => void) | null): Column<Rule>[] {
  return [
    { id: 'name', header: t`Rule`, width: 140, cell: (rule) => rule.name },
    { id: 'links', header: t`Links that`, width: 220, cell: conditionWords },
    {
      id: 'outcomes',
      header: t`Raise`,
      width: 200,
      cell: (rule) => rule.outcomes.map((one) => outcomeWords(one, interests)).join(', '),
    },
    {
      id: 'from',
      header: t`Counts`,
      cell: (rule) =>
        rule.appliesFrom === null ? (
          t`all clicks`
        ) : (
          <Group gap={4} wrap="nowrap">
            {jt`since ${(<Moment at={rule.appliesFrom} />)}`}
          </Group>
        ),
    },
    { id: 'fit', header: t`Links`, isFigure: true, cell: (rule) => wholeNumber(rule.links) },
    ...(change === null
      ? []
      : [
          {
            id: 'change',
            header: t`Change`,
            cell: (rule: Rule) => (
              <Button
                size="compact-xs"
                variant="subtle"
                disabled={!fitsForm(rule)}
                onClick={() => change(rule)}
              >
                {t`Change ${rule.name}`}
              </Button>
            ),
          },
          { id: 'remove', header: t`Remove`, cell: (rule: Rule) => <Remove rule={rule} /> },
        ]),
  ]
}

function Remove({ rule }: { rule: Rule }) {
  const remove = useChange('clickRules.remove', ['clickRules.list'])
  const given = { params: { ruleId: rule.id }, query: { appliesTo: 'new' as const } }
  return (
    <ConfirmAction
      label={t`Remove ${rule.name}`}
      size="compact-xs"
      variant="subtle"
      isDestructive
      consequence={t`It raises nothing any more. What it raised until now stands.`}
      onConfirm={() => remove.mutateAsync(given)}
    />
  )
}

/** "*.example.com /tax/* with utm_campaign = spring*" */
function conditionWords(rule: Rule): string {
  const { host, path, parameter, parameterValue, campaign } = rule
  return [
    host,
    path,
    parameter && t`with ${parameterValue ? `${parameter} = ${parameterValue}` : parameter}`,
    campaign && t`in ${campaign}`,
  ]
    .filter(Boolean)
    .join(' ')
}

function outcomeWords(outcome: Rule['outcomes'][number], interests: Interest[]): string {
  if (outcome.kind === 'tag') return t`tag “${outcome.name}”`
  const points = counted(outcome.points, 'point')
  if (outcome.kind === 'action') return `“${outcome.name}”, ${points}`
  const found = interests.find((one) => one.id === outcome.interestId)
  return t`interest ${found?.name ?? outcome.interestId}, ${points}`
}
