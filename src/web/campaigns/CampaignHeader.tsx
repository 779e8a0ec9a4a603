import { Button, Skeleton, Text } from '@mantine/core'
import { IconFileImport, IconRefresh } from '@tabler/icons-react'
import { CampaignFreshness } from '../alarms/CampaignFreshness.tsx'
import { useAnswer, useChange } from '../api.ts'
import { isAsked } from '../connections/state.ts'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ButtonLink, TextLink } from '../pieces/Go.tsx'
import { EditButton } from './EditButton.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { CampaignState } from './CampaignState.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import type { Campaign } from './useWindow.ts'

/** Which campaign, from where, sent when, as of when; and what one can do with it. */
export function CampaignHeader({ campaign }: { campaign: Campaign }) {
  const may = useMay()
  return (
    <PageHeader
      title={campaign.name}
      sub={<Subtitle campaign={campaign} />}
      actions={
        <>
          <EditButton campaign={campaign} />
          {may('sync') && <NewsButton campaign={campaign} />}
          {may('export') && campaign.figures.sent.count > 0 && <ExportMenu campaign={campaign} />}
        </>
      }
    />
  )
}

function Subtitle({ campaign }: { campaign: Campaign }) {
  const { connection, sentAt, asOf, subject, fromName, fromAddress } = campaign
  return (
    <>
      {connection && (
        <>
          <TextLink
            size="sm"
            underline="always"
            to="/connections/$connectionId"
            params={{ connectionId: String(connection.id) }}
          >
            {connection.name}
          </TextLink>
          {' · '}
        </>
      )}
      {sentAt === null || campaign.status !== 'sent' ? (
        <CampaignState status={campaign.status} />
      ) : (
        jt`sent ${(<Moment at={sentAt} />)}`
      )}
      {' · '}
      {asOf === null ? t`not read yet` : jt`as of ${(<Moment at={asOf} />)}`}
      {connection && sentAt !== null && (
        <CampaignFreshness campaignId={campaign.id} vendor={said(connection.connectorTitle)} />
      )}
      {subject !== '' && (
        <Text size="sm" mt={4} c="var(--mantine-color-text)">
          <Text span c="dimmed">
            {t`Subject`}
          </Text>{' '}
          {subject}
        </Text>
      )}
      {fromAddress !== '' && <Text size="sm">{t`From ${fromName} <${fromAddress}>`}</Text>}
    </>
  )
}

/** Has its service asked for news; where they come as files, leads to where one is brought. */
function NewsButton({ campaign }: { campaign: Campaign }) {
  const connectionId = campaign.connection?.id ?? 0
  const isWanted = campaign.connection !== null
  const { data, isPending } = useAnswer(
    'connections.show',
    { params: { connectionId } },
    { isWanted },
  )
  if (!isWanted) return null
  // As large as what comes, so that on a phone nothing below is pushed away.
  if (isPending) return <Skeleton w={120} h={36} />
  if (data === undefined || isAsked(data)) return <SyncButton campaign={campaign} />
  return (
    <ButtonLink
      leftSection={<IconFileImport size={16} aria-hidden />}
      to="/connections/$connectionId"
      params={{ connectionId: String(connectionId) }}
      search={{ tab: 'files' }}
    >
      {t`Import a file`}
    </ButtonLink>
  )
}

function SyncButton({ campaign }: { campaign: Campaign }) {
  const sync = useChange('campaigns.sync', ['campaigns.show', 'connections.list', 'runs.list'])
  const isRunning = campaign.openRunId !== null
  return (
    <Button
      leftSection={<IconRefresh size={16} aria-hidden />}
      disabled={isRunning}
      loading={sync.isPending}
      onClick={() =>
        sync.mutate({ params: { campaignId: campaign.id } }, { onError: notifyRefusal })
      }
    >
      {isRunning ? t`Syncing…` : t`Sync now`}
    </Button>
  )
}
