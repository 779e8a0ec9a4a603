import { Button, Group, NumberInput, Radio, Stack, Switch } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { notifyDone } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { NeededPreview } from './NeededPreview.tsx'
import { NEEDED, type Needed } from './words.ts'

type Policy = AnswerTo<'consent.policy'>

/** What the firm needs before it writes marketing, with whom that would shut out. */
export function PolicyPanel() {
  const { data, error, refetch } = useAnswer('consent.policy', {})
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  return (
    <Panel title={t`What we need to write`}>
      {data ? <Fields policy={data} /> : <LinesSkeleton lines={6} />}
    </Panel>
  )
}

function Fields({ policy }: { policy: Policy }) {
  const may = useMay()
  const isFixed = !may('administer')
  const change = useChange('consent.changePolicy', [
    'consent.policy',
    'people.preferences',
    'consent.ending',
    'consent.countEnding',
    'audit.list',
  ])
  const form = useForm({ initialValues: policy })
  const { send, isWorking, error } = useFormCall(form)

  async function save(body: Policy) {
    const isDone = await send(() => change.mutateAsync({ body }))
    if (!isDone) return
    form.resetDirty(body)
    notifyDone(t`It holds from the next mailing on.`)
  }

  return (
    <form onSubmit={form.onSubmit((values) => void save(values))} noValidate>
      <Stack gap="lg" maw={640}>
        <Radio.Group
          label={t`Before somebody gets marketing, we need`}
          description={t`A topic may need more, or less. What is transactional needs nothing.`}
          {...form.getInputProps('consentNeeded')}
        >
          <Stack gap="xs" mt="xs">
            {(Object.keys(NEEDED) as Needed[]).map((needed) => (
              <Radio
                key={needed}
                value={needed}
                label={NEEDED[needed].name}
                description={NEEDED[needed].means}
                disabled={isFixed}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Switch
          label={t`The seed list gets every mailing`}
          description={t`Colleagues on it are written to even if they opted out. Not after a
              complaint, and not at an address nothing arrives at.`}
          disabled={isFixed}
          {...form.getInputProps('seedIsExempt', { type: 'checkbox' })}
        />
        <NeededPreview
          topicId={null}
          consentNeeded={form.values.consentNeeded}
          seedIsExempt={form.values.seedIsExempt}
        />
        <NumberInput
          label={t`Implied consent lasts, in days`}
          description={t`Where nothing else is said. Canada’s law: 730 days after a purchase.`}
          min={1}
          max={36_500}
          allowDecimal={false}
          disabled={isFixed}
          {...form.getInputProps('impliedDays')}
        />
        <NumberInput
          label={t`Tell us so many days before it ends`}
          min={0}
          max={365}
          allowDecimal={false}
          disabled={isFixed}
          {...form.getInputProps('noticeDays')}
        />
        {error !== null && <ErrorNotice error={error} />}
        {!isFixed && (
          <Group>
            <Button type="submit" loading={isWorking} disabled={!form.isDirty()}>
              {t`Save`}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  )
}
