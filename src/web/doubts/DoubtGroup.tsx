import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { AnswerTo } from '../api.ts'
import { jt, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { wholeNumber } from '../pieces/format.ts'
import { TextLink } from '../pieces/Go.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { useMay } from '../session/session.ts'
import { Decide } from './Decide.tsx'
import { DoubtRows } from './DoubtRows.tsx'

export type Doubts = AnswerTo<'doubts.groups'>['items'][number]

/** The opt-outs of one mailing at one domain: decided about all together, or some of them. */
export function DoubtGroup({ group }: { group: Doubts }) {
  const { campaign, domain, count, doubt, newestAt } = group
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const may = useMay()
  const filter = { campaignId: campaign?.id ?? ('none' as const), domain }
  const which = chosen.size > 0 ? { factIds: [...chosen] } : filter
  const number = chosen.size > 0 ? chosen.size : count
  const done = () => setChosen(new Set())
  const newest = <Moment at={newestAt} />
  const speaks = said(doubt)
  return (
    <Panel title={tc('domain')`${wholeNumber(count)} at ${domain}`}>
      <Text size="sm">
        {campaign === null
          ? jt`By a link of no known mailing, the newest ${newest}. What speaks against a person:
            ${speaks}.`
          : jt`${(<CampaignLink {...campaign} />)}, the newest ${newest}. What speaks against a
            person: ${speaks}.`}
      </Text>
      <Group gap="xs" mt="sm" mb={isOpen ? 'sm' : 0}>
        {may('edit_people') && (
          <>
            <Decide decision="person" count={number} which={which} onDone={done} />
            <Decide decision="machine" count={number} which={which} onDone={done} />
          </>
        )}
        <Button
          variant="subtle"
          size="compact-sm"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? t`Hide them` : t`Show them`}
        </Button>
      </Group>
      {isOpen && (
        <DoubtRows
          filter={filter}
          label={t`Doubtful opt-outs at ${domain}`}
          chosen={chosen}
          onChoose={may('edit_people') ? setChosen : null}
        />
      )}
    </Panel>
  )
}

function CampaignLink({ id, name }: { id: number; name: string }) {
  return (
    <TextLink
      inherit
      underline="always"
      to="/campaigns/$campaignId"
      params={{ campaignId: String(id) }}
    >
      {name}
    </TextLink>
  )
}
