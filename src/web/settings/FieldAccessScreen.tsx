import { Button, Group, Stack, Switch, Table, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { DecidedRole } from '../../api/contract/index.ts'
import { useAnswer, useChange, type AnswerTo } from '../api.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { notifyRefusal } from '../refusals.ts'
import { FieldPreview } from './FieldPreview.tsx'
import classes from './fieldAccess.module.css'
import { ROLE_WORDS } from './roles.ts'

type Field = AnswerTo<'fieldAccess.list'>['items'][number]
type Choose = (field: Field, role: DecidedRole, isVisible: boolean) => Promise<void>

const ROLES: DecidedRole[] = ['manager', 'editor', 'viewer']

/** Which figures and columns of feedback each role sees: the behaviour L4. */
export default function FieldAccessScreen() {
  const { data, error, refetch } = useAnswer('fieldAccess.list', {})
  const [previewed, setPreviewed] = useState<DecidedRole>('viewer')
  const choose = useChoose()
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton lines={8} />
  return (
    <Stack gap="md" maw={960}>
      <Text size="sm" c="dimmed">
        {t`What is switched off is told to nobody of that role: not on a screen, in an export, to a
          program or an assistant with a key of that role. Nothing can be filtered, sorted or
          grouped by it, and what would tell it in other words is hidden with it. Administrators
          see everything.`}
      </Text>
      <Fields
        title={t`Figures of campaigns`}
        fields={data.items.filter(isFigure)}
        choose={choose}
      />
      <Fields
        title={t`Columns`}
        fields={data.items.filter((one) => !isFigure(one))}
        choose={choose}
      />
      <FieldPreview fields={data.items} role={previewed} roles={ROLES} onRole={setPreviewed} />
    </Stack>
  )
}

function isFigure(field: Field): boolean {
  return field.isFigure
}

/** Decides at once, tells so, and offers to take it back. */
function useChoose(): Choose {
  const change = useChange('fieldAccess.change', [
    ...(['fieldAccess.list', 'fieldAccess.preview', 'audit.list'] as const),
  ])
  const put = async (field: Field, role: DecidedRole, isVisible: boolean) => {
    try {
      await change.mutateAsync({ body: { role, field: field.id, isVisible } })
      return true
    } catch (error) {
      notifyRefusal(error)
      return false
    }
  }
  return async (field, role, isVisible) => {
    const note = `field-${field.id}-${role}`
    if (!(await put(field, role, isVisible))) return
    const takeBack = async () => {
      if (await put(field, role, !isVisible)) notifications.hide(note)
    }
    notifications.hide(note)
    notifications.show({
      id: note,
      color: 'green',
      autoClose: 12_000,
      message: (
        <Group gap="xs" justify="space-between">
          <Text size="sm">
            {isVisible
              ? t`${ROLE_WORDS[role].name}s see “${said(field.title)}”.`
              : t`${ROLE_WORDS[role].name}s no longer see “${said(field.title)}”.`}
          </Text>
          <Button size="compact-xs" variant="default" onClick={() => void takeBack()}>
            {t`Undo`}
          </Button>
        </Group>
      ),
    })
  }
}

function Fields(props: { title: string; fields: Field[]; choose: Choose }) {
  const { title, fields, choose } = props
  return (
    <Panel title={title}>
      <div className={classes.frame} role="region" aria-label={title} tabIndex={0}>
        <Table className={classes.fields} aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t`Field`}</Table.Th>
              {ROLES.map((role) => (
                <Table.Th scope="col" key={role} className={classes.role}>
                  {ROLE_WORDS[role].name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {fields.map((field) => (
              <Row key={field.id} field={field} choose={choose} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Panel>
  )
}

function Row({ field, choose }: { field: Field; choose: Choose }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {said(field.title)}
        <Text size="xs" c="dimmed">
          {said(field.tells)}
        </Text>
      </Table.Th>
      {ROLES.map((role) => (
        <Table.Td key={role} className={classes.role} data-role={ROLE_WORDS[role].name}>
          <Switch
            aria-label={t`${ROLE_WORDS[role].name}s see ${said(field.title)}`}
            checked={field.isVisible[role] ?? false}
            onChange={(event) => void choose(field, role, event.currentTarget.checked)}
          />
          {field.isVisibleAtFirst[role] === false && (
            <Text size="xs" c="dimmed">
              {t`off at first`}
            </Text>
          )}
        </Table.Td>
      ))}
    </Table.Tr>
  )
}
