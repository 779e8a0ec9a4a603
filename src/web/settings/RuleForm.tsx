import { Button, Group, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { call, refresh, useAnswer, type AnswerTo, type Given } from '../api.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { notifyDone } from '../refusals.ts'

type Interest = AnswerTo<'interests.list'>['items'][number]
type Rule = Given<'clickRules.add'>['body']

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
export function RuleForm({ interests }: { interests: Interest[] }) {
  const queryClient = useQueryClient()
  const form = useForm({ initialValues: EMPTY })
  const { send, isWorking, error } = useFormCall(form)

  async function add(values: Values) {
    if (!(await send(() => call('clickRules.add', { body: ruleOf(values) })))) return
    void refresh(queryClient, ['clickRules.list', 'tasks.list'])
    notifyDone(`The rule ${values.name} is made.`)
    form.reset()
  }

  return (
    <form onSubmit={form.onSubmit((values) => void add(values))}>
      <Stack gap="sm">
        <Group align="start" gap="sm">
          <TextInput label="Name" required w={220} {...form.getInputProps('name')} />
          <TextInput
            label="Site"
            description="*.example.com for all its hosts"
            w={220}
            {...form.getInputProps('host')}
          />
          <TextInput
            label="Path"
            description="* stands for any text: /tax/*"
            w={220}
            {...form.getInputProps('path')}
          />
          <TextInput
            label="Parameter"
            description="such as utm_campaign"
            w={180}
            {...form.getInputProps('parameter')}
          />
          <TextInput
            label="Its value"
            description="empty: any"
            w={180}
            {...form.getInputProps('parameterValue')}
          />
        </Group>
        <TryLink values={form.values} onUrl={(url) => form.setFieldValue('url', url)} />
        <Group align="end" gap="sm">
          <TextInput label="Raises the action" w={220} {...form.getInputProps('action')} />
          <Select
            label="and the interest"
            w={220}
            clearable
            searchable
            data={interests.map(({ id, name }) => ({ value: String(id), label: name }))}
            {...form.getInputProps('interest')}
          />
          <TextInput label="and the tag" w={180} {...form.getInputProps('tag')} />
          <NumberInput
            label="Points"
            w={100}
            min={-1000}
            max={1000}
            allowDecimal={false}
            {...form.getInputProps('points')}
          />
        </Group>
        <Switch
          label="Clicks that were made before count too"
          {...form.getInputProps('isPast', { type: 'checkbox' })}
        />
        {error !== null && <ErrorNotice error={error} />}
        <Button type="submit" loading={isWorking} style={{ alignSelf: 'flex-start' }}>
          Make the rule
        </Button>
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
        label="Try a link"
        placeholder="Paste one from a mailing"
        value={values.url}
        onChange={(event) => onUrl(event.currentTarget.value)}
      />
      <Group gap="xs" mih={24} role="status">
        {asked.url !== '' && found?.fits != null && (
          <StateBadge tone={found.fits ? 'good' : 'plain'}>
            {found.fits ? 'This link fits' : 'This link does not fit'}
          </StateBadge>
        )}
        {found && (
          <Text size="sm" c="dimmed">
            Until now: {counted(found.links, 'link', 'links')} with{' '}
            {counted(found.clicks, 'click', 'clicks')} of {wholeNumber(found.addresses)}{' '}
            {found.addresses === 1 ? 'address' : 'addresses'}
            {!found.isAll && ', among the newest links'}.
          </Text>
        )}
        {preview.error && hasConditions && (
          <Text size="sm" c="red">
            {preview.error.message}
          </Text>
        )}
      </Group>
    </Stack>
  )
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
