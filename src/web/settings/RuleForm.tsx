import { Button, Group, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { call, refresh, useAnswer, type AnswerTo, type Given } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted } from '../pieces/format.ts'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { notifyDone } from '../refusals.ts'

type Interest = AnswerTo<'interests.list'>['items'][number]
type Rule = Given<'clickRules.add'>['body']

export type KeptRule = AnswerTo<'clickRules.list'>['items'][number]

interface RuleFormProps {
  interests: Interest[]
  /** The one that is changed; null makes a new one. */
  rule: KeptRule | null
  onDone: () => void
}

const EMPTY = {
  name: '',
  host: '',
  path: '',
  parameter: '',
  parameterValue: '',
  action: '',
  interest: null as string | null,
  tag: '',
  points: 10,
  isPast: false,
  url: '',
}
type Values = typeof EMPTY

/** Conditions, what they raise, and a box to try a link, with what would have been found so far. */
export function RuleForm({ interests, rule, onDone }: RuleFormProps) {
  const queryClient = useQueryClient()
  const form = useForm({ initialValues: rule === null ? EMPTY : valuesOf(rule) })
  const { send, isWorking, error } = useFormCall(form)

  async function add(values: Values) {
    const body = { ...ruleOf(values), campaignId: rule?.campaignId ?? null }
    const save = () =>
      rule === null
        ? call('clickRules.add', { body })
        : call('clickRules.change', { params: { ruleId: rule.id }, body })
    if (!(await send(save))) return
    void refresh(queryClient, ['clickRules.list', 'tasks.list'])
    notifyDone(t`The rule ${values.name} is kept.`)
    form.reset()
    onDone()
  }

  return (
    <form onSubmit={form.onSubmit((values) => void add(values))}>
      <Stack gap="sm">
        <Group align="start" gap="sm">
          <TextInput
            label={t`Name`}
            description={t`It explains what was raised`}
            required
            w={180}
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t`Site`}
            description={t`*.example.com: all its hosts`}
            w={200}
            {...form.getInputProps('host')}
          />
          <TextInput
            label={t`Path`}
            description={t`* is any text: /tax/*`}
            w={180}
            {...form.getInputProps('path')}
          />
          <TextInput
            label={t`Parameter`}
            description={t`such as utm_campaign`}
            w={160}
            {...form.getInputProps('parameter')}
          />
          <TextInput
            label={t`Its value`}
            description={t`empty: any`}
            w={140}
            {...form.getInputProps('parameterValue')}
          />
        </Group>
        <TryLink values={form.values} onUrl={(url) => form.setFieldValue('url', url)} />
        <Group align="end" gap="sm">
          <TextInput label={t`Raises the action`} w={220} {...form.getInputProps('action')} />
          <Select
            label={t`and the interest`}
            w={220}
            clearable
            searchable
            data={interests.map(({ id, name }) => ({ value: String(id), label: name }))}
            {...form.getInputProps('interest')}
          />
          <TextInput label={t`and the tag`} w={180} {...form.getInputProps('tag')} />
          <NumberInput
            label={t`Points`}
            w={100}
            min={-1000}
            max={1000}
            allowDecimal={false}
            {...form.getInputProps('points')}
          />
        </Group>
        <Switch
          label={
            rule === null
              ? t`Clicks that were made before count too`
              : t`For clicks that counted until now, too`
          }
          {...form.getInputProps('isPast', { type: 'checkbox' })}
        />
        {error !== null && <ErrorNotice error={error} />}
        <Group gap="xs">
          <Button type="submit" loading={isWorking}>
            {rule === null ? t`Make the rule` : t`Change the rule`}
          </Button>
          {rule !== null && (
            <Button variant="default" onClick={onDone}>
              {t`Leave it as it is`}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}

/** Whether a pasted link fits, and what the conditions would have found among the clicks so far. */
function TryLink({ values, onUrl }: { values: Values; onUrl: (url: string) => void }) {
  const [asked] = useDebouncedValue(patternOf(values), 300)
  const hasConditions = `${asked.host}${asked.path}${asked.parameter}` !== ''
  const preview = useAnswer(
    'clickRules.preview',
    { body: { ...asked, url: asked.url } },
    { isWanted: hasConditions },
  )
  const found = hasConditions ? preview.data : undefined
  return (
    <Stack gap={4}>
      <TextInput
        label={t`Try a link`}
        placeholder={t`Paste one from a mailing`}
        value={values.url}
        onChange={(event) => onUrl(event.currentTarget.value)}
      />
      <Group gap="xs" mih={24} role="status">
        {asked.url !== '' && found?.fits != null && (
          <StateBadge tone={found.fits ? 'good' : 'plain'}>
            {found.fits ? t`This link fits` : t`This link does not fit`}
          </StateBadge>
        )}
        {found && (
          <Text size="sm" c="dimmed">
            {foundWords(found)}
          </Text>
        )}
        {preview.error && hasConditions && (
          <Text size="sm" c="red">
            {said(preview.error.message)}
          </Text>
        )}
      </Group>
    </Stack>
  )
}

function foundWords(found: AnswerTo<'clickRules.preview'>): string {
  const links = counted(found.links, 'link')
  const clicks = counted(found.clicks, 'click')
  const addresses = counted(found.addresses, 'address', 'addresses')
  return found.isAll
    ? t`Until now: ${links} with ${clicks} of ${addresses}.`
    : t`Until now: ${links} with ${clicks} of ${addresses}, among the newest links.`
}

/** The form has one outcome of each kind; a program may have made others. */
export function fitsForm({ outcomes }: KeptRule): boolean {
  const kinds = new Set(outcomes.map((one) => one.kind))
  const points = new Set(outcomes.flatMap((one) => (one.kind === 'tag' ? [] : one.points)))
  return kinds.size === outcomes.length && points.size <= 1
}

function valuesOf({ outcomes, ...rule }: KeptRule): Values {
  const { name, host, path, parameter, parameterValue } = rule
  const values: Values = { ...EMPTY, name, host, path, parameter, parameterValue }
  for (const outcome of outcomes) {
    if (outcome.kind === 'tag') values.tag = outcome.name
    else values.points = outcome.points
    if (outcome.kind === 'action') values.action = outcome.name
    if (outcome.kind === 'interest') values.interest = String(outcome.interestId)
  }
  return values
}

function patternOf({ host, path, parameter, parameterValue, url }: Values) {
  return { host, path, parameter, parameterValue, url }
}

function ruleOf(values: Values): Rule {
  const { name, action, interest, tag, points, isPast } = values
  const { url: _, ...pattern } = patternOf(values)
  return {
    ...pattern,
    name,
    appliesTo: isPast ? 'all' : 'new',
    outcomes: [
      ...(action === '' ? [] : [{ kind: 'action' as const, name: action, points }]),
      ...(interest === null
        ? []
        : [{ kind: 'interest' as const, interestId: Number(interest), points }]),
      ...(tag === '' ? [] : [{ kind: 'tag' as const, name: tag }]),
    ],
  }
}
