import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { isAsked, type Connection } from '../connections/state.ts'
import { counted, jt, listed, msg, plural, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { ProgressLine } from '../pieces/ProgressLine.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { notifyDone } from '../refusals.ts'
import { Facts } from '../runs/Facts.tsx'
import { useMay } from '../session/session.ts'
import { ActivityChoices } from './ActivityChoices.tsx'
import { CampaignsTold } from './CampaignsTold.tsx'
import { CampaignTargets } from './CampaignTargets.tsx'
import { FigureFields } from './FigureFields.tsx'
import { WHO, type CampaignTold, type Told } from './words.ts'

/** While something is being told, and while nothing is. */
const BUSY_MS = 2_000
const CALM_MS = 30_000

/** What a CRM is told of campaigns: which kinds, how far it is, and how each target stands. */
export default function ActivitiesPanel({ connection }: { connection: Connection }) {
  const given = { params: { connectionId: connection.id } }
  const every = (told: Told | undefined) => (told?.isDue ? BUSY_MS : CALM_MS)
  const { data, error, refetch } = useAnswer('activities.show', given, { every })
  const [opened, setOpened] = useState<CampaignTold | null>(null)
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={8} />
  if (opened !== null) {
    const back = () => setOpened(null)
    return <CampaignTargets connection={connection} campaign={opened} onBack={back} />
  }
  return (
    <Stack gap="lg">
      <Standing connection={connection} told={data} />
      <CampaignsTold connection={connection} told={data} onOpen={setOpened} />
      <ActivityChoices connection={connection} told={data} />
      <FigureFields connection={connection} />
    </Stack>
  )
}

function Standing({ connection, told }: { connection: Connection; told: Told }) {
  const { connectorTitle } = connection
  const all = told.told + told.waiting
  const isBusy = told.isOn && told.waiting > 0 && isAsked(connection)
  return (
    <Stack gap="sm">
      <Text size="sm" maw="65ch">
        {told.rules.map(said).join(' ')}{' '}
        {t`Opens and clicks of machines are no activities. Opt-outs themselves are told in any
          case, whatever is chosen here.`}
      </Text>
      {isBusy && (
        <ProgressLine
          label={t`Telling ${connectorTitle} what targets did`}
          done={told.told}
          total={all}
          unit={t`targets`}
        />
      )}
      <Facts
        facts={[
          [t`Campaigns told of`, wholeNumber(told.campaigns)],
          [t`Targets told of`, wholeNumber(told.told)],
          [t`Waiting`, told.waiting === 0 ? tc('waits')`nothing` : wholeNumber(told.waiting)],
          [
            t`Last told`,
            told.lastToldAt === null ? tc('told')`never` : <Moment at={told.lastToldAt} />,
          ],
        ]}
      />
      {told.pausedUntil !== null && (
        <Text size="sm">
          {said(told.fault)} {jt`Homing goes on ${(<Moment at={told.pausedUntil} />)}.`}{' '}
          {told.faultWho !== null && (
            <Text span size="xs" c="dimmed">
              {WHO[told.faultWho]}.
            </Text>
          )}
        </Text>
      )}
      <Failed connection={connection} told={told} />
    </Stack>
  )
}

function Failed({ connection, told }: { connection: Connection; told: Told }) {
  const may = useMay()
  const refreshes = ['activities.show', 'activities.campaigns', 'activities.targets'] as const
  const retry = useChange('activities.retry', [...refreshes, 'problems.count'])
  const failed = [
    ...(told.campaignsFailed > 0 ? [counted(told.campaignsFailed, 'campaign')] : []),
    ...(told.failed > 0 ? [counted(told.failed, 'target')] : []),
  ]
  if (failed.length === 0) return null
  const words = listed(failed)
  const { connectorTitle, id: connectionId } = connection
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">
        {t`${connectorTitle} did not take ${words}. Open the campaign to see each with its reason.`}
      </Text>
      {may('manage_connections') && (
        <ConfirmAction
          label={t`Tell them again`}
          confirmLabel={t`Tell them again`}
          consequence={t`${connectorTitle} is told of ${words} again, as they are now. What it has
            already stays as it is: nothing is there twice.`}
          onConfirm={async () => {
            const { asked } = await retry.mutateAsync({ params: { connectionId }, body: {} })
            const count = wholeNumber(asked)
            notifyDone(plural(asked, msg`${count} is told again.`, msg`${count} are told again.`))
          }}
        />
      )}
    </Stack>
  )
}
