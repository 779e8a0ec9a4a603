import { Group, SegmentedControl, Text } from '@mantine/core'
import { FIGURES, type DecidedRole } from '../../api/contract/index.ts'
import { useAnswer } from '../api.ts'
import { FIGURE_WORDS } from '../campaigns/figures.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { percent, wholeNumber } from '../pieces/format.ts'
import { Panel } from '../pieces/Panel.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import classes from './fieldAccess.module.css'
import { ROLE_WORDS } from './roles.ts'

interface FieldPreviewProps {
  fields: readonly { id: string; title: string }[]
  role: DecidedRole
  roles: readonly DecidedRole[]
  onRole: (role: DecidedRole) => void
}

/** The newest campaign with what a role sees of it, as the server tells it. */
export function FieldPreview({ fields, role, roles, onRole }: FieldPreviewProps) {
  const { data, error, refetch } = useAnswer('fieldAccess.preview', { query: { role } })
  return (
    <Panel title={t`What they see`}>
      <SegmentedControl
        size="xs"
        mb="sm"
        aria-label={t`Whose eyes`}
        value={role}
        onChange={(word) => onRole(word as DecidedRole)}
        data={roles.map((value) => ({ value, label: ROLE_WORDS[value].name }))}
      />
      {error && !data && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!error && !data && <LinesSkeleton lines={3} />}
      {data && <Seen {...data} fields={fields} />}
    </Panel>
  )
}

type Answer = NonNullable<ReturnType<typeof useAnswer<'fieldAccess.preview'>>['data']>

function Seen({ campaign, hidden, fields }: Answer & Pick<FieldPreviewProps, 'fields'>) {
  const off: readonly string[] = hidden
  const names = fields.filter(({ id }) => off.includes(id)).map(({ title }) => said(title))
  return (
    <>
      {campaign === null ? (
        <Text size="sm" c="dimmed">
          {t`Nothing was sent yet. With the first campaign its figures stand here.`}
        </Text>
      ) : (
        <>
          <Text size="sm" fw={500} mb="xs">
            {campaign.name}
          </Text>
          <div className={classes.figures}>
            {FIGURES.map((name) => (
              <Value key={name} label={FIGURE_WORDS[name].label} value={campaign.figures[name]} />
            ))}
          </div>
        </>
      )}
      <Group gap="xs" mt="sm">
        <Text size="sm" c="dimmed">
          {names.length === 0 ? t`Nothing is hidden.` : t`Hidden: ${names.join(', ')}.`}
        </Text>
      </Group>
    </>
  )
}

function Value(props: { label: string; value: { count: number; rate: number | null } | null }) {
  const { label, value } = props
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      {value === null ? (
        <Text size="sm" c="dimmed" fs="italic">
          {t`hidden`}
        </Text>
      ) : (
        <Text size="sm" fw={600}>
          {wholeNumber(value.count)}
          {value.rate !== null && (
            <Text span size="xs" c="dimmed">
              {` ${percent(value.rate)}`}
            </Text>
          )}
        </Text>
      )}
    </div>
  )
}
