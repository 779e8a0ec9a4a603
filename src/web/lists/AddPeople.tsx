import { Button, Group, Modal, Select, Stack, Tabs, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh, useAnswer, type AnswerTo } from '../api.ts'
import { msg, plural, t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { notifyDone } from '../refusals.ts'
import type { PersonList } from './words.ts'

/** Addresses one question takes; more go in several. */
const ADDRESSES_AT_ONCE = 1_000

type Added = AnswerTo<'personLists.add'>

/** Puts people on a list: by their addresses, or whoever is in a segment now. */
export function AddPeople({ list }: { list: PersonList }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t`Add people`}</Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t`Add people to “${list.name}”`}
        size="lg"
      >
        <AddForm list={list} onDone={() => setOpen(false)} />
      </Modal>
    </>
  )
}

function AddForm({ list, onDone }: { list: PersonList; onDone: () => void }) {
  const queryClient = useQueryClient()
  const [way, setWay] = useState<string | null>('addresses')
  const [text, setText] = useState('')
  const [segmentId, setSegmentId] = useState<string | null>(null)
  const [unknown, setUnknown] = useState<string[]>([])
  const [isWorking, setWorking] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const addresses = [...new Set(text.split(/[\s,;]+/).filter(Boolean))]
  const canAdd = way === 'addresses' ? addresses.length > 0 : segmentId !== null

  async function add() {
    setWorking(true)
    setError(null)
    try {
      const answers =
        way === 'addresses' ? await byAddress(list.id, addresses) : await bySegment(list.id)
      await refresh(queryClient, ['personLists.members', 'personLists.size', 'personLists.list'])
      const added = answers.reduce((sum, one) => sum + one.added, 0)
      const already = answers.reduce((sum, one) => sum + one.already, 0)
      const strangers = answers.flatMap((one) => one.unknown)
      notifyDone(addedWords(list.name, added, already))
      setUnknown(strangers)
      setText(strangers.join('\n'))
      if (strangers.length === 0) onDone()
    } catch (refusal) {
      setError(refusal)
    } finally {
      setWorking(false)
    }
  }

  async function bySegment(listId: number): Promise<Added[]> {
    const params = { listId: Number(segmentId) }
    const { definition } = await call('personLists.show', { params })
    const body = { definition: definition! }
    return [await call('personLists.add', { params: { listId }, body })]
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <Stack gap="md">
        <Tabs value={way} onChange={setWay}>
          <Tabs.List mb="sm">
            <Tabs.Tab value="addresses">{t`By address`}</Tabs.Tab>
            <Tabs.Tab value="segment">{t`From a segment`}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="addresses">
            <Textarea
              label={t`E-mail addresses`}
              description={t`One a line, or with commas. Only people who are known are added.`}
              data-autofocus
              autosize
              minRows={5}
              maxRows={14}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </Tabs.Panel>
          <Tabs.Panel value="segment">
            <SegmentChoice value={segmentId} onChange={setSegmentId} />
          </Tabs.Panel>
        </Tabs>
        {unknown.length > 0 && (
          <Text size="sm" role="status">
            {strangersWords(unknown.length)}
          </Text>
        )}
        {error !== null && <ErrorNotice error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {t`Cancel`}
          </Button>
          <Button type="submit" disabled={!canAdd} loading={isWorking}>
            {way === 'addresses' && addresses.length > 0
              ? addWords(addresses.length)
              : t`Add whoever is in it now`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

async function byAddress(listId: number, addresses: string[]): Promise<Added[]> {
  const answers: Added[] = []
  for (let from = 0; from < addresses.length; from += ADDRESSES_AT_ONCE) {
    const body = { addresses: addresses.slice(from, from + ADDRESSES_AT_ONCE) }
    answers.push(await call('personLists.add', { params: { listId }, body }))
  }
  return answers
}

function addedWords(name: string, added: number, already: number): string {
  const count = wholeNumber(added)
  if (already === 0) {
    return plural(
      added,
      msg`Added ${count} person to “${name}”.`,
      msg`Added ${count} people to “${name}”.`,
    )
  }
  const before = wholeNumber(already)
  if (already === 1) {
    return plural(
      added,
      msg`Added ${count} person to “${name}”; ${before} was on it already.`,
      msg`Added ${count} people to “${name}”; ${before} was on it already.`,
    )
  }
  return plural(
    added,
    msg`Added ${count} person to “${name}”; ${before} were on it already.`,
    msg`Added ${count} people to “${name}”; ${before} were on it already.`,
  )
}

function strangersWords(count: number): string {
  const shown = wholeNumber(count)
  return plural(
    count,
    msg`${shown} address is nobody’s here, and left in the box: correct them, or import those
      people first.`,
    msg`${shown} addresses are nobody’s here, and left in the box: correct them, or import those
      people first.`,
  )
}

function addWords(count: number): string {
  const shown = wholeNumber(count)
  return plural(count, msg`Add ${shown} address`, msg`Add ${shown} addresses`)
}

function SegmentChoice(props: { value: string | null; onChange: (id: string | null) => void }) {
  const { data } = useAnswer('personLists.list', { query: { kind: 'segment', limit: 200 } })
  return (
    <Select
      label={t`Segment`}
      description={t`Whoever is in it now is put on the list, once. Later changes do not follow.`}
      searchable
      nothingFoundMessage={t`There is no segment of that name.`}
      data={(data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
      value={props.value}
      onChange={props.onChange}
    />
  )
}
