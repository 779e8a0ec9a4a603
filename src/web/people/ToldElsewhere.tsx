import { Stack, Text } from '@mantine/core'
import { useAnswer, type AnswerTo } from '../api.ts'
import { Moment } from '../pieces/Moment.tsx'
import { Panel } from '../pieces/Panel.tsx'

type Told = AnswerTo<'people.told'>['items'][number]

/** While a system is being told, the page looks again. */
const LOOK_AGAIN_MS = 3_000

/** What every system was told of the person, address by address; nothing where none was told. */
export function ToldElsewhere({ personId }: { personId: number }) {
  const { data } = useAnswer(
    'people.told',
    { params: { personId } },
    { every: (answer) => (answer?.items.some(isOpen) ? LOOK_AGAIN_MS : false) },
  )
  const items = data?.items ?? []
  if (items.length === 0) return null
  return (
    <Panel title="Told elsewhere">
      <Stack gap="sm">
        {items.map((told) => (
          <div key={[told.connectionId, told.addressId, told.topic, told.wanted].join()}>
            <Text size="sm">
              <b>{told.connectionName}</b>, {told.address}
              {told.topic === null ? '' : `, ${told.topic}`}
            </Text>
            <Text size="sm" c="dimmed">
              {stateWords(told)} <When told={told} />
            </Text>
          </div>
        ))}
      </Stack>
    </Panel>
  )
}

function isOpen({ status }: Told): boolean {
  return status === 'waiting'
}

const WANTED = {
  out: 'Opt-out',
  in: 'Return',
  moved: 'Corrected address',
  invalid: 'Invalid address',
  valid: 'Address that is good again',
}

function stateWords({ wanted, status, outcome }: Told): string {
  const what = WANTED[wanted]
  switch (status) {
    case 'waiting':
      return outcome === '' ? `${what} is being told` : `${what} not taken yet: ${outcome}`
    case 'held':
      return `${what} waits for an approval`
    case 'confirming':
      return `${what} waits for the person’s confirmation`
    case 'done':
      return `${what} acknowledged`
    case 'failed':
      return `${what} failed: ${outcome}`
    default:
      return `${what} not told: ${outcome}`
  }
}

function When({ told }: { told: Told }) {
  const { status, acknowledgedAt, nextTryAt, outcome, since } = told
  if (status === 'done' && acknowledgedAt !== null) return <Moment at={acknowledgedAt} />
  if (status === 'waiting' && nextTryAt !== null && outcome !== '') {
    return (
      <>
        Next try <Moment at={nextTryAt} />.
      </>
    )
  }
  return <Moment at={since} />
}
