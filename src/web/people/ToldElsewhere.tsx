import { Stack, Text } from '@mantine/core'
import { useAnswer, type AnswerTo } from '../api.ts'
import { jt, t, tc } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
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
    <Panel title={t`Told elsewhere`}>
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
  out: t`Opt-out`,
  in: t`Return`,
  moved: t`Corrected address`,
  invalid: t`Invalid address`,
  valid: t`Address that is good again`,
}

function stateWords({ wanted, status, outcome }: Told): string {
  const what = WANTED[wanted]
  const why = said(outcome)
  switch (status) {
    case 'waiting':
      return outcome === '' ? tc('news')`${what} is being told` : t`${what} not taken yet: ${why}`
    case 'held':
      return t`${what} waits for an approval`
    case 'confirming':
      return t`${what} waits for the person’s confirmation`
    case 'done':
      return t`${what} acknowledged`
    case 'failed':
      return t`${what} failed: ${why}`
    default:
      return t`${what} not told: ${why}`
  }
}

function When({ told }: { told: Told }) {
  const { status, acknowledgedAt, nextTryAt, outcome, since } = told
  if (status === 'done' && acknowledgedAt !== null) return <Moment at={acknowledgedAt} />
  if (status === 'waiting' && nextTryAt !== null && outcome !== '') {
    return <>{jt`Next try ${(<Moment at={nextTryAt} />)}.`}</>
  }
  return <Moment at={since} />
}
