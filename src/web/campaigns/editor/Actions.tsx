import { Button, Stack, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '../../api.ts'
import { jt, t } from '../../languages/messages.ts'
import { ConfirmAction } from '../../pieces/ConfirmAction.tsx'
import { ErrorNotice } from '../../pieces/ErrorNotice.tsx'
import { useMay } from '../../session/session.ts'
import { ScheduleDialog } from './ScheduleDialog.tsx'
import { Exact } from './StateLine.tsx'
import { TestDialog } from './TestDialog.tsx'
import type { Able } from './parts.ts'
import type { Draft } from './words.ts'

interface ActionsProps {
  draft: Draft
  service: Able | undefined
  /** Saves what was typed; answers whether that went well. */
  save: () => Promise<boolean>
  keep: (draft: Draft) => void
  versionNow: () => number
}

/** What can be done with a campaign now: each button says what will happen. */
export function Actions({ draft, service, save, keep, versionNow }: ActionsProps) {
  const may = useMay()
  const params = { campaignId: draft.campaignId }
  const title = draft.connection?.connectorTitle ?? t`its service`
  const isScheduled = draft.status === 'scheduled' || draft.wish === 'scheduled'
  const takesBack = service?.mailings.takesBack
  const { isCopy = false, isAtOnceOnly = false } = service?.mailings ?? {}
  // What was not told yet can still be kept here; until the service is known, nothing is offered.
  const isOutOfReach = draft.status === 'scheduled' && takesBack !== true
  const isOpen = draft.closed === null
  return (
    <Stack gap="xs">
      {may('edit_campaigns') && isOpen && <Tell {...{ draft, title, save, keep, versionNow }} />}
      {may('edit_campaigns') && isOpen && service?.mailings.test && (
        <TestDialog draft={draft} test={service.mailings.test} title={title} />
      )}
      {may('send_campaigns') && isOpen && (
        <ScheduleDialog {...{ draft, title, keep }} isAtOnceOnly={isAtOnceOnly} />
      )}
      {may('send_campaigns') && isScheduled && isOutOfReach && takesBack === false && (
        <Text size="sm">
          {draft.sendAt === null
            ? t`${title} lets nobody take back a schedule from outside: take it back there.`
            : jt`${title} lets nobody take back a schedule from outside: take it back there,
                before ${(<Exact at={draft.sendAt} />)}.`}
        </Text>
      )}
      {may('send_campaigns') && isScheduled && !isOutOfReach && (
        <ConfirmAction
          label={t`Take back the schedule`}
          consequence={
            isCopy
              ? t`${title} is told to stop it. What has begun to go out cannot be stopped.`
              : draft.sendAt === null
                ? t`It is not sent and becomes a draft again, at ${title} too.`
                : jt`It is not sent at ${(<Exact at={draft.sendAt} />)} and becomes a draft again,
                  at ${title} too.`
          }
          onConfirm={async () => keep(await call('campaigns.cancel', { params }))}
        />
      )}
      {may('edit_campaigns') && isOpen && (
        <ConfirmAction
          label={t`Discard the campaign`}
          isDestructive
          variant="subtle"
          consequence={givenUpWords(draft, title, service)}
          onConfirm={async () => keep(await call('campaigns.discard', { params }))}
        />
      )}
    </Stack>
  )
}

/** What becomes of it there is said by what the service lets a program do. */
function givenUpWords({ heldAt }: Draft, title: string, service: Able | undefined): string {
  if (service?.mailings.isCopy) {
    return t`It is given up here. The mailing at ${title} stays as it is.`
  }
  if (heldAt === null) return t`It is given up here.`
  return service?.mailings.takesAway
    ? t`It is given up here, and its draft at ${title} is taken away.`
    : t`${title} lets no program take a campaign away: delete its draft there, then discard it
        here.`
}

function Tell({
  draft,
  title,
  save,
  keep,
  versionNow,
}: Omit<ActionsProps, 'service'> & { title: string }) {
  // A refusal speaks of the version it looked at; what was changed since may have mended it.
  const [refused, setRefused] = useState<{ error: unknown; version: number } | null>(null)
  const [isWorking, setWorking] = useState(false)

  async function tell() {
    setRefused(null)
    setWorking(true)
    try {
      const params = { campaignId: draft.campaignId }
      if (await save()) keep(await call('campaigns.tell', { params }))
    } catch (error) {
      setRefused({ error, version: versionNow() })
    } finally {
      setWorking(false)
    }
  }

  return (
    <>
      <Button
        leftSection={<IconRefresh size={16} aria-hidden />}
        loading={isWorking || draft.telling === 'waiting'}
        disabled={draft.connection === null}
        onClick={() => void tell()}
      >
        {t`Sync with ${title}`}
      </Button>
      {draft.connection === null && (
        <Text size="xs" c="dimmed">
          {t`Choose the e-mail service first.`}
        </Text>
      )}
      {refused?.version === draft.version && <ErrorNotice error={refused.error} />}
    </>
  )
}
