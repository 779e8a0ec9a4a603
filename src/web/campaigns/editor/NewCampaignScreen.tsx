import { Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useAnswer, useChange } from '../../api.ts'
import { t } from '../../languages/messages.ts'
import { EmptyState } from '../../pieces/EmptyState.tsx'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import { ButtonLink } from '../../pieces/Go.tsx'
import { PageHeader } from '../../pieces/PageHeader.tsx'
import { Panel } from '../../pieces/Panel.tsx'
import { PageSkeleton } from '../../pieces/Skeletons.tsx'
import { useAble, type Able } from './parts.ts'

const route = getRouteApi('/inside/campaigns/new')
const EARLIER_MAX = 200

/** Begins a campaign: its name, its service, and what it starts from. */
export default function NewCampaignScreen() {
  const { able, error, retry } = useAble()
  const earlier = useAnswer('campaigns.list', { query: { limit: EARLIER_MAX } })
  if (error) return <ErrorNotice isPage error={error} onRetry={retry} />
  if (!able || earlier.isPending) return <PageSkeleton />
  const made = (earlier.data?.items ?? []).filter(({ isMadeHere }) => isMadeHere)
  return (
    <>
      <PageHeader
        title={t`New campaign`}
        sub={t`It is written and kept here; its service holds it once you sync it.`}
      />
      {able.length === 0 ? (
        <EmptyState
          title={t`No connection can be given campaigns yet`}
          action={<ButtonLink to="/connections/new">{t`Connect an e-mail service`}</ButtonLink>}
        >
          {t`Campaigns are sent by an e-mail service, such as Constant Contact. Connect one first.`}
        </EmptyState>
      ) : (
        <NewCampaign able={able} made={made} />
      )}
    </>
  )
}

interface NewCampaignProps {
  able: Able[]
  made: { id: number; name: string }[]
}

function NewCampaign({ able, made }: NewCampaignProps) {
  const { copyOf: asked } = route.useSearch()
  const navigate = useNavigate()
  const make = useChange('campaigns.make', ['campaigns.list'])
  const [name, setName] = useState('')
  const [connectionId, setConnectionId] = useState(String(able[0]!.id))
  const [copyOf, setCopyOf] = useState<string | null>(asked ?? null)

  function begin(event: FormEvent) {
    event.preventDefault()
    const from = copyOf === null ? {} : { copyOf: Number(copyOf) }
    make.mutate(
      { body: { name: name.trim(), connectionId: Number(connectionId), ...from } },
      {
        onSuccess: ({ campaignId }) =>
          void navigate({
            to: '/campaigns/$campaignId/edit',
            params: { campaignId: String(campaignId) },
          }),
      },
    )
  }

  return (
    <Panel title={t`What it starts with`}>
      <form onSubmit={begin}>
        <Stack gap="md" maw={520}>
          <TextInput
            label={t`Name`}
            value={name}
            maxLength={80}
            data-autofocus
            autoFocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label={t`E-mail service`}
            data={able.map((one) => ({ value: String(one.id), label: one.name }))}
            value={connectionId}
            allowDeselect={false}
            onChange={(chosen) => chosen && setConnectionId(chosen)}
          />
          <Select
            label={t`Content`}
            description={t`Blank, or that of an earlier campaign that was written here.`}
            placeholder={t`Blank`}
            clearable
            data={made.map((one) => ({
              value: String(one.id),
              label: one.name || t`Without a name`,
            }))}
            value={copyOf}
            onChange={setCopyOf}
          />
          {make.error && <ErrorNotice error={make.error} />}
          <Group>
            <Button type="submit" loading={make.isPending || make.isSuccess}>
              {t`Begin the campaign`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
