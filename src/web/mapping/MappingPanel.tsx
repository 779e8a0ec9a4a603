import { Button, Group, Stack, Switch, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, useAnswer, useChange } from '../api.ts'
import type { Connection } from '../connections/state.ts'
import { msg, plural, t, tc } from '../languages/messages.ts'
import { DataTable, type Column } from '../pieces/DataTable.tsx'
import { EmptyState } from '../pieces/EmptyState.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { wholeNumber } from '../pieces/format.ts'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { notifyDone, notifyRefusal } from '../refusals.ts'
import { useMay } from '../session/session.ts'
import { PreviewPerson } from './PreviewPerson.tsx'
import { RuleDrawer } from './RuleDrawer.tsx'
import { Versions } from './Versions.tsx'
import {
  fieldName,
  ownerWords,
  sourceWords,
  stepWords,
  useOwnFields,
  type Mapping,
  type Rule,
} from './words.ts'

/** Which field of a contact is filled from where; changed here, and in force once it is saved. */
export default function MappingPanel({ connection }: { connection: Connection }) {
  const params = { connectionId: connection.id }
  const { data, error, refetch } = useAnswer('mapping.show', { params })
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={8} />
  return <Editor key={data.version} connection={connection} saved={data} />
}

type Open = { rule: Rule | null } | 'versions' | null

function Editor({ connection, saved }: { connection: Connection; saved: Mapping }) {
  const may = useMay()
  const own = useOwnFields()
  const [rules, setRules] = useState<Rule[]>(saved.rules)
  const [sends, setSends] = useState(saved.sendsChanges)
  const [open, setOpen] = useState<Open>(null)
  const { id: connectionId, connectorTitle: title } = connection
  const mayChange = may('manage_connections')
  const close = () => setOpen(null)
  const keep = (rule: Rule, old: Rule | null) => {
    const others = rules.filter(({ field }) => field.id !== old?.field.id)
    const index = old === null ? rules.length : rules.indexOf(old)
    setRules([...others.slice(0, index), rule, ...others.slice(index)])
    close()
  }
  return (
    <Stack gap="lg">
      <Panel
        isPlain
        title={t`Fields at ${title}`}
        actions={
          mayChange && (
            <Actions
              connection={connection}
              saved={saved}
              rules={rules}
              sends={sends}
              onRules={setRules}
              onOpen={setOpen}
            />
          )
        }
      >
        <Text size="sm" c="dimmed" mb="xs">
          {saved.version === 0
            ? t`Nothing was saved yet: these fields are filled by their names.`
            : t`Version ${saved.version}, saved by ${saved.madeBy ?? ''}.`}{' '}
          {t`New contacts get them with their first list; changed details are sent when you say
            so.`}
        </Text>
        <DataTable
          label={t`Rules`}
          columns={columnsOf(own, title)}
          rows={rules}
          rowKey={({ field }) => field.id}
          {...(mayChange && { onOpen: (rule: Rule) => setOpen({ rule }) })}
          empty={
            <EmptyState title={t`No field is filled`}>
              {t`A personal tag in a mail, such as [[FirstName]], shows what stands in the field of
                the contact. Add a field, say what fills it, and look at the preview of one
                person.`}
            </EmptyState>
          }
        />
        <Switch
          mt="sm"
          label={t`Send changed details after each read of the contacts`}
          description={t`More than a fifth of the contacts at once wait for an approval`}
          disabled={!mayChange}
          checked={sends}
          onChange={(event) => setSends(event.currentTarget.checked)}
        />
      </Panel>
      <PreviewPerson connectionId={connectionId} title={title} rules={rules} />
      {open !== null && open !== 'versions' && (
        <RuleDrawer
          connectionId={connectionId}
          title={title}
          rule={open.rule}
          taken={rules.map(({ field }) => field.id)}
          onKeep={(rule) => keep(rule, open.rule)}
          onDrop={() => {
            setRules(rules.filter((one) => one !== open.rule))
            close()
          }}
          onClose={close}
        />
      )}
      {open === 'versions' && (
        <Versions connectionId={connectionId} version={saved.version} onClose={close} />
      )}
    </Stack>
  )
}

