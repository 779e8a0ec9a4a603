import { Button, Checkbox, Group, NumberInput, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { call, refresh, useAnswer, type AnswerTo } from '../api.ts'
import { jt, msg, plural, t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { TasksUnderWay } from '../problems/TasksUnderWay.tsx'
import { notifyDone } from '../refusals.ts'
import { useMay } from '../session/session.ts'

type Policy = AnswerTo<'bounces.policy'>

/** What one starts from where the rule was switched off. */
const USUAL_TIMES = 5

/** What each class of bounce does to an address, and when soft ones are enough. */
export default function BouncesScreen() {
  const { data: policy, error, refetch } = useAnswer('bounces.policy', {})
  if (error && !policy) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!policy) return <LinesSkeleton lines={6} />
  return (
    <Stack gap="md" maw={640}>
      <TasksUnderWay />
      <Panel title={t`Soft bounces`}>
        <PolicyForm policy={policy} key={`${policy.softTimes} ${policy.softDays}`} />
      </Panel>
      <Panel title={t`Other bounces`}>
        <Stack gap={4}>
          <Text size="sm">
            {jt`${(<b>{t`Hard`}</b>)}, or the e-mail service says that it sends nothing there any
              more: the address becomes invalid at once.`}
          </Text>
          <Text size="sm">
            {jt`${(<b>{t`Blocked`}</b>)} and
              ${(<b>{t`automatic replies`}</b>)}: the address stays valid. The first speaks of the
              mail or its sender, the second means that it arrived.`}
          </Text>
          <Text size="sm" c="dimmed">
            {t`Whoever knows better confirms or corrects an address on the person’s page.`}
          </Text>
        </Stack>
      </Panel>
    </Stack>
  )
}

function PolicyForm({ policy }: { policy: Policy }) {
  const may = useMay()
  const queryClient = useQueryClient()
  const form = useForm({
    initialValues: {
      isOn: policy.softTimes !== null,
      softTimes: policy.softTimes ?? USUAL_TIMES,
      softDays: policy.softDays,
    },
  })
  const { send, isWorking, error } = useFormCall(form)
  const isFixed = !may('administer')

  async function change({ isOn, softTimes, softDays }: typeof form.values) {
    const body = { softTimes: isOn ? softTimes : null, softDays }
    if (!(await send(() => call('bounces.changePolicy', { body })))) return
    void refresh(queryClient, ['bounces.policy', 'tasks.list'])
    notifyDone(t`The rule is changed; every address is judged by it now.`)
  }

  return (
    <form onSubmit={form.onSubmit((values) => void change(values))}>
      <Stack gap="sm">
        <Checkbox
          label={t`Soft bounces in a row make an address invalid`}
          disabled={isFixed}
          {...form.getInputProps('isOn', { type: 'checkbox' })}
        />
        <Group align="end" gap="md">
          <NumberInput
            label={t`How many in a row`}
            description={t`Without a sign of life in between`}
            min={2}
            max={100}
            allowDecimal={false}
            w={260}
            disabled={isFixed || !form.values.isOn}
            {...form.getInputProps('softTimes')}
          />
          <NumberInput
            label={t`Over how many days`}
            description={t`From the first to the last, at least`}
            min={0}
            max={365}
            allowDecimal={false}
            w={260}
            disabled={isFixed || !form.values.isOn}
            {...form.getInputProps('softDays')}
          />
        </Group>
        <Text size="sm" c="dimmed">
          {t`A full mailbox counts as a soft bounce; several of one mailing on one day count once.
            Signs of life: a delivery, a person’s open or click, a forward, an opt-out, an
            automatic reply, a mailing in between that did not bounce. One of them makes the
            address good again.`}
        </Text>
        <Text size="sm">
          {bouncingWords(policy)} {wornOutWords(policy)}
        </Text>
        {error !== null && <ErrorNotice error={error} />}
        {!isFixed && (
          <Button type="submit" loading={isWorking} style={{ alignSelf: 'flex-start' }}>
            {t`Save and judge again`}
          </Button>
        )}
      </Stack>
    </form>
  )
}

function bouncingWords({ bouncing }: { bouncing: number }): string {
  const count = wholeNumber(bouncing)
  return plural(
    bouncing,
    msg`${count} address has bounced softly since the last sign of life;`,
    msg`${count} addresses have bounced softly since the last sign of life;`,
  )
}

function wornOutWords({ wornOut }: { wornOut: number }): string {
  if (wornOut === 0) return t`none of them are invalid for it.`
  const count = wholeNumber(wornOut)
  return plural(
    wornOut,
    msg`${count} of them is invalid for it.`,
    msg`${count} of them are invalid for it.`,
  )
}
