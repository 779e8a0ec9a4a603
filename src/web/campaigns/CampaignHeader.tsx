import { Button, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { CampaignFreshness } from '../alarms/CampaignFreshness.tsx'
import { useChange } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { TextLink } from '../pieces/Go.tsx'
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
          {may('sync') && campaign.connection && <SyncButton campaign={campaign} />}
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
