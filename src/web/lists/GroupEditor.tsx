import {
  ActionIcon,
  Button,
  Group as Row,
  SegmentedControl,
  Select,
  Stack,
  Text,
} from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { ConditionFields } from './ConditionFields.tsx'
import classes from './lists.module.css'
import { isGroup, newGroup, newLeaf, placeOf, type Group, type Leaf, type Mode } from './tree.ts'
import { useOwnFields } from './names.ts'
import { beginning, MODES, subjectOf, subjects, type Subject } from './words.ts'

/** Groups stand within each other as deep as the server takes; none of counts twice. */
const LEVELS_MAX = 2

interface GroupEditorProps {
  group: Group
  /** Where it stands, as the server names it; and what is wrong, by place. */
  place: string
  faults: Record<string, string>
  onChange: (group: Group) => void
  /** Absent for the outermost. */
  onRemove?: () => void
  level?: number
}

/** Conditions that belong together, in words: who fits all of them, any, or none. */
export function GroupEditor(props: GroupEditorProps) {
  const { group, place, faults, onChange, onRemove, level = 0 } = props
  const adder = useRef<HTMLButtonElement>(null)
  const { mode, members } = group
  const set = (part: Partial<Group>) => onChange({ ...group, ...part })
  const replace = (key: number, member: Group | Leaf) =>
    set({ members: members.map((one) => (one.key === key ? member : one)) })
  const remove = (key: number) => {
    set({ members: members.filter((one) => one.key !== key) })
    adder.current?.focus()
  }
  return (
    <Stack
      gap="xs"
      role="group"
      aria-label={level === 0 ? 'Conditions' : 'Group of conditions'}
      className={level === 0 ? undefined : classes.group}
    >
      <Row gap="xs">
        <Text size="sm">{level === 0 ? 'People who fit' : 'who fit'}</Text>
        <SegmentedControl
          aria-label="How the conditions belong together"
          size="xs"
          data={MODES}
          value={mode}
          onChange={(next) => set({ mode: next as Mode })}
        />
        <Text size="sm">of these conditions</Text>
        {onRemove && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Remove this group"
            ml="auto"
            onClick={onRemove}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        )}
      </Row>
      {members.map((member, at) => {
        const its = placeOf(place, mode, at, member)
        return isGroup(member) ? (
          <GroupEditor
            key={member.key}
            group={member}
            place={its}
            faults={faults}
            level={level + 1}
            onChange={(next) => replace(member.key, next)}
            onRemove={() => remove(member.key)}
          />
        ) : (
          <ConditionRow
            key={member.key}
            leaf={member}
            fault={faultAt(faults, its)}
            onChange={(next) => replace(member.key, next)}
            onRemove={() => remove(member.key)}
          />
        )
      })}
      <Row gap="xs">
        <Button
          ref={adder}
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set({ members: [...members, newLeaf(beginning('mail'))] })}
        >
          Add a condition
        </Button>
        {level < LEVELS_MAX && (
          <Button
            size="xs"
            variant="subtle"
            onClick={() =>
              set({
                members: [
                  ...members,
                  newGroup(mode === 'any' ? 'all' : 'any', [newLeaf(beginning('mail'))]),
                ],
              })
            }
          >
            Add a group
          </Button>
        )}
      </Row>
    </Stack>
  )
}

interface ConditionRowProps {
  leaf: Leaf
  fault: string | undefined
  onChange: (leaf: Leaf) => void
  onRemove: () => void
}

function ConditionRow({ leaf, fault, onChange, onRemove }: ConditionRowProps) {
  const own = useOwnFields()
  const subject = useRef<HTMLInputElement>(null)
  // Whoever adds a condition goes on by saying what it is about.
  const isNew = useRef(performance.now() - leaf.madeAt < 500)
  useEffect(() => {
    if (isNew.current) subject.current?.focus()
  }, [])
  return (
    <div role="group" aria-label="Condition" className={classes.condition}>
      <Row gap="xs" align="flex-start" wrap="nowrap">
        <Row gap="xs" flex={1} align="flex-start">
          <Select
            ref={subject}
            aria-label="What the condition is about"
            w={190}
            searchable
            allowDeselect={false}
            data={subjects(own)}
            value={subjectOf(leaf.condition)}
            onChange={(chosen) =>
              chosen !== null
              && onChange({ ...leaf, isNot: false, condition: beginning(chosen as Subject) })
            }
          />
          <ConditionFields
            condition={leaf.condition}
            isNot={leaf.isNot}
            onChange={(part) => onChange({ ...leaf, ...part })}
          />
        </Row>
        <ActionIcon
          variant="subtle"
          color="gray"
          mt={4}
          aria-label="Remove this condition"
          onClick={onRemove}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Row>
      {fault !== undefined && (
        <Text size="xs" c="red" mt={4} role="status">
          {fault}
        </Text>
      )}
    </div>
  )
}

/** What is wrong at a place, or anywhere within it. */
function faultAt(faults: Record<string, string>, place: string): string | undefined {
  const found = Object.entries(faults).find(
    ([field]) => field === place || field.startsWith(`${place}.`),
  )
  return found?.[1]
}
