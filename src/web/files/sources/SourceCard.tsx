import { Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useChange } from '../../api.ts'
import { jt, t } from '../../languages/messages.ts'
import { said } from '../../languages/said.ts'
import { ConfirmAction } from '../../pieces/ConfirmAction.tsx'
import { Moment } from '../../pieces/Moment.tsx'
import { StateBadge, type Tone } from '../../pieces/StateBadge.tsx'
import { notifyDone, notifyRefusal } from '../../refusals.ts'
import { useMay } from '../../session/session.ts'
import { FoundFiles } from './FoundFiles.tsx'
import { bodyOf, EVERY, wordsOf, type Source } from './kinds.ts'
import { SourceForm } from './SourceForm.tsx'

/** One source: how it is, what was found there, and what can be done. */
export function SourceCard({ source }: { source: Source }) {
  const may = useMay()
  const { tone, word } = stateOf(source)
  return (
    <Paper component="section" p="md" withBorder aria-label={said(source.title)}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <Group gap="xs" style={{ minWidth: 0 }}>
            <Title order={3} size="h4" style={{ overflowWrap: 'anywhere' }}>
              {said(source.title)}
            </Title>
            <StateBadge tone={tone}>{word}</StateBadge>
          </Group>
          <Group gap={4}>
            {may('sync') && <LookNow source={source} />}
            {may('manage_connections') && <Arrange source={source} />}
          </Group>
        </Group>
        <Standing source={source} />
        <FoundFiles source={source} />
      </Stack>
    </Paper>
  )
}

function stateOf({ isOn, fault, lookedAt }: Source): { tone: Tone; word: string } {
  if (!isOn) return { tone: 'plain', word: t`Paused` }
  if (fault !== '') return { tone: 'bad', word: t`Failing` }
  return lookedAt === null ? { tone: 'waiting', word: t`New` } : { tone: 'good', word: t`Works` }
}

function howOften({ pattern, everyMinutes, moveTo, kind }: Source): string {
  const often =
    EVERY.find(({ value }) => value === String(everyMinutes))?.label
    ?? t`every ${everyMinutes} minutes`
  // What is fetched from an address stays there.
  if (kind === 'https') return t`Asked ${often}.`
  return moveTo === ''
    ? t`${pattern}, looked for ${often}.`
    : t`${pattern}, looked for ${often}; afterwards moved to ${moveTo}.`
}

function Standing({ source }: { source: Source }) {
  const { kind, hostKey, lookedAt, nextAt, isOn } = source
  return (
    <Stack gap={4}>
      <Text size="sm">
        {howOften(source)}
        {lookedAt !== null && <> {jt`Last ${(<Moment at={lookedAt} />)}.`}</>}
        {isOn && <> {jt`Next ${(<Moment at={nextAt} />)}.`}</>}
      </Text>
      {kind === 'sftp' && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {hostKey === '' ? t`Its key was not seen yet.` : t`Its key: ${hostKey}`}
        </Text>
      )}
      {source.fault !== '' && (
        <Text size="sm" c="red" role="status" style={{ overflowWrap: 'anywhere' }}>
          {said(source.fault)} {said(source.remedy)}
        </Text>
      )}
    </Stack>
  )
}

function LookNow({ source }: { source: Source }) {
  const look = useChange('fileSources.look', ['fileSources.list', 'fileSources.found'])
  return (
    <Button
      size="xs"
      variant="default"
      loading={look.isPending}
      onClick={() =>
        look.mutate(
          { params: { sourceId: source.id } },
          {
            onSuccess: () => notifyDone(t`It is looked at. A new file is taken a minute later.`),
            onError: notifyRefusal,
          },
        )
      }
    >
      {t`Look now`}
    </Button>
  )
}

/** Change, pause, remove. */
function Arrange({ source }: { source: Source }) {
  const [isOpen, dialogue] = useDisclosure()
  const params = { sourceId: source.id }
  const change = useChange('fileSources.change', ['fileSources.list', 'fileSources.found'])
  const remove = useChange('fileSources.remove', ['fileSources.list', 'audit.list'])
  return (
    <>
      <Button size="xs" variant="subtle" onClick={dialogue.open}>
        {t`Change…`}
      </Button>
      <Button
        size="xs"
        variant="subtle"
        loading={change.isPending}
        onClick={() =>
          change.mutate({ params, body: { isOn: !source.isOn } }, { onError: notifyRefusal })
        }
      >
        {source.isOn ? t`Pause` : t`Resume`}
      </Button>
      <ConfirmAction
        label={t`Remove…`}
        confirmLabel={t`Remove ${said(source.title)}`}
        size="xs"
        variant="subtle"
        isDestructive
        consequence={t`Nothing is fetched from there any more, and its secrets are destroyed.
          What it brought stays.`}
        onConfirm={() => remove.mutateAsync({ params })}
      />
      <Modal
        opened={isOpen}
        onClose={dialogue.close}
        title={t`Change ${said(source.title)}`}
        centered
        size="lg"
      >
        <SourceForm
          initial={wordsOf(source)}
          isKept
          submitLabel={t`Keep the changes`}
          onSend={async (words) => {
            await change.mutateAsync({ params, body: bodyOf(words, source) })
            dialogue.close()
          }}
          onCancel={dialogue.close}
        />
      </Modal>
    </>
  )
}
