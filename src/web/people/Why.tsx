import { Box, Group, Select, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconFlag } from '@tabler/icons-react'
import { useState } from 'react'
import { useAnswer, type AnswerTo } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'

type Why = AnswerTo<'why.person'>
type Flag = Why['flags'][number]
type Field = Why['fields'][number]
type Steps = Flag['chain']

/** As many campaigns are offered by themselves; typing finds the others. */
const CAMPAIGNS_OFFERED = 50

/** Why a person got a campaign or not, why each flag is set, and who wrote each field. */
export function Why({ personId }: { personId: number }) {
  const { data, error, refetch } = useAnswer('why.person', { params: { personId } })
  return (
    <Stack gap="lg">
      <WhyCampaign personId={personId} />
      {error && !data && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!error && !data && <LinesSkeleton lines={6} />}
      {data && <Flags flags={data.flags} />}
      {data && <Fields fields={data.fields} />}
    </Stack>
  )
}

function WhyCampaign({ personId }: { personId: number }) {
  const [search, setSearch] = useState('')
  const [campaignId, setCampaignId] = useState<string | null>(null)
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null)
  const { data } = useAnswer('campaigns.list', {
    query: {
      limit: CAMPAIGNS_OFFERED,
      ...(search !== '' && search !== chosen?.label && { search }),
    },
  })
  const offered = (data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))
  const isMissing = chosen !== null && !offered.some((one) => one.value === chosen.value)
  return (
    <Panel title={t`Why did they get a campaign, or not?`}>
      <Stack gap="sm">
        <Select
          aria-label={t`Campaign`}
          placeholder={t`Choose a campaign, or type a part of its name`}
          searchable
          clearable
          maw={460}
          data={isMissing ? [chosen, ...offered] : offered}
          value={campaignId}
          onChange={(value, option) => {
            setCampaignId(value)
            setChosen(value === null ? null : { value, label: option!.label })
          }}
          searchValue={search}
          onSearchChange={setSearch}
          filter={({ options }) => options}
          nothingFoundMessage={t`No campaign of this name.`}
        />
        {campaignId !== null && <Answer personId={personId} campaignId={Number(campaignId)} />}
      </Stack>
    </Panel>
  )
}

function Answer(params: { personId: number; campaignId: number }) {
  const { data, error, refetch } = useAnswer('why.campaign', { params })
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={2} />
  return (
    <Box aria-live="polite">
      <Text size="sm" fw={500}>
        {said(data.sentence)}
      </Text>
      <Text size="sm" c="dimmed">
        {data.campaign.sentAt === null ? (
          t`Not sent yet`
        ) : (
          <>
            {jt`Sent
              ${(<Moment at={data.campaign.sentAt} />)}, as of
              ${(<Moment at={data.campaign.asOf} />)}`}
          </>
        )}
      </Text>
      <Chain steps={data.chain} />
    </Box>
  )
}

const FLAGS: Record<Flag['flag'], (subject: string) => string> = {
  opted_out: () => t`Opted out of everything`,
  opted_out_topic: (topic) => t`Opted out of ${topic}`,
  address_closed: (address) => t`Not to be written to at ${address}`,
  address_invalid: (address) => t`Invalid: ${address}`,
}

function Flags({ flags }: { flags: Flag[] }) {
  return (
    <Panel title={t`Why each flag is set, or not`}>
      <Stack gap="md">
        {flags.map((flag) => (
          <Box key={`${flag.flag} ${flag.subject}`}>
            <Group gap="xs">
              <StateBadge
                tone={flag.isSet ? 'bad' : 'good'}
                icon={flag.isSet ? IconFlag : IconCircleCheck}
              >
                {flag.isSet ? t`Yes` : t`No`}
              </StateBadge>
              <Text size="sm" fw={500} style={WRAP}>
                {FLAGS[flag.flag](flag.subject ?? '')}
              </Text>
            </Group>
            <Text size="sm" mt={4} style={WRAP}>
              {said(flag.sentence)}
            </Text>
            <Chain steps={flag.chain} />
          </Box>
        ))}
      </Stack>
    </Panel>
  )
}

/** What an answer rests on, oldest first; what happened leads to its trace. */
function Chain({ steps }: { steps: Steps }) {
  if (steps.length === 0) return null
  return (
    <Box component="ol" m={0} mt="xs" pl="lg">
      {steps.map((step) => (
        <Text
          key={`${step.eventId} ${step.factId} ${step.at}`}
          component="li"
          size="sm"
          style={WRAP}
        >
          {step.eventId === null ? (
            said(step.sentence)
          ) : (
            <TextLink
              size="sm"
              underline="always"
              to="/events/$eventId"
              params={{ eventId: step.eventId }}
            >
              {said(step.sentence)}
            </TextLink>
          )}{' '}
          <Text span size="sm" c="dimmed">
            <Moment at={step.at} />
          </Text>
        </Text>
      ))}
    </Box>
  )
}

const fieldColumns: Column<Field>[] = [
  { id: 'field', header: t`Field`, width: 120, cell: ({ label }) => label },
  { id: 'value', header: t`Says`, width: 200, cell: ({ value }) => value },
  { id: 'by', header: t`Written by`, width: 200, cell: ({ writtenBy }) => writtenBy },
  { id: 'at', header: t`When`, width: 130, cell: ({ at }) => <Moment at={at} /> },
  {
    id: 'before',
    header: t`Before`,
    width: 260,
    cell: ({ before, passedOver }) => (
      <>
        {before.map(({ value }) => value || 'nothing').join(' ← ')}
        {passedOver !== '' && <Text size="sm">{passedOver}</Text>}
      </>
    ),
  },
]

function Fields({ fields }: { fields: Field[] }) {
  return (
    <Panel title={t`Who wrote each field`} isPlain>
      <DataTable
        label={t`Fields`}
        columns={fieldColumns}
        rows={fields}
        rowKey={({ field }) => field}
        empty={<EmptyState title={t`Nothing is known yet`} />}
      />
    </Panel>
  )
}

const WRAP = { overflowWrap: 'anywhere' } as const
