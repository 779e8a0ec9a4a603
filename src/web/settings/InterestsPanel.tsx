import { Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { call, refresh, type AnswerTo } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { DataTable } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { counted } from '../pieces/format.ts'
import { Panel } from '../pieces/Panel.tsx'
import { useFormCall } from '../pieces/useFormCall.ts'
import { useMay } from '../session/session.ts'

type Interests = AnswerTo<'interests.list'>

/** The interests a firm tells apart, and how fast points lose their worth. */
export function InterestsPanel({ interests }: { interests: Interests }) {
  const may = useMay()
  return (
    <Panel title={t`Interests`} isPlain>
      <Stack gap="md">
        <DataTable
          label={t`Interests`}
          columns={[
            { id: 'code', header: t`Code`, width: 120, cell: (one) => one.code },
            { id: 'name', header: t`Name`, width: 240, cell: (one) => one.name },
            {
              id: 'half',
              header: t`Half worth after`,
              cell: (one) => counted(one.halfLifeDays ?? interests.halfLifeDays, 'day'),
            },
          ]}
          rows={interests.items}
          rowKey={(one) => one.id}
          empty={
            <EmptyState
              title={t`No interest yet`}
            >{t`Give it a code and a name below.`}</EmptyState>
          }
        />
        {may('sync') && (
          <>
            <NewInterest />
            <HalfLife days={interests.halfLifeDays} key={interests.halfLifeDays} />
          </>
        )}
      </Stack>
    </Panel>
  )
}

function NewInterest() {
  const queryClient = useQueryClient()
  const form = useForm({ initialValues: { code: '', name: '' } })
  const { send, isWorking, error } = useFormCall(form)

  async function save(body: typeof form.values) {
    if (!(await send(() => call('interests.save', { body })))) return
    void refresh(queryClient, ['interests.list'])
    form.reset()
  }

  return (
    <form onSubmit={form.onSubmit((values) => void save(values))}>
      <Group align="end" gap="sm">
        <TextInput label={t`Code`} required w={140} {...form.getInputProps('code')} />
        <TextInput
          label={t`Name of the interest`}
          required
          w={260}
          {...form.getInputProps('name')}
        />
        <Button type="submit" variant="default" loading={isWorking}>
          {t`Add the interest`}
        </Button>
      </Group>
      {error !== null && <ErrorNotice error={error} />}
    </form>
  )
}

function HalfLife({ days }: { days: number }) {
  const queryClient = useQueryClient()
  const form = useForm({ initialValues: { halfLifeDays: days } })
  const { send, isWorking, error } = useFormCall(form)

  async function change(body: typeof form.values) {
    if (!(await send(() => call('interests.changeHalfLife', { body })))) return
    void refresh(queryClient, ['interests.list', 'interests.ofPerson'])
  }

  return (
    <form onSubmit={form.onSubmit((values) => void change(values))}>
      <Group align="end" gap="sm">
        <NumberInput
          label={t`Points are worth half after so many days`}
          min={1}
          max={3650}
          allowDecimal={false}
          w={360}
          maw="100%"
          {...form.getInputProps('halfLifeDays')}
        />
        <Button type="submit" variant="default" loading={isWorking}>
          {t`Change`}
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        {jt`10 points of a click are 5 after ${days} days, 2.5 after ${2 * days}.`}
      </Text>
      {error !== null && <ErrorNotice error={error} />}
    </form>
  )
}
