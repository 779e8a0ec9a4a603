import { Badge, Group, Stack, Text } from '@mantine/core'
import { useAnswer } from '../api.ts'
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
    <Panel title="In the CRM" isPlain={isPlain}>
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
            chosen
          </Badge>
        )}
      </Group>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {sentenceOf(one)}
      </Text>
      {one.outcome !== '' && <Text size="xs">{one.outcome}</Text>}
    </>
  )
}

function sentenceOf({ isLinked, linkName, title, status, told, canChoose }: InCrm): string {
  const whom = told === 0 ? '' : ` ${wholeNumber(told)} recipients were told of.`
  if (isLinked) {
    const when = {
      none: 'is told of it once its sending begins',
      waiting: 'is told of it soon',
      open: 'is told of it',
      failed: 'cannot be told of it',
    }[status]
    return `${title}’s campaign “${linkName}” ${when}.${whom}`
  }
  if (!canChoose)
    return `${title} is told what each recipient did, without a campaign there.${whom}`
  if (status === 'open') return `A campaign was made at ${title} for it.${whom}`
  return `A campaign is made at ${title} once its sending begins.${whom}`
}
