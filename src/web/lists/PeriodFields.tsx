import { NumberInput, Select, TextInput } from '@mantine/core'
import { t } from '../languages/messages.ts'
import type { ConditionAbout } from './tree.ts'

type Period = ConditionAbout<'mail'>['when']

const KINDS = [
  { value: 'ever', label: t`ever` },
  { value: 'within', label: t`in the last … days` },
  { value: 'before', label: t`more than … days ago` },
  { value: 'between', label: t`between two dates` },
] as const

const DAY_MS = 86_400_000

interface PeriodFieldsProps {
  when: Period
  onChange: (when: Period) => void
}

/** When: relative to the day it is asked, or between two dates (UTC). */
export function PeriodFields({ when, onChange }: PeriodFieldsProps) {
  return (
    <>
      <Select
        aria-label={t`When`}
        w={190}
        allowDeselect={false}
        data={KINDS}
        value={when.is}
        onChange={(is) => is !== null && onChange(periodOf(is as Period['is'], when))}
      />
      {(when.is === 'within' || when.is === 'before') && (
        <NumberInput
          aria-label={t`Days`}
          w={90}
          min={1}
          max={36_500}
          clampBehavior="strict"
          allowDecimal={false}
          value={when.days}
          onChange={(days) => onChange({ ...when, days: Number(days) })}
        />
      )}
      {when.is === 'between' && (
        <>
          <DateField
            label={t`From`}
            at={when.from}
            onChange={(from) => onChange({ ...when, from })}
          />
          <DateField
            label={t`Until, this day not in it`}
            at={when.until}
            onChange={(until) => onChange({ ...when, until })}
          />
        </>
      )}
    </>
  )
}

function DateField(props: { label: string; at: string; onChange: (at: string) => void }) {
  return (
    <TextInput
      type="date"
      aria-label={props.label}
      w={150}
      required
      value={props.at.slice(0, 10)}
      onChange={({ currentTarget: { value } }) =>
        value !== '' && props.onChange(`${value}T00:00:00Z`)
      }
    />
  )
}

function periodOf(is: Period['is'], before: Period): Period {
  if (is === 'ever') return { is }
  if (is === 'between') {
    const day = (ms: number) => `${new Date(ms).toISOString().slice(0, 10)}T00:00:00Z`
    return { is, from: day(Date.now() - 30 * DAY_MS), until: day(Date.now() + DAY_MS) }
  }
  return { is, days: 'days' in before ? before.days : 180 }
}
