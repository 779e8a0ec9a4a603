import { Badge, Group, Stack, Text } from '@mantine/core'
import { useAnswer } from '../api.ts'
import { msg, plural, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { useMay } from '../session/session.ts'
import { ChooseCampaign } from './ChooseCampaign.tsx'
import type { InCrm } from './words.ts'

const EVERY_MS = 30_000

interface CrmCampaignsProps {
  campaignId: number
  /** Without a frame. */
  isPlain?: boolean
}

/** Which campaign of each CRM a campaign is told to; nothing where no CRM is told of campaigns. */
export function CrmCampaigns({ campaignId, isPlain = false }: CrmCampaignsProps) {
  const given = { params: { campaignId } }
  const { data } = useAnswer('activities.inCrms', given, { every: EVERY_MS })
  const may = useMay()
  const told = data?.items.filter(({ isOn }) => isOn) ?? []
  if (told.length === 0) return null
  return (
    <Panel title={t`In the CRM`} isPlain={isPlain}>
      <Stack gap="md">
        {told.map((one) => (
          <Stack key={one.connectionId} gap={6} align="flex-start">
            <Standing one={one} />
            {one.canChoose && may('edit_campaigns') && (
              <ChooseCampaign campaignId={campaignId} one={one} />
            )}
          </Stack>
        ))}
      </Stack>
    </Panel>
  )
}

function Standing({ one }: { one: InCrm }) {
  return (
    <>
      <Group gap="xs">
        <TextLink
          size="sm"
          to="/connections/$connectionId"
          params={{ connectionId: String(one.connectionId) }}
          search={{ tab: 'activities' }}
        >
          {one.connection}
        </TextLink>
        {one.isLinked && (
          <Badge variant="outline" color="gray" tt="none">
            {tc('campaign of a CRM')`chosen`}
          </Badge>
        )}
      </Group>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {[howItStands(one), recipientsTold(one)].join(' ').trim()}
      </Text>
      {one.outcome !== '' && <Text size="xs">{said(one.outcome)}</Text>}
    </>
  )
}

function recipientsTold({ told }: InCrm): string {
  if (told === 0) return ''
  const count = wholeNumber(told)
  return plural(told, msg`${count} recipient was told of.`, msg`${count} recipients were told of.`)
}

function howItStands({ isLinked, linkName, title, status, canChoose }: InCrm): string {
  if (isLinked) {
    return {
      none: t`${title}’s campaign “${linkName}” is told of it once its sending begins.`,
      waiting: t`${title}’s campaign “${linkName}” is told of it soon.`,
      open: t`${title}’s campaign “${linkName}” is told of it.`,
      failed: t`${title}’s campaign “${linkName}” cannot be told of it.`,
    }[status]
  }
  if (!canChoose) return t`${title} is told what each recipient did, without a campaign there.`
  if (status === 'open') return t`A campaign was made at ${title} for it.`
  return t`A campaign is made at ${title} once its sending begins.`
}
