import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAnswer } from '../../api.ts'
import { t } from '../../languages/messages.ts'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import { Panel } from '../../pieces/Panel.tsx'
import { PageSkeleton } from '../../pieces/Skeletons.tsx'
import { useMay } from '../../session/session.ts'
import { audienceCsvHref } from '../exports.ts'
import { ExportButton } from '../ExportButton.tsx'
import { HoldPolicy } from './HoldPolicy.tsx'
import { ProofActions } from './ProofActions.tsx'
import { ProofCounts } from './ProofCounts.tsx'
import { ProofPeople } from './ProofPeople.tsx'
import { paceOf, type Chosen } from './words.ts'

/** Whom a campaign was meant for, whom its service holds, and what became of each. */
export function ProofPanel({ campaignId }: { campaignId: number }) {
  const may = useMay()
  const [chosen, choose] = useState<Chosen>({ label: t`Everybody who was chosen` })
  const params = { campaignId }
  const { data, error, refetch } = useAnswer('campaigns.audience', { params }, { every: paceOf })
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  const { proof } = data
  if (proof === null) {
    return (
      <Panel title={t`Audience`}>
        <Text size="sm">
          {t`Nobody was frozen for this campaign: that happens when a campaign made here is
            scheduled.`}
        </Text>
      </Panel>
    )
  }
  const { label, ...query } = chosen
  return (
    <Stack gap="md">
      <Panel
        title={t`Audience`}
        actions={
          may('export') && <ExportButton rows={null} href={audienceCsvHref(campaignId, query)} />
        }
      >
        <Stack gap="md">
          <ProofCounts proof={proof} onOpen={choose} />
          {may('send_campaigns') && <ProofActions campaignId={campaignId} proof={proof} />}
          <HoldPolicy policy={proof.policy} />
        </Stack>
      </Panel>
      <Panel title={label} isPlain>
        <ProofPeople campaignId={campaignId} query={query} label={label} />
      </Panel>
    </Stack>
  )
}