interface ActionsProps {
  connection: Connection
  saved: Mapping
  rules: Rule[]
  sends: boolean
  onRules: (rules: Rule[]) => void
  onOpen: (open: Open) => void
}

function Actions({ connection, saved, rules, sends, onRules, onOpen }: ActionsProps) {
  const navigate = useNavigate()
  const save = useChange('mapping.save', ['mapping.show', 'mapping.versions'])
  const send = useChange('mapping.sendDetails', ['pushes.list'])
  const params = { connectionId: connection.id }
  const { version } = saved
  const isSame =
    version > 0
    && sends === saved.sendsChanges
    && JSON.stringify(rules) === JSON.stringify(saved.rules)
  async function suggest() {
    const { suggested } = await call('contactFields.read', { params })
    const taken = new Set(rules.map(({ field }) => field.id))
    const more = suggested.filter(({ field }) => !taken.has(field.id))
    onRules([...rules, ...more])
    notifyDone(
      more.length === 0
        ? t`No other field has a name that says what belongs into it.`
        : plural(
            more.length,
            msg`${wholeNumber(more.length)} field found by name. Look at them, and save.`,
            msg`${wholeNumber(more.length)} fields found by name. Look at them, and save.`,
          ),
    )
  }
  async function store() {
    const body = { version, sendsChanges: sends, rules: rules.map(named) }
    await save.mutateAsync({ params, body })
    notifyDone(t`The mapping is saved.`)
  }
  async function compare() {
    const { id } = await send.mutateAsync({ params })
    await navigate({ to: '/pushes/$pushId', params: { pushId: String(id) } })
  }
  return (
    <Group gap="xs">
      <Button size="compact-sm" variant="default" onClick={() => onOpen({ rule: null })}>
        {t`Add a field…`}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => void suggest().catch(notifyRefusal)}
      >
        {t`Suggest by name`}
      </Button>
      {version > 0 && (
        <Button size="compact-sm" variant="default" onClick={() => onOpen('versions')}>
          {t`Earlier versions…`}
        </Button>
      )}
      {isSame ? (
        <Button
          size="compact-sm"
          loading={send.isPending}
          onClick={() => void compare().catch(notifyRefusal)}
        >
          {t`Compare and send details…`}
        </Button>
      ) : (
        <Button
          size="compact-sm"
          loading={save.isPending}
          onClick={() => void store().catch(notifyRefusal)}
        >
          {t`Save mapping`}
        </Button>
      )}
    </Group>
  )
}

function named({ field, ...rule }: Rule) {
  return { fieldId: field.id, ...rule }
}

const columnsOf = (own: ReturnType<typeof useOwnFields>, title: string): Column<Rule>[] => [
  {
    id: 'field',
    header: t`Field`,
    width: 160,
    cell: ({ field }) => (
      <>
        <Text size="sm" fw={500}>
          {fieldName(field)}
        </Text>
        {field.tag !== null && (
          <Text size="xs" c="dimmed">
            [[{field.tag}]]
          </Text>
        )}
      </>
    ),
  },
  { id: 'from', header: t`Filled with`, width: 160, cell: (rule) => sourceWords(rule, own) },
  {
    id: 'steps',
    header: t`Steps`,
    width: 200,
    cell: ({ steps }) => steps.map((step) => stepWords(step, own)).join(', ') || tc('steps')`none`,
  },
  {
    id: 'default',
    header: tc('field')`Default`,
    cell: ({ fallback }) => fallback || tc('default')`none`,
  },
  {
    id: 'owner',
    header: t`Right is`,
    width: 200,
    cell: ({ owner, comesHome }) => (
      <>
        {ownerWords(owner, title).who}
        <Text size="xs" c="dimmed">
          {comesHome ? t`and its values come home` : ownerWords(owner, title).means}
        </Text>
      </>
    ),
  },
]
