import { ActionIcon, Button, Group as Row, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useEffect, useRef, type ReactNode, type RefObject } from 'react'
import { t, tc } from '../languages/messages.ts'
import {
  isGroup,
  newGroup,
  newLeaf,
  placeOf,
  type Group,
  type Leaf,
  type Mode,
} from './conditions.ts'
import classes from './GroupEditor.module.css'

/** Groups stand within each other as deep as the server takes; none of counts twice. */
const LEVELS_MAX = 2

const MODES: { value: Mode; label: string }[] = [
  { value: 'all', label: tc('conditions')`all` },
  { value: 'any', label: tc('conditions')`any` },
  { value: 'none', label: tc('conditions')`none` },
]

/** What is asked of one condition. */
export interface LeafProps<C> {
  leaf: Leaf<C>
  onChange: (leaf: Leaf<C>) => void
  /** The field that says what it is about: a new condition begins there. */
  first: RefObject<HTMLInputElement | null>
}

/** What the conditions of an editor are about. */
export interface Conditions<C> {
  /** "People who fit", before all, any, none; and of a group within. */
  who: string
  whoWithin: string
  beginning: () => C
  fields: (props: LeafProps<C>) => ReactNode
}

interface GroupEditorProps<C> {
  of: Conditions<C>
  group: Group<C>
  /** Where it stands, as the server names it; and what is wrong, by place. */
  place: string
  faults: Record<string, string>
  onChange: (group: Group<C>) => void
  /** Absent for the outermost. */
  onRemove?: () => void
  level?: number
}

/** Conditions that belong together, in words: who fits all of them, any, or none. */
export function GroupEditor<C>(props: GroupEditorProps<C>) {
  const { of, group, place, faults, onChange, onRemove, level = 0 } = props
  const adder = useRef<HTMLButtonElement>(null)
  const { mode, members } = group
  const set = (part: Partial<Group<C>>) => onChange({ ...group, ...part })
  const replace = (key: number, member: Group<C> | Leaf<C>) =>
    set({ members: members.map((one) => (one.key === key ? member : one)) })
  const remove = (key: number) => {
    set({ members: members.filter((one) => one.key !== key) })
    adder.current?.focus()
  }
  const isWithin = level > 0
  return (
    <Stack
      gap="xs"
      role="group"
      aria-label={isWithin ? t`Group of conditions` : t`Conditions`}
      className={isWithin ? classes.group : undefined}
    >
      <Row gap="xs">
        <Text size="sm">{isWithin ? of.whoWithin : of.who}</Text>
        <SegmentedControl
          aria-label={t`How the conditions belong together`}
          size="xs"
          data={MODES}
          value={mode}
          onChange={(next) => set({ mode: next as Mode })}
        />
        <Text size="sm">{t`of these conditions`}</Text>
        {onRemove && <Remove what={t`Remove this group`} onRemove={onRemove} />}
      </Row>
      {members.map((member, at) => {
        const its = placeOf(place, mode, at, member)
        return isGroup(member) ? (
          <GroupEditor
            key={member.key}
            {...{ of, faults }}
            group={member}
            place={its}
            level={level + 1}
            onChange={(next) => replace(member.key, next)}
            onRemove={() => remove(member.key)}
          />
        ) : (
          <ConditionRow
            key={member.key}
            of={of}
            leaf={member}
            fault={faultAt(faults, its)}
            onChange={(next) => replace(member.key, next)}
            onRemove={() => remove(member.key)}
          />
        )
      })}
      {isWithin && members.length === 0 && <Fault>{faultAt(faults, place)}</Fault>}
      <Row gap="xs">
        <Button
          ref={adder}
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set({ members: [...members, newLeaf(of.beginning())] })}
        >{t`Add a condition`}</Button>
        {level < LEVELS_MAX && (
          <Button
            size="xs"
            variant="subtle"
            onClick={() => {
              const within = newGroup(mode === 'any' ? 'all' : 'any', [newLeaf(of.beginning())])
              set({ members: [...members, within] })
            }}
          >{t`Add a group`}</Button>
        )}
      </Row>
    </Stack>
  )
}

interface ConditionRowProps<C> {
  of: Conditions<C>
  leaf: Leaf<C>
  fault: string | undefined
  onChange: (leaf: Leaf<C>) => void
  onRemove: () => void
}

function ConditionRow<C>({ of, leaf, fault, onChange, onRemove }: ConditionRowProps<C>) {
  const first = useRef<HTMLInputElement>(null)
  // Whoever adds a condition goes on by saying what it is about.
  const isNew = useRef(performance.now() - leaf.madeAt < 500)
  useEffect(() => {
    if (isNew.current) first.current?.focus()
  }, [])
  return (
    <div role="group" aria-label={t`Condition`} className={classes.condition}>
      <Row gap="xs" align="flex-start" wrap="nowrap">
        <Row gap="xs" flex={1} align="flex-start">
          {of.fields({ leaf, onChange, first })}
        </Row>
        <Remove what={t`Remove this condition`} onRemove={onRemove} />
      </Row>
      <Fault>{fault}</Fault>
    </div>
  )
}

function Remove({ what, onRemove }: { what: string; onRemove: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" ml="auto" mt={4} aria-label={what} onClick={onRemove}>
      <IconX size={16} aria-hidden />
    </ActionIcon>
  )
}

/** What is wrong with what stands above it. */
export function Fault({ children }: { children: string | undefined }) {
  if (children === undefined) return null
  return (
    <Text size="xs" c="red" mt={4} role="status">
      {children}
    </Text>
  )
}

/** What is wrong at a place, or anywhere within it. */
export function faultAt(faults: Record<string, string>, place: string): string | undefined {
  const found = Object.entries(faults).find(
    ([field]) => field === place || field.startsWith(`${place}.`),
  )
  return found?.[1]
}
