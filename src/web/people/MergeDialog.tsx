import { Button, Checkbox, Group, List, Modal, Radio, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Moment } from '../pieces/Moment.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { notifyDone } from '../refusals.ts'
import { InvalidMark, OptedOutMark } from './marks.tsx'
import classes from './MergeDialog.module.css'
import {
  canTake,
  FIELD_WORDS,
  FIELDS,
  keptAtFirst,
  mergeSentences,
  takenAtFirst,
  type MergeField,
} from './mergeFields.ts'
import type { Person } from './PersonHeader.tsx'
import { IDENTITY_SHOWN_BY } from './shown.ts'

interface MergeDialogProps {
  /** The two; null: closed. */
  ids: readonly [number, number] | null
  onClose: () => void
  onMerged: (personId: number) => void
}

/** Two persons side by side, who of them is kept, and what will result, before they are merged. */
export function MergeDialog({ ids, onClose, onMerged }: MergeDialogProps) {
  const isNarrow = useMediaQuery('(max-width: 560px)') ?? false
  return (
    <Modal
      opened={ids !== null}
      onClose={onClose}
      title={t`Merge two persons`}
      size="lg"
      centered
      fullScreen={isNarrow}
    >
      {ids !== null && <Both key={ids.join()} ids={ids} onClose={onClose} onMerged={onMerged} />}
    </Modal>
  )
}

function Both({ ids, ...rest }: MergeDialogProps & { ids: readonly [number, number] }) {
  const one = useAnswer('people.show', { params: { personId: ids[0] } })
  const two = useAnswer('people.show', { params: { personId: ids[1] } })
  const error = one.error ?? two.error
  if (error) return <ErrorNotice error={error} />
  if (!one.data || !two.data) return <LinesSkeleton lines={8} />
  // Merged meanwhile, here or by somebody else: the answer to both is the one who is kept.
  if (one.data.id === two.data.id) return <Text size="sm">{t`They are one person now.`}</Text>
  return <Choice one={one.data} two={two.data} {...rest} />
}

interface ChoiceProps extends Omit<MergeDialogProps, 'ids'> {
  one: Person
  two: Person
}

function Choice({ one, two, onClose, onMerged }: ChoiceProps) {
  const [keptId, setKeptId] = useState(() => keptAtFirst(one, two).id)
  const [kept, other] = keptId === one.id ? [one, two] : [two, one]
  const [take, setTake] = useState<MergeField[]>(() => takenAtFirst(kept, other))
  const merge = useChange('people.merge', IDENTITY_SHOWN_BY)

  function keep(id: number) {
    setKeptId(id)
    setTake(id === one.id ? takenAtFirst(one, two) : takenAtFirst(two, one))
  }

  async function confirm() {
    const body = { otherId: other.id, take }
    const merged = await merge.mutateAsync({ params: { personId: kept.id }, body })
    notifyDone(t`${other.name} was merged into ${merged.name}.`)
    onMerged(merged.id)
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        // What the server says of it is shown below.
        confirm().catch(() => undefined)
      }}
    >
      <Stack gap="md">
        <Radio.Group
          label={t`Who is kept?`}
          value={String(keptId)}
          onChange={(id) => keep(Number(id))}
        >
          <div className={classes.choice}>
            {[one, two].map((person) => (
              <Radio
                key={person.id}
                value={String(person.id)}
                label={person.name}
                description={person.externalId ? t`id ${person.externalId}` : undefined}
              />
            ))}
          </div>
        </Radio.Group>
        <Comparison one={one} two={two}>
          {(field, person) =>
            person === other && canTake(kept, other, field) ? (
              <Checkbox
                size="xs"
                label={t`Take over`}
                aria-label={t`Take over ${FIELD_WORDS[field]} of ${other.name}`}
                checked={take.includes(field)}
                onChange={(event) => {
                  const isTaken = event.currentTarget.checked
                  setTake((now) =>
                    isTaken ? [...now, field] : now.filter((name) => name !== field),
                  )
                }}
              />
            ) : null
          }
        </Comparison>
        <section aria-label={t`What will result`}>
          <List size="sm" spacing={2}>
            {mergeSentences(kept, other).map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
        </section>
        {merge.error !== null && <ErrorNotice error={merge.error} />}
        <Group justify="flex-end" gap="xs" className={classes.deeds}>
          <Button variant="default" onClick={onClose}>
            {t`Cancel`}
          </Button>
          <Button type="submit" loading={merge.isPending} title={t`Merge into ${kept.name}`}>
            {t`Merge into ${kept.name}`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface ComparisonProps {
  one: Person
  two: Person
  /** What stands below a field of one of the two. */
  children: (field: MergeField, person: Person) => ReactNode
}

/** Line by line; fields that say nothing of either are left out. */
function Comparison({ one, two, children }: ComparisonProps) {
  const both = [one, two]
  const line = (word: string, cell: (person: Person) => ReactNode) => (
    <div key={word} className={classes.line}>
      <dt>{word}</dt>
      {both.map((person) => (
        <dd key={person.id}>{cell(person)}</dd>
      ))}
    </div>
  )
  return (
    <dl className={classes.comparison}>
      {line('', (person) => (
        <span className={classes.whose}>{person.name}</span>
      ))}
      {FIELDS.filter((field) => both.some((person) => (person[field] ?? '') !== '')).map((field) =>
        line(FIELD_WORDS[field], (person) => (
          <>
            {person[field] || '–'}
            {children(field, person)}
          </>
        )),
      )}
      {line(t`Addresses`, (person) => (
        <Stack gap={2}>
          {person.addresses.length === 0 && '–'}
          {person.addresses.map((address) => (
            <span key={address.id}>
              {address.address}
              {address.endedAt !== null && ` ${t`(history)`}`} {!address.isValid && <InvalidMark />}
            </span>
          ))}
        </Stack>
      ))}
      {line(t`May we write?`, (person) => (person.consent.isOptedOut ? <OptedOutMark /> : t`Yes`))}
      {line(
        t`Organizations`,
        (person) => person.organizations.map(({ name }) => name).join(', ') || '–',
      )}
      {line(t`Known since`, (person) => (
        <Moment at={person.createdAt} />
      ))}
      {line(t`Last event`, (person) => (
        <LastEvent personId={person.id} />
      ))}
    </dl>
  )
}

function LastEvent({ personId }: { personId: number }) {
  const asked = { params: { personId }, query: { limit: 1 } }
  const { data } = useAnswer('people.timeline', asked)
  const last = data?.items[0]
  if (!last) return data ? <>{t`none`}</> : null
  return (
    <>
      {last.kind.replace('_', '-')} <Moment at={last.occurredAt} />
    </>
  )
}
