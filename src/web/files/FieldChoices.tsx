import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { msg, plural, t, tc, verbatim } from '../languages/messages.ts'
import { wholeNumber } from '../pieces/format.ts'
import {
  at,
  fieldsNamed,
  IGNORE,
  KINDS,
  MEANINGS,
  readFrom,
  withAt,
  type Mapping,
} from './rules.ts'

interface ChoicesProps {
  mapping: Mapping
  /** The fields of the sample, with what stands in them; empty before there is one. */
  fields: { name: string; example: string }[]
  onChange: (mapping: Mapping) => void
}

/** Which column tells what: a line for each meaning, with more beneath where it needs more. */
export function FieldChoices(props: ChoicesProps) {
  const { mapping, fields, onChange } = props
  const names = [...new Set([...fields.map(({ name }) => name), ...fieldsNamed(mapping)])]
  return (
    <Table.ScrollContainer minWidth={280}>
      <Table
        aria-label={t`Which column tells what`}
        layout="fixed"
        verticalSpacing="xs"
        horizontalSpacing={6}
      >
        <Table.Tbody>
          {MEANINGS.map(({ path, title, hint, ...meaning }) => {
            const field = at(mapping, path)?.['field']
            return (
              <Table.Tr key={path}>
                <Table.Th scope="row" w="38%" style={{ verticalAlign: 'top', hyphens: 'auto' }}>
                  <Text size="sm" fw={500}>
                    {title}
                  </Text>
                  <Text size="xs" c="dimmed" fw={400}>
                    {hint}
                  </Text>
                </Table.Th>
                <Table.Td>
                  <Stack gap={6}>
                    <Select
                      aria-label={t`Column of ${title}`}
                      placeholder={constantOf(mapping, path) ?? tc('column')`not told`}
                      data={names}
                      value={typeof field === 'string' ? field : null}
                      onChange={(name) => onChange(readFrom(mapping, path, name))}
                      clearable={!('isNeeded' in meaning)}
                      searchable
                    />
                    <InTheSample fields={fields} field={field} />
                    {path === 'time' && field !== undefined && <TimeForm {...props} />}
                    {path === 'kind' && field !== undefined && <Words {...props} />}
                  </Stack>
                </Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** What the sample holds in that column, or that it has none of that name. */
function InTheSample({ fields, field }: { fields: ChoicesProps['fields']; field: unknown }) {
  if (typeof field !== 'string' || fields.length === 0) return null
  const found = fields.find(({ name }) => name === field)
  if (found?.example === '') return null
  return (
    <Text size="xs" c={found ? 'dimmed' : 'red'} truncate maw={360}>
      {found ? t`such as “${found.example}”` : t`The sample has no such column.`}
    </Text>
  )
}

/** What every row tells, where no column does. */
function constantOf(mapping: Mapping, path: string): string | null {
  const constant = at(mapping, path)?.['constant']
  return typeof constant === 'string' ? t`always “${constant}”` : null
}

const FORMATS = [
  'iso',
  'epoch_s',
  'epoch_ms',
  'dd/MM/yyyy HH:mm:ss',
  verbatim('MM/dd/yyyy hh:mm:ss a'),
]
const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')]

function TimeForm({ mapping, onChange }: ChoicesProps) {
  const { format, zone = 'UTC' } = at(mapping, 'time') as { format: string; zone?: string }
  return (
    <Group gap="xs" grow preventGrowOverflow={false}>
      <Autocomplete
        aria-label={t`How times are written`}
        data={FORMATS}
        value={format}
        onChange={(value) => onChange(withAt(mapping, 'time.format', value))}
      />
      <Select
        aria-label={t`On whose clocks`}
        data={ZONES}
        value={zone}
        onChange={(value) => onChange(withAt(mapping, 'time.zone', value ?? 'UTC'))}
        searchable
        allowDeselect={false}
      />
    </Group>
  )
}

/** The words of the column, each with what it means. */
function Words({ mapping, onChange }: ChoicesProps) {
  const words = Object.entries((at(mapping, 'kind')?.['words'] ?? {}) as Record<string, string>)
  const keep = (changed: [string, string][]) =>
    onChange(withAt(mapping, 'kind.words', Object.fromEntries(changed)))
  const put = (place: number, pair: [string, string]) => keep(words.with(place, pair))
  const wasEmpty = useState(words.length === 0)[0]
  const [isOpen, setOpen] = useState(wasEmpty)
  if (!isOpen) {
    return (
      <Group gap="xs">
        <Text size="sm">{knownWords(words.length)}</Text>
        <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
          {t`Show them`}
        </Button>
      </Group>
    )
  }
  return (
    <Stack gap={4}>
      {words.map(([word, kind], place) => (
        <Group key={place} gap={4} wrap="nowrap">
          <TextInput
            aria-label={t`Word ${place + 1}`}
            // The button that showed them is gone: one goes on with the first.
            autoFocus={place === 0 && !wasEmpty}
            value={word}
            onChange={(event) => put(place, [event.currentTarget.value, kind])}
          />
          <Select
            aria-label={t`What “${word}” means`}
            data={[...KINDS, IGNORE]}
            value={kind}
            onChange={(value) => put(place, [word, value ?? kind])}
            allowDeselect={false}
          />
          <ActionIcon
            variant="subtle"
            aria-label={t`Forget “${word}”`}
            onClick={() => keep(words.filter((_, other) => other !== place))}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          disabled={words.some(([word]) => word === '')}
          onClick={() => keep([...words, ['', 'sent']])}
        >
          {t`Add a word`}
        </Button>
      </Group>
    </Stack>
  )
}

function knownWords(count: number): string {
  const shown = wholeNumber(count)
  return plural(count, msg`${shown} word known`, msg`${shown} words known`)
}
