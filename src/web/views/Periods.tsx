import { NumberInput, Select, TextInput } from '@mantine/core'
import { t } from '../languages/messages.ts'
import { periodsOf, UNITS, type Period, type Unit } from './words.ts'

const DAY_MS = 86_400_000
const MONTH: Unit = 'month'

interface PeriodsProps {
  periods: Period[]
  onChange: (periods: Period[]) => void
}

/** Stretches of time in words, relative to the moment somebody asks; one of them fits. */
export function Periods({ periods, onChange }: PeriodsProps) {
  const shown = periods.length > 0 ? periods : [beginning('last')]
  return shown.map((period, at) => (
    <PeriodFields
      key={at}
      period={period}
      onChange={(next) => onChange(shown.map((one, place) => (place === at ? next : one)))}
    />
  ))
}

function PeriodFields(props: { period: Period; onChange: (period: Period) => void }) {
  const { period, onChange } = props
  const hasCount = period.is === 'last' || period.is === 'before_last'
  return (
    <>
      <Select
        aria-label={t`When`}
        w={160}
        allowDeselect={false}
        data={periodsOf(period)}
        value={period.is}
        onChange={(is) => is !== null && onChange(beginning(is as Period['is'], period))}
      />
      {hasCount && (
        <NumberInput
          aria-label={t`How many`}
          w={76}
          min={1}
          max={36_500}
          error={period.count < 1 && t`From 1`}
          allowDecimal={false}
          value={period.count}
          onChange={(count) => onChange({ ...period, count: Number(count) })}
        />
      )}
      {period.is !== 'between' && (
        <Select
          aria-label={t`Unit`}
          w={104}
          allowDeselect={false}
          data={UNITS.map(({ value, label, many }) => ({ value, label: hasCount ? many : label }))}
          value={period.unit}
          onChange={(unit) => unit !== null && onChange({ ...period, unit: unit as Unit })}
        />
      )}
      {period.is === 'holding' && (
        <DateField
          label={t`That holds`}
          at={period.moment}
          onChange={(moment) => moment !== null && onChange({ ...period, moment })}
        />
      )}
      {period.is === 'between' && (
        <>
          <DateField
            label={t`From`}
            at={period.from}
            onChange={(from) => onChange({ ...period, from })}
          />
          <DateField
            label={t`Until, this day not in it`}
            at={period.until}
            onChange={(until) => onChange({ ...period, until })}
          />
        </>
      )}
    </>
  )
}

interface DateFieldProps {
  label: string
  at: string | null
  onChange: (at: string | null) => void
}

/** A day (UTC); none is open. */
function DateField({ label, at, onChange }: DateFieldProps) {
  return (
    <TextInput
      type="date"
      aria-label={label}
      w={140}
      value={at?.slice(0, 10) ?? ''}
      onChange={({ currentTarget: { value } }) =>
        onChange(value === '' ? null : `${value}T00:00:00Z`)
      }
    />
  )
}

/** A period of this kind as it begins, with what the one before said of it. */
function beginning(is: Period['is'], before?: Period): Period {
  const unit = before && 'unit' in before ? before.unit : 'day'
  const day = (ms: number) => `${new Date(ms).toISOString().slice(0, 10)}T00:00:00Z`
  switch (is) {
    case 'last':
    case 'before_last':
      return { is, count: before && 'count' in before ? before.count : 30, unit }
    case 'this':
    case 'previous':
      return { is, unit: before && 'unit' in before ? before.unit : MONTH }
    case 'holding':
      return { is, unit: MONTH, moment: day(Date.now()) }
    case 'between':
      return { is, from: day(Date.now() - 30 * DAY_MS), until: day(Date.now() + DAY_MS) }
  }
}
